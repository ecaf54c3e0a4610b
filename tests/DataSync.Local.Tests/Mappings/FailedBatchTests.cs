using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using DataSync.Local.Mappings;
using DataSync.LocalAws.Remote;
using DataSync.LocalAws.S3;
using DataSync.LocalAws.Sources;

namespace DataSync.Local.Tests.Mappings;

public sealed class FailedBatchTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task Bucket_gets_the_event_as_text_under_the_key_Lambda_would_choose()
    {
        using var s3 = new S3Service(TimeProvider.System, "000000000000");
        var calls = new RestCalls(s3, "us-east-1");
        await calls.CallAsync("PUT", "/failures", "", default, CancellationToken.None);

        await new BucketFailureDestination(calls, "failures").DeliverAsync(Batch(), CancellationToken.None);

        var list = XDocument.Load(new MemoryStream(await calls.CallAsync("GET", "/failures", "list-type=2", default, CancellationToken.None)));
        var key = Assert.Single(list.Descendants(), element => element.Name.LocalName == "Key").Value;
        Assert.StartsWith("aws/lambda/mapping/shard-1/2026/01/02/2026-01-02T03.04.05-", key, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(await calls.CallAsync("GET", "/failures/" + key, "", default, CancellationToken.None));
        Assert.Equal("""{"Records":[{"id":"1"},{"id":"2"}]}""", document.RootElement.GetProperty("payload").GetString());
    }

    [Fact]
    public void Queue_gets_metadata_only()
    {
        using var document = JsonDocument.Parse(Batch().ToJson(withPayload: false));

        var root = document.RootElement;
        Assert.Equal(["requestContext", "responseContext", "version", "timestamp", "DDBStreamBatchInfo"], root.EnumerateObject().Select(member => member.Name));
        Assert.Equal("2026-01-02T03:04:05.000Z", root.GetProperty("timestamp").GetString());
        Assert.False(root.TryGetProperty("payload", out _));
        Assert.Equal("RetryAttemptsExhausted", root.GetProperty("requestContext").GetProperty("condition").GetString());
        Assert.Equal("Unhandled", root.GetProperty("responseContext").GetProperty("functionError").GetString());
        Assert.Equal("2026-01-02T03:04:05Z", root.GetProperty("DDBStreamBatchInfo").GetProperty("approximateArrivalOfFirstRecord").GetString());
        var batch = root.GetProperty("DDBStreamBatchInfo");
        Assert.Equal(("1", "2", 2), (batch.GetProperty("startSequenceNumber").GetString(), batch.GetProperty("endSequenceNumber").GetString(), batch.GetProperty("batchSize").GetInt32()));
    }

    [Fact]
    public void Partial_failure_is_no_function_error_and_without_an_invocation_there_is_no_response()
    {
        var reported = Batch() with { LastInvocation = new Invocation(InvocationOutcome.Succeeded, default, null, "request") };
        var never = Batch() with { LastInvocation = null };

        using var first = JsonDocument.Parse(reported.ToJson(withPayload: false));
        using var second = JsonDocument.Parse(never.ToJson(withPayload: false));

        Assert.Equal("""{"statusCode":200,"executedVersion":"$LATEST"}""", first.RootElement.GetProperty("responseContext").GetRawText());
        Assert.False(second.RootElement.TryGetProperty("responseContext", out _));
    }

    private static FailedBatch Batch() => new(
        "RetryAttemptsExhausted", "mapping", "arn:function", ScriptedStream.Arn, "shard-1",
        [new StreamRecord("1", "1", At, Encoding.UTF8.GetBytes("""{"id":"1"}""")), new StreamRecord("2", "2", At, Encoding.UTF8.GetBytes("""{"id":"2"}"""))],
        3, new Invocation(InvocationOutcome.Failed, default, "Boom", "request"), At);
}
