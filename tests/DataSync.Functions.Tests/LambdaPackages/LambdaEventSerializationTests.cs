using System.Text;
using System.Text.Json.Serialization;
using Amazon.Lambda.DynamoDBEvents;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;

namespace DataSync.Functions.Tests.LambdaPackages;

public sealed partial class LambdaEventSerializationTests
{
    private const string StreamEvent = """
        {"Records":[{"eventID":"c4ca4238a0b923820dcc509a6f75849b","eventName":"MODIFY","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"eu-west-1",
        "dynamodb":{"ApproximateCreationDateTime":1764000000,"Keys":{"pk":{"S":"a"}},
        "NewImage":{"pk":{"S":"a"},"n":{"N":"12345678901234567890123456789012345678"},"b":{"B":"AQID"},"t":{"BOOL":false},"z":{"NULL":true},
        "ss":{"SS":["x","y"]},"ns":{"NS":["1","2"]},"bs":{"BS":["AQ==","Ag=="]},"l":{"L":[{"S":"in"},{"L":[]}]},"m":{"M":{"k":{"M":{}}}}},
        "SequenceNumber":"4421584500000000017450439091","SizeBytes":112,"StreamViewType":"NEW_AND_OLD_IMAGES"},
        "userIdentity":{"type":"Service","principalId":"dynamodb.amazonaws.com"},
        "eventSourceARN":"arn:aws:dynamodb:eu-west-1:123456789012:table/t/stream/2026-01-01T00:00:00.000"}]}
        """;

    private const string QueueEvent = """
        {"Records":[{"messageId":"059f36b4-87a3-44ab-83d2-661975830a7d","receiptHandle":"AQEB","body":"{\"v\":1}",
        "attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"1764000000123"},
        "messageAttributes":{"kind":{"stringValue":"x","binaryValue":null,"stringListValues":[],"binaryListValues":[],"dataType":"String"}},
        "md5OfBody":"e4e68fb7bd0e697a0ae8f1bb342846b3","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:eu-west-1:123456789012:q","awsRegion":"eu-west-1"}]}
        """;

    [Fact]
    public void A_stream_event_keeps_every_attribute_type()
    {
        var serializer = new SourceGeneratorLambdaJsonSerializer<StreamContext>();

        var record = Assert.Single(serializer.Deserialize<DynamoDBEvent>(Utf8(StreamEvent)).Records!);

        var image = record.Dynamodb!.NewImage!;
        Assert.Equal("a", image["pk"].S);
        Assert.Equal("12345678901234567890123456789012345678", image["n"].N);
        Assert.Equal([1, 2, 3], image["b"].B!.ToArray());
        Assert.False(image["t"].BOOL);
        Assert.True(image["z"].NULL);
        Assert.Equal(["x", "y"], image["ss"].SS);
        Assert.Equal(["1", "2"], image["ns"].NS);
        Assert.Equal([2], image["bs"].BS![1].ToArray());
        Assert.Empty(image["l"].L![1].L!);
        Assert.Empty(image["m"].M!["k"].M!);
        Assert.Null(image["pk"].BOOL);
    }

    [Fact]
    public void A_stream_event_binds_names_of_any_case_and_times_in_seconds()
    {
        var serializer = new SourceGeneratorLambdaJsonSerializer<StreamContext>();

        var record = Assert.Single(serializer.Deserialize<DynamoDBEvent>(Utf8(StreamEvent)).Records!);

        Assert.Equal("arn:aws:dynamodb:eu-west-1:123456789012:table/t/stream/2026-01-01T00:00:00.000", record.EventSourceArn);
        Assert.Equal(("MODIFY", "eu-west-1", "c4ca4238a0b923820dcc509a6f75849b"), (record.EventName, record.AwsRegion, record.EventID));
        Assert.Equal(("Service", "dynamodb.amazonaws.com"), (record.UserIdentity!.Type, record.UserIdentity.PrincipalId));
        Assert.Equal(new DateTime(2025, 11, 24, 16, 0, 0, DateTimeKind.Utc), record.Dynamodb!.ApproximateCreationDateTime);
        Assert.Equal(("4421584500000000017450439091", 112), (record.Dynamodb.SequenceNumber, record.Dynamodb.SizeBytes));
        Assert.Null(record.Dynamodb.OldImage);
    }

