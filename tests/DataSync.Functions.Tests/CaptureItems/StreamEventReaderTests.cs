using System.Text;
using System.Text.Json;
using DataSync.Core.Capture;
using DataSync.Core.Items;
using DataSync.Functions.Tests.Support;

namespace DataSync.Functions.Tests.CaptureItems;

public sealed class StreamEventReaderTests
{
    private static readonly ItemImage Image = StoredItem.Parse("""{"pk":{"S":"a"},"n":{"N":"1"}}""").Content;

    [Fact]
    public void A_record_is_read_whole()
    {
        var batch = Read(Payloads.Record(oldImage: """{"pk":{"S":"a"}}"""));

        var record = Assert.Single(batch.Records);
        Assert.Empty(batch.Malformed);
        Assert.Equal(["100000000000000000001"], batch.SequenceNumbers);
        Assert.Equal(new ItemKey("items", """{"pk":{"S":"a"}}"""), record.Key);
        Assert.Equal(1_767_225_600_000, record.WrittenMs);
        Assert.Equal(Image, record.New!.Content);
        Assert.Equal("""{"pk":{"S":"a"}}""", Encoding.UTF8.GetString(record.Old!.Content.Canonical));
    }

    [Fact]
    public void The_sample_event_is_read_without_loss()
    {
        var batch = Reader().Read(Payloads.SampleBytes("capture-items.json"));

        Assert.Empty(batch.Malformed);
        Assert.Equal(CountOfRecords("capture-items.json"), batch.Records.Count);
        Assert.Contains("12345678901234567890123456789012345678", Encoding.UTF8.GetString(batch.Records[0].New!.Content.Canonical), StringComparison.Ordinal);
    }

    [Fact]
    public void Records_are_read_wherever_they_stand_in_the_event()
    {
        var batch = Reader().Read(Encoding.UTF8.GetBytes($$$"""{"x":{"Records":[1]},"y":[[]],"Records":[{{{Payloads.Record()}}}],"z":1}"""));

        Assert.Single(batch.Records);
    }

    public static TheoryData<string, string> Malformed() => new()
    {
        { "5", "the record's object" },
        { "null", "the record's object" },
        { "\"text\"", "the record's object" },
        { "[]", "the record's object" },
        { "{}", "eventSourceARN" },
        { """{"dynamodb":5}""", "dynamodb" },
        { """{"dynamodb":null}""", "dynamodb" },
        { Payloads.Record(sequenceNumber: "5"), "Number" },
        { Payloads.Record(sequenceNumber: "null"), "SequenceNumber" },
        { Payloads.Record(sequenceNumber: "\"12a\""), "'12a'" },
        { Payloads.Record(sequenceNumber: "\"\""), "''" },
        { Payloads.Record(sequenceNumber: $"\"{new string('1', 60)}\""), "digits" },
        { Payloads.Record().Replace("\"SequenceNumber\"", "\"Other\"", StringComparison.Ordinal), "SequenceNumber" },
        { Payloads.Record(arn: "\"arn:aws:dynamodb:eu-west-1:000000000000:table/app-items\""), "label" },
        { Payloads.Record(arn: "\"arn:aws:dynamodb:eu-west-1:000000000000:table/app-items/stream/\""), "label" },
        { Payloads.Record(arn: "5"), "Number" },
        { Payloads.Record(arn: "null"), "eventSourceARN" },
        { Payloads.Record(arn: "\"\\ud800\""), "" },
        { Payloads.Record(newImage: null), "NEW_AND_OLD_IMAGES" },
        { Payloads.Record(newImage: "5"), "Expected StartObject" },
        { Payloads.Record(newImage: "null"), "Expected StartObject" },
        { Payloads.Record(newImage: "{\"pk\":5}"), "Expected StartObject" },
        { Payloads.Record(newImage: "{\"pk\":{\"X\":\"a\"}}"), "X" },
        { Payloads.Record(newImage: "{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"one\"}}"), "" },
        { Payloads.Record(newImage: "{\"pk\":{\"S\":\"a\"},\"_sync\":{\"S\":\"mine\"}}"), "StampAttribute" },
        { Payloads.Record(newImage: "{\"pk\":{\"S\":\"a\"},\"_sync\":{\"N\":\"1\"}}"), "" },
        { Payloads.Record(newImage: null, oldImage: "{\"pk\":5}"), "Expected StartObject" },
        { Payloads.Record(newImage: null, oldImage: "[]"), "" },
        { Payloads.Record(keys: "{}"), "" },
        { Payloads.Record(keys: "5"), "" },
        { Payloads.Record(keys: "{\"pk\":{\"S\":5}}"), "wrong shape" },
        { Payloads.Record(seconds: "\"now\""), "" },
        { Payloads.Record(seconds: "-1"), "ApproximateCreationDateTime" },
        { Payloads.Record(seconds: "1e300"), "ApproximateCreationDateTime" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_malformed_record_is_told_from_the_good_ones_beside_it(string record, string expected)
    {
        var batch = Read(Payloads.Record(), record, Payloads.Record(sequenceNumber: "\"100000000000000000003\""));

        var malformed = Assert.Single(batch.Malformed);
        Assert.Equal(record, Encoding.UTF8.GetString(malformed.Json.Span));
        Assert.Contains(expected, malformed.Error, StringComparison.Ordinal);
        Assert.Equal(["100000000000000000001", "100000000000000000003"], batch.SequenceNumbers);
    }

    [Fact]
    public void A_malformed_record_keeps_its_sequence_number_where_there_is_one()
    {
        var batch = Read(Payloads.Record(newImage: "{\"pk\":5}"), "{}");

        Assert.Equal(["100000000000000000001", null], batch.Malformed.Select(m => m.SequenceNumber));
    }

    [Fact]
    public void An_item_as_deep_as_DynamoDB_allows_is_read()
    {
        var deep = """{"N":"1"}""";
        for (var level = 0; level < 31; level++)
        {
            deep = level % 2 == 0 ? $$"""{"L":[{{deep}}]}""" : "{\"M\":{\"m\":" + deep + "}}";
        }

        var image = "{\"pk\":{\"S\":\"a\"},\"deep\":" + deep + "}";

        var batch = Read(Payloads.Record(newImage: image, oldImage: image));

        Assert.Empty(batch.Malformed);
        Assert.Equal(batch.Records[0].New!.Content, batch.Records[0].Old!.Content);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("""{"Records":null}""")]
    [InlineData("""{"Records":{}}""")]
    [InlineData("""{"records":[]}""")]
    public void An_event_without_records_is_refused(string json)
    {
        var error = Assert.Throws<MalformedItemException>(() => Reader().Read(Encoding.UTF8.GetBytes(json)));

        Assert.Contains("DynamoDB stream", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"Records":[""")]
    [InlineData("""{"Records":[{}""")]
    [InlineData("""{"Records":[{]}""")]
    public void What_is_not_json_is_refused_whole(string json)
    {
        Assert.ThrowsAny<JsonException>(() => Reader().Read(Encoding.UTF8.GetBytes(json)));
    }

    private static StreamBatch Read(params string[] records) => Reader().Read(Payloads.Event(records).ToArray());

    private static StreamEventReader Reader() => new("items", Stamp.DefaultAttribute);

    private static int CountOfRecords(string sample)
    {
        using var document = JsonDocument.Parse(Payloads.SampleBytes(sample));
        return document.RootElement.GetProperty("Records").GetArrayLength();
    }
}
