using System.Text;
using System.Text.Json;
using DataSync.Core.Apply;
using DataSync.Core.Items;
using DataSync.Functions.Apply;
using DataSync.Functions.Tests.Support;

namespace DataSync.Functions.Tests.Apply;

public sealed class QueueEventReaderTests
{
    [Fact]
    public void Messages_come_with_their_ids_and_their_bodies_unescaped()
    {
        var messages = Read(Payloads.Message("1", "{\"a\":\"é\\u0000\n🚀\"}"), Payloads.Message("2", ""));

        Assert.Equal(["1", "2"], messages.Select(m => m.Id));
        Assert.Equal("{\"a\":\"é\\u0000\n🚀\"}", Encoding.UTF8.GetString(messages[0].Body.Span));
        Assert.True(messages[1].Body.IsEmpty);
    }

    [Fact]
    public void No_records_are_no_messages()
    {
        Assert.Empty(Read());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"Records":null}""")]
    [InlineData("""{"Records":5}""")]
    public void An_event_without_records_is_refused(string json)
    {
        var error = Assert.Throws<MalformedItemException>(() => QueueEventReader.Read(Encoding.UTF8.GetBytes(json)));

        Assert.Contains("SQS", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"body":"x"}""")]
    [InlineData("""{"messageId":null,"body":"x"}""")]
    [InlineData("""{"messageId":5,"body":"x"}""")]
    [InlineData("""{"messageId":"2","body":5}""")]
    [InlineData("""{"messageId":"2","body":"\ud800"}""")]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("[]")]
    public void A_record_that_is_no_message_refuses_the_event_so_that_none_is_taken_for_done(string record)
    {
        Assert.Throws<MalformedItemException>(() => Read(Payloads.Message("1", "x"), record, Payloads.Message("3", "x")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"Records":[{"messageId":"1","body":"x"}""")]
    public void What_is_not_json_is_refused(string json)
    {
        Assert.ThrowsAny<JsonException>(() => QueueEventReader.Read(Encoding.UTF8.GetBytes(json)));
    }

    private static List<QueueMessage> Read(params string[] records) => QueueEventReader.Read(Payloads.Event(records).ToArray());
}
