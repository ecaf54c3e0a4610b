using System.Text.Json;
using DataSync.LocalAws.DynamoDb.Values;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.DynamoDb;

/// <summary>An error that goes to the caller in AWS's words. Thrown anywhere below the service, turned into a response at its edge.</summary>
internal sealed class DynamoDbError : Exception
{
    private const string ServicePrefix = "com.amazonaws.dynamodb.v20120810#";

    private DynamoDbError(string type, string message)
        : base(message) => Type = type;

    public string Type { get; }

    public static DynamoDbError Validation(string message) => new("com.amazon.coral.validate#ValidationException", message);

    public static DynamoDbError Serialization() =>
        new("com.amazon.coral.service#SerializationException", "Start of structure or map found where not expected, or a value of the wrong type.");

    public static DynamoDbError UnknownOperation() => new("com.amazon.coral.service#UnknownOperationException", "");

    public static DynamoDbError NotFound(string message = "Requested resource not found") => Service("ResourceNotFoundException", message);

    /// <summary>One of the exceptions of the service's model, by its short name.</summary>
    public static DynamoDbError Service(string name, string message) => new(ServicePrefix + name, message);

    public AwsResponse ToResponse() => new(400, ValueWriter.Render(this, 256, static (writer, error) =>
    {
        WriteHead(writer, error.Type, error.Message);
        writer.WriteEndObject();
    }));

    /// <summary>A failed condition is an everyday answer, so it is no exception.</summary>
    public static AwsResponse ConditionFailed(MapValue? item) => new(400, ValueWriter.Render(item, 256, static (writer, item) =>
    {
        WriteHead(writer, ServicePrefix + "ConditionalCheckFailedException", "The conditional request failed");
        if (item is not null)
        {
            writer.WritePropertyName("Item"u8);
            ValueWriter.WriteItem(writer, item);
        }
        writer.WriteEndObject();
    }));

    /// <summary>The answer to a transaction that did not take place.</summary>
    public static AwsResponse TransactionCanceled(IReadOnlyList<CancellationReason> reasons) =>
        new(400, ValueWriter.Render(reasons, 512, static (writer, reasons) =>
        {
            string codes = string.Join(", ", reasons.Select(r => r.Code));
            writer.WriteStartObject();
            writer.WriteString("__type"u8, ServicePrefix + "TransactionCanceledException");
            writer.WriteString("Message"u8, $"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]");
            writer.WriteStartArray("CancellationReasons"u8);
            foreach (CancellationReason reason in reasons)
            {
                writer.WriteStartObject();
                writer.WriteString("Code"u8, reason.Code);
                if (reason.Message is not null)
                {
                    writer.WriteString("Message"u8, reason.Message);
                }
                if (reason.Item is not null)
                {
                    writer.WritePropertyName("Item"u8);
                    ValueWriter.WriteItem(writer, reason.Item);
                }
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }));

    private static void WriteHead(Utf8JsonWriter writer, string type, string message)
    {
        writer.WriteStartObject();
        writer.WriteString("__type"u8, type);
        writer.WriteString("message"u8, message);
    }
}

/// <summary>Why one action of a transaction failed, or <c>None</c>.</summary>
internal sealed record CancellationReason(string Code, string? Message, MapValue? Item)
{
    public static readonly CancellationReason None = new("None", null, null);
}
