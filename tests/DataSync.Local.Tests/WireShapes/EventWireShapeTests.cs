using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.DynamoDBEvents;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using DataSync.Local.Mappings;
using DataSync.Local.Templates;
using DataSync.Local.Tests.Mappings;
using DataSync.LocalAws;
using DataSync.LocalAws.DynamoDb;
using DataSync.LocalAws.Protocol;

namespace DataSync.Local.Tests.WireShapes;

/// <summary>The events that functions get from the local host, as bytes, are those of Lambda: held to the official types and to the sample events.</summary>
public sealed partial class EventWireShapeTests : IAsyncDisposable
{
    private const string Region = "eu-west-1";
    private const string StreamType = "Amazon.Lambda.DynamoDBEvents.DynamoDBEvent";
    private const string QueueType = "Amazon.Lambda.SQSEvents.SQSEvent";

    private const string Item = """
        {"pk":{"S":"a"},"n":{"N":"12345678901234567890123456789012345678"},"b":{"B":"AQID"},"t":{"BOOL":false},"z":{"NULL":true},"e":{"S":""},"ss":{"SS":["x","y"]},"ns":{"NS":["1","2.5"]},"bs":{"BS":["AQ==","Ag=="]},"l":{"L":[{"S":"in"},{"L":[]},{"NULL":true}]},"m":{"M":{"k":{"M":{}}}},"expires":{"N":"1767225601"}}
        """;

    private static readonly OfficialTypes Official = new();

    private readonly SignallingTime _time = new();
    private readonly ScriptedInvoker _function = new();
    private readonly LocalCloud _cloud;

    public EventWireShapeTests() => _cloud = LocalCloud.Create(new LocalCloudOptions { Time = _time });

    [Theory]
    [InlineData("NEW_AND_OLD_IMAGES")]
    [InlineData("NEW_IMAGE")]
    [InlineData("OLD_IMAGE")]
    [InlineData("KEYS_ONLY")]
    public async Task Stream_event_binds_in_full_to_the_official_type(string view)
    {
        using var document = JsonDocument.Parse(await StreamEventAsync(view));

        Assert.Empty(Official.Mistakes(document.RootElement, StreamType, "event"));
    }

    [Fact]
    public async Task Stream_event_lacks_nothing_that_the_official_type_has()
    {
        using var document = JsonDocument.Parse(await StreamEventAsync("NEW_AND_OLD_IMAGES"));

        var records = document.RootElement.GetProperty("Records").EnumerateArray().ToList();
        Assert.Equal(["INSERT", "MODIFY", "REMOVE", "INSERT", "REMOVE"], records.Select(record => record.GetProperty("eventName").GetString()));
        Assert.Equal(["UserIdentity/OldImage", "UserIdentity", "UserIdentity/NewImage", "UserIdentity/OldImage", "NewImage"], records.Select(Lacking));
    }

    [Fact]
    public async Task Stream_records_have_the_members_of_the_sample_events()
    {
        using var document = JsonDocument.Parse(await StreamEventAsync("NEW_AND_OLD_IMAGES"));
        using var sample = Sample("capture-items.json");

        Assert.Equal(Shapes(sample, "dynamodb", "userIdentity"), Shapes(document, "dynamodb", "userIdentity"));
    }

