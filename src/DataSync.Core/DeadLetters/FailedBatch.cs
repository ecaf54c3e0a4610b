using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DataSync.Core.DeadLetters;

/// <summary>A batch of stream records that Lambda gave up on, as it writes it to a bucket: what it tells, and the event itself.</summary>
/// <param name="Condition"><c>RetryAttemptsExhausted</c> or <c>RecordAgeExceeded</c>.</param>
/// <param name="InvokeCount">How often the batch was tried.</param>
/// <param name="RecordCount">How many records it has.</param>
/// <param name="Payload">The event that the function was given; empty when the destination holds no events.</param>
public sealed record FailedBatch(string Condition, int InvokeCount, int RecordCount, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The shard of the stream.</summary>
    public string Shard { get; init; } = "";

    /// <summary>The function's name.</summary>
    public string Function { get; init; } = "";

    /// <summary>Request id of the last try.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>The stream's region; null when the batch does not tell.</summary>
    public string? Region { get; init; }

    /// <summary>When the first record was written, in milliseconds since the Unix epoch; 0 when unknown.</summary>
    public long FirstMs { get; init; }

    /// <summary>When it was given up on, in milliseconds since the Unix epoch; 0 when unknown.</summary>
    public long AtMs { get; init; }

    /// <summary>Reads an invocation record. Null when it is none of a stream.</summary>
    public static FailedBatch? TryRead(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("DDBStreamBatchInfo", out var info) || info.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var context = root.TryGetProperty("requestContext", out var told) ? told : default;
            var function = Text(context, "functionArn").Split(':');
            return new FailedBatch(Text(context, "condition"), Number(context, "approximateInvokeCount"), Number(info, "batchSize"), PayloadOf(root))
            {
                Shard = Text(info, "shardId"),
                Function = function.Length > 6 ? function[6] : "",
                RequestId = Text(context, "requestId"),
                Region = Text(info, "streamArn").Split(':') is { Length: > 3 } arn ? arn[3] : null,
                FirstMs = Time(Text(info, "approximateArrivalOfFirstRecord")),
                AtMs = Time(Text(root, "timestamp")),
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // AWS's documentation shows the whole event as text; an object would mean the same.
    private static byte[] PayloadOf(JsonElement root) => !root.TryGetProperty("payload", out var payload)
        ? []
        : Encoding.UTF8.GetBytes(payload.ValueKind == JsonValueKind.String ? payload.GetString()! : payload.GetRawText());

    private static string Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    private static int Number(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var value) ? value : 0;

    private static long Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeMilliseconds() : 0;
}
