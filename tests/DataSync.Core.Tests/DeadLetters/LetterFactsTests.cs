using System.Text;
using DataSync.Core.DeadLetters;
using DataSync.Core.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Core.Tests.DeadLetters;

public sealed class LetterFactsTests
{
    private static readonly EntityNames Names = new("orders", "files");

    private const string Record = """{"eventSourceARN":"arn:aws:dynamodb:us-east-1:1:table/t/stream/x","dynamodb":{"Keys":{"sk":{"N":"1"},"pk":{"S":"a"}},"NewImage":{"pk":{"S":"a"}}}}""";

    [Fact]
    public void A_letter_of_changes_tells_its_changes()
    {
        var letter = Now(DeadLetterReason.Rejected) with { Payload = Make.Message("", Make.Put(1, pk: "abc"), Make.Delete(2, pk: "b")).Body, AttemptCount = 4 };

        var facts = LetterFacts.Read(DeadLetterCodec.Encode(letter), Make.Start, Names);

        Assert.Equal((LetterKind.Envelope, DeadLetterReason.Rejected, Make.There, 4, 2), (facts.Kind, facts.Reason, facts.Origin, facts.AttemptCount, facts.ChangeCount));
        Assert.Equal(new LetterChange("orders", """{"pk":{"S":"abc"}}""", Make.Version(1), false), facts.Changes[0]);
        Assert.Equal(("b", true), (facts.Changes[1].KeyText, facts.Changes[1].IsDelete));
    }

    [Fact]
    public void An_envelope_that_SQS_moved_has_no_reason_and_the_time_it_was_sent()
    {
        var facts = LetterFacts.Read(Make.Message("", Make.Put(1)).Body, Make.Start, Names);

        Assert.Equal((LetterKind.MovedEnvelope, null, Make.StartMs, 1), (facts.Kind, facts.Reason, facts.LastMs, facts.ChangeCount));
    }

    [Fact]
    public void A_letter_of_a_record_tells_its_key_with_the_name_it_is_told()
    {
        var facts = LetterFacts.Read(DeadLetterCodec.Encode(Now(DeadLetterReason.MalformedRecord).WithRecord(Encoding.UTF8.GetBytes(Record))), Make.Start, Names);

        Assert.Equal(LetterKind.Record, facts.Kind);
        Assert.Equal(new LetterChange("orders", """{"pk":{"S":"a"},"sk":{"N":"1"}}""", null, false), facts.Changes.Single());
    }

    [Theory]
    [InlineData("""{"detail-type":"Object Deleted","region":"us-east-1","detail":{"object":{"key":"a b/c+d"}}}""", "a b/c+d", true)]
    [InlineData("""{"Records":[{"eventName":"ObjectCreated:Put","awsRegion":"us-east-1","s3":{"object":{"key":"a+b/c%2Bd"}}}]}""", "a b/c+d", false)]
    public void An_event_of_the_bucket_tells_its_object(string json, string name, bool isDelete)
    {
        var facts = LetterFacts.Read(Encoding.UTF8.GetBytes(json), Make.Start, Names);

        Assert.Equal((LetterKind.MovedEvent, "us-east-1"), (facts.Kind, facts.Origin));
        Assert.Equal(("files", name, isDelete), (facts.Changes.Single().Entity, facts.Changes[0].KeyText, facts.Changes[0].IsDelete));
    }

    [Theory]
    [InlineData("\"payload\":\"{\\\"Records\\\":[]}\"")]
    [InlineData("\"payload\":{\"Records\":[]}")]
    public void A_failed_batch_tells_why_and_keeps_its_event(string payload)
    {
        var json = """{"requestContext":{"requestId":"r","functionArn":"arn:aws:lambda:us-east-1:1:function:f","condition":"RetryAttemptsExhausted","approximateInvokeCount":7},"timestamp":"2026-01-31T08:15:30Z","DDBStreamBatchInfo":{"shardId":"s","batchSize":2,"streamArn":"arn:aws:dynamodb:us-east-1:1:table/t/stream/x"},""" + payload + "}";

        var facts = LetterFacts.Read(Encoding.UTF8.GetBytes(json), Make.Start, Names);

        Assert.Equal((LetterKind.Batch, 7, "us-east-1", Make.StartMs, """{"Records":[]}"""), (facts.Kind, facts.AttemptCount, facts.Region, facts.LastMs, Make.TextOf(facts.Payload.Span)));
        Assert.Contains("RetryAttemptsExhausted", facts.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("5")]
    [InlineData("{}")]
    [InlineData("{\"Records\":5}")]
    [InlineData("{\"Records\":[5]}")]
    [InlineData("{\"Records\":[{\"s3\":{}}]}")]
    [InlineData("{\"detail-type\":\"x\",\"detail\":5}")]
    [InlineData("{\"DDBStreamBatchInfo\":{}}")]
    [InlineData("{\"DDBStreamBatchInfo\":{\"streamArn\":5},\"payload\":null,\"requestContext\":5}")]
    [InlineData("{\"format\":1,\"reason\":\"Rejected\",\"record\":5}")]
    [InlineData("{\"format\":1,\"reason\":\"Rejected\",\"record\":{\"dynamodb\":{\"Keys\":{\"a\":5}}}}")]
    [InlineData("{\"format\":1,\"reason\":\"Rejected\",\"lastMs\":9223372036854775807,\"envelope\":{}}")]
    public void Anything_else_is_read_without_an_exception_and_judged_without_one(string text)
    {
        var facts = LetterFacts.Read(Encoding.UTF8.GetBytes(text), Make.Start, Names);

        Assert.False(LetterFilter.Parse(entity: "nothing", olderThan: "1s").Matches(facts, Make.Start));
    }

    [Fact]
    public void No_more_changes_are_listed_than_asked_for_and_all_are_counted()
    {
        var body = Make.Message("", [.. Enumerable.Range(1, 150).Select(i => Make.Put(i, pk: $"k{i}"))]).Body;

        var facts = LetterFacts.Read(body, Make.Start);

        Assert.Equal((100, 150), (facts.Changes.Count, facts.ChangeCount));
    }

    private static DeadLetter Now(DeadLetterReason reason) => DeadLetter.Now(reason, "why", Make.Here, Make.Scope, new FakeTimeProvider(Make.Start));
}