    [Fact]
    public async Task Stream_event_keeps_every_value_through_the_official_serializer()
    {
        var text = await StreamEventAsync("NEW_AND_OLD_IMAGES");

        var records = new SourceGeneratorLambdaJsonSerializer<WireContext>().Deserialize<DynamoDBEvent>(Utf8(text)).Records!;

        var image = records[0].Dynamodb!.NewImage!;
        Assert.Equal(("12345678901234567890123456789012345678", "", false, true), (image["n"].N, image["e"].S, image["t"].BOOL, image["z"].NULL));
        Assert.Equal([1, 2, 3], image["b"].B!.ToArray());
        Assert.Equal([2], image["bs"].BS![1].ToArray());
        Assert.Equal(3, image["l"].L!.Count);
        Assert.Equal(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), records[0].Dynamodb!.ApproximateCreationDateTime.ToUniversalTime());
        Assert.StartsWith("arn:aws:dynamodb:eu-west-1:000000000000:table/items/stream/", records[0].EventSourceArn, StringComparison.Ordinal);
        Assert.Equal(("Service", "dynamodb.amazonaws.com"), (records[4].UserIdentity!.Type, records[4].UserIdentity!.PrincipalId));
        Assert.Equal(5, records.Select(record => record.EventID).Distinct().Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","MessageAttributes":{"kind":{"DataType":"String","StringValue":"x"},"n":{"DataType":"Number.int","StringValue":"5"},"raw":{"DataType":"Binary","BinaryValue":"AQID"}}""")]
    public async Task Queue_event_binds_in_full_to_the_official_type_and_lacks_nothing(string attributes)
    {
        using var document = JsonDocument.Parse(await QueueEventAsync(attributes));

        Assert.Empty(Official.Mistakes(document.RootElement, QueueType, "event"));
        var record = document.RootElement.GetProperty("Records")[0];
        var lacking = Official.MembersOf(QueueType + ".SQSMessage").Except(record.EnumerateObject().Select(member => member.Name), StringComparer.OrdinalIgnoreCase);
        Assert.Equal(attributes.Length == 0 ? ["Md5OfMessageAttributes"] : [], lacking);
    }

    [Fact]
    public async Task Queue_records_have_the_members_of_the_sample_events()
    {
        using var document = JsonDocument.Parse(await QueueEventAsync(""));
        using var sample = Sample("apply.json");

        Assert.Equal(Shapes(sample, "attributes", "messageAttributes"), Shapes(document, "attributes", "messageAttributes"));
    }

    [Fact]
    public async Task Queue_event_keeps_every_value_through_the_official_serializer()
    {
        var text = await QueueEventAsync(""","MessageAttributes":{"raw":{"DataType":"Binary","BinaryValue":"AQID"},"kind":{"DataType":"String","StringValue":"x"}}""");

        var message = Assert.Single(new SourceGeneratorLambdaJsonSerializer<WireContext>().Deserialize<SQSEvent>(Utf8(text)).Records!);

        Assert.Equal(("{\"v\":\"\u00fc\"}", "aws:sqs", Region), (message.Body, message.EventSource, message.AwsRegion));
        Assert.Equal([1, 2, 3], message.MessageAttributes!["raw"].BinaryValue!.ToArray());
        Assert.Equal(("x", "String"), (message.MessageAttributes["kind"].StringValue, message.MessageAttributes["kind"].DataType));
        Assert.Equal(("1", "1767225600000"), (message.Attributes!["ApproximateReceiveCount"], message.Attributes["SentTimestamp"]));
        Assert.Equal("arn:aws:sqs:eu-west-1:000000000000:work", message.EventSourceArn);
    }

    [Theory]
    [InlineData("""{"Records":[{"eventID":null}]}""", "event.Records[0].eventID is null")]
    [InlineData("""{"Records":[{"colour":"red"}]}""", "event.Records[0].colour is no member of Amazon.Lambda.DynamoDBEvents.DynamoDBEvent.DynamodbStreamRecord")]
    [InlineData("""{"Records":[{"dynamodb":{"ApproximateCreationDateTime":"now"}}]}""", "event.Records[0].dynamodb.ApproximateCreationDateTime is String, not Number")]
    [InlineData("""{"Records":[{"dynamodb":{"NewImage":{"b":{"B":"***"}}}}]}""", "event.Records[0].dynamodb.NewImage.b.B is not base64")]
    [InlineData("""{"Records":[{"dynamodb":{"SizeBytes":"7"}}]}""", "event.Records[0].dynamodb.SizeBytes is not a whole number")]
    public void Mistake_would_be_found(string json, string expected)
    {
        using var document = JsonDocument.Parse(json);

        Assert.Equal(expected, Assert.Single(Official.Mistakes(document.RootElement, StreamType, "event")));
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    /// <summary>The event of a put, a change, a delete, another put and its expiry.</summary>
    private async Task<string> StreamEventAsync(string view)
    {
        var dynamoDb = _cloud.DynamoDb;
        using var table = JsonDocument.Parse(await CallAsync(dynamoDb, "dynamodb", "CreateTable", $$$"""
            {"TableName":"items","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
            "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"StreamSpecification":{"StreamEnabled":true,"StreamViewType":"{{{view}}}"}}
            """));
        await CallAsync(dynamoDb, "dynamodb", "UpdateTimeToLive", """{"TableName":"items","TimeToLiveSpecification":{"AttributeName":"expires","Enabled":true}}""");
        await CallAsync(dynamoDb, "dynamodb", "PutItem", $$"""{"TableName":"items","Item":{{Item}}}""");
        await CallAsync(dynamoDb, "dynamodb", "PutItem", """{"TableName":"items","Item":{"pk":{"S":"a"}}}""");
        await CallAsync(dynamoDb, "dynamodb", "DeleteItem", """{"TableName":"items","Key":{"pk":{"S":"a"}}}""");
        await CallAsync(dynamoDb, "dynamodb", "PutItem", $$"""{"TableName":"items","Item":{{Item}}}""");
        _time.Advance(DynamoDbOptions.DefaultTtlSweepPeriod);
        var arn = table.RootElement.GetProperty("TableDescription").GetProperty("LatestStreamArn").GetString()!;
        var settings = new StreamMappingSettings("mapping", "Capture", "capture", true, arn);
        await using IEventSourceMapping mapping = new StreamMapping(settings, new MappingContext(_function, "arn:function", _time), dynamoDb, null);
        await mapping.StartAsync();
        return (await _function.NextAsync()).Text;
    }

    private async Task<string> QueueEventAsync(string attributes)
    {
        const string Url = "http://127.0.0.1/000000000000/work";
        await CallAsync(_cloud.Sqs, "sqs", "CreateQueue", """{"QueueName":"work"}""");
        await CallAsync(_cloud.Sqs, "sqs", "SendMessage", $$"""{"QueueUrl":"{{Url}}","MessageBody":"{\"v\":\"\u00fc\"}"{{attributes}}}""");
        var settings = new QueueMappingSettings("mapping", "Apply", "apply", true, "arn:aws:sqs:eu-west-1:000000000000:work");
        await using IEventSourceMapping mapping = new QueueMapping(settings, new MappingContext(_function, "arn:function", _time), _cloud.Sqs, 1);
        await mapping.StartAsync();
        return (await _function.NextAsync()).Text;
    }

    private static async Task<ReadOnlyMemory<byte>> CallAsync(IAwsService service, string name, string operation, string body)
    {
        var response = await service.HandleAsync(new AwsRequest(name, Region, operation, Encoding.UTF8.GetBytes(body)), CancellationToken.None);
        Assert.True(response.Status == 200, Encoding.UTF8.GetString(response.Body.Span));
        return response.Body;
    }

    /// <summary>The members of the official record that this one has not, those of its inner object included.</summary>
    private static string Lacking(JsonElement record) => string.Join(
        '/',
        Official.MembersOf(StreamType + ".DynamodbStreamRecord").Except(record.EnumerateObject().Select(member => member.Name), StringComparer.OrdinalIgnoreCase)
            .Concat(Official.MembersOf(StreamType + ".StreamRecord").Except(record.GetProperty("dynamodb").EnumerateObject().Select(member => member.Name), StringComparer.OrdinalIgnoreCase)));

    /// <summary>The member names of the records, in order, with those of the objects named; each shape once.</summary>
    private static IEnumerable<string> Shapes(JsonDocument document, params string[] opened) => document.RootElement.GetProperty("Records").EnumerateArray()
        .Select(record => string.Join(' ', record.EnumerateObject().Select(member => opened.Contains(member.Name, StringComparer.Ordinal)
            ? $"{member.Name}({string.Join(' ', member.Value.EnumerateObject().Select(inner => inner.Name).Order(StringComparer.Ordinal))})"
            : member.Name).Order(StringComparer.Ordinal)))
        .Distinct(StringComparer.Ordinal);

    private static JsonDocument Sample(string name) => JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "events", name)));

    private static MemoryStream Utf8(string text) => new(Encoding.UTF8.GetBytes(text));

    [JsonSerializable(typeof(DynamoDBEvent))]
    [JsonSerializable(typeof(SQSEvent))]
    private sealed partial class WireContext : JsonSerializerContext;
}