    [Fact]
    public void A_queue_event_binds_with_its_attributes()
    {
        var serializer = new SourceGeneratorLambdaJsonSerializer<QueueContext>();

        var message = Assert.Single(serializer.Deserialize<SQSEvent>(Utf8(QueueEvent)).Records!);

        Assert.Equal("059f36b4-87a3-44ab-83d2-661975830a7d", message.MessageId);
        Assert.Equal("""{"v":1}""", message.Body);
        Assert.Equal("1764000000123", message.Attributes!["SentTimestamp"]);
        Assert.Equal(("x", "String"), (message.MessageAttributes!["kind"].StringValue, message.MessageAttributes["kind"].DataType));
        Assert.Equal("arn:aws:sqs:eu-west-1:123456789012:q", message.EventSourceArn);
        Assert.Null(message.Md5OfMessageAttributes);
    }

    [Fact]
    public void A_stream_response_names_sequence_numbers()
    {
        var response = new StreamsEventResponse { BatchItemFailures = [new() { ItemIdentifier = "17" }] };

        var json = Write(new SourceGeneratorLambdaJsonSerializer<StreamContext>(), response);

        Assert.Equal("""{"batchItemFailures":[{"itemIdentifier":"17"}]}""", json);
    }

    [Fact]
    public void A_stream_response_without_failures_has_no_list()
    {
        var json = Write(new SourceGeneratorLambdaJsonSerializer<StreamContext>(), new StreamsEventResponse());

        Assert.Equal("{}", json);
    }

    [Fact]
    public void A_queue_response_names_message_ids()
    {
        var response = new SQSBatchResponse([new() { ItemIdentifier = "m-1" }]);

        var json = Write(new SourceGeneratorLambdaJsonSerializer<QueueContext>(), response);

        Assert.Equal("""{"batchItemFailures":[{"itemIdentifier":"m-1"}]}""", json);
    }

    [Fact]
    public void A_queue_response_without_failures_has_an_empty_list()
    {
        var json = Write(new SourceGeneratorLambdaJsonSerializer<QueueContext>(), new SQSBatchResponse());

        Assert.Equal("""{"batchItemFailures":[]}""", json);
    }

    [Fact]
    public void A_payload_that_is_no_event_is_refused_with_the_type_it_should_be()
    {
        var serializer = new SourceGeneratorLambdaJsonSerializer<QueueContext>();

        var exception = Assert.Throws<JsonSerializerException>(() => serializer.Deserialize<SQSEvent>(Utf8("""{"Records":7}""")));

        Assert.Contains("Amazon.Lambda.SQSEvents.SQSEvent", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_that_the_context_lacks_is_refused_by_name()
    {
        var serializer = new SourceGeneratorLambdaJsonSerializer<QueueContext>();

        var exception = Assert.Throws<JsonSerializerException>(() => serializer.Deserialize<DynamoDBEvent>(Utf8(StreamEvent)));

        Assert.Contains("No JsonTypeInfo registered", exception.Message, StringComparison.Ordinal);
    }

    private static MemoryStream Utf8(string json) => new(Encoding.UTF8.GetBytes(json));

    private static string Write<TContext, T>(SourceGeneratorLambdaJsonSerializer<TContext> serializer, T response)
        where TContext : JsonSerializerContext
    {
        using var stream = new MemoryStream();
        serializer.Serialize(response, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [JsonSerializable(typeof(DynamoDBEvent))]
    [JsonSerializable(typeof(StreamsEventResponse))]
    private sealed partial class StreamContext : JsonSerializerContext;

    [JsonSerializable(typeof(SQSEvent))]
    [JsonSerializable(typeof(SQSBatchResponse))]
    private sealed partial class QueueContext : JsonSerializerContext;
}
