using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3.Model;
using DataSync.Aws.Clients;
using DataSync.Aws.Objects;
using DataSync.Aws.Queues;
using DataSync.Aws.Tests.Support;
using DataSync.Core.DeadLetters;
using DataSync.Core.Ports;
using DataSync.Core.Redrive;
using DataSync.Functions.Redrive;
using DataSync.Functions.Tests.Support;

namespace DataSync.Functions.Tests.EndToEnd;

public sealed class ReplayTests
{
    [Fact]
    public async Task What_fails_again_comes_back_with_its_history_and_replaying_works_when_the_cause_is_gone()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.BuryAsync("a");
        regions.Traffic.Fault = call => call.Operation == "PutItem" ? Traffic.Denied(call) : null;
        for (var i = 0; i < 2; i++)
        {
            await regions.B.RedriveAsync("changes");
            await regions.FailAsync();
        }

        var letter = (await regions.B.PeekAsync(LocalRegion.ChangesDlq)).Single();
        regions.Traffic.Fault = null;
        var response = await regions.B.RedriveAsync("changes");
        await regions.SettleAsync();

        var history = letter.GetProperty("history");
        Assert.Equal((2, 2), (history.GetProperty("replays").GetInt32(), history.GetProperty("failures").GetArrayLength()));
        Assert.Equal("RetriesExhausted", history.GetProperty("failures")[0].GetProperty("reason").GetString());
        Assert.Equal((1, true), (response.Redriven, response.Empty));
        Assert.NotNull(await regions.B.ReadAsync("a"));
    }

    [Fact]
    public async Task A_dry_run_counts_and_changes_nothing()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.BuryAsync("a", "b");

        var response = await regions.B.RedriveAsync(new RedriveInvocation { Queue = "changes", DryRun = true, KeyPrefix = "a" });

        Assert.Equal((true, 1, 1), (response.DryRun, response.Redriven, response.Skipped));
        Assert.Equal((2, 0), (regions.B.Visible(LocalRegion.ChangesDlq), regions.B.Visible(LocalRegion.Changes)));
    }

    [Fact]
    public async Task What_the_schedule_sends_takes_old_letters_of_its_reasons_and_leaves_what_went_back_too_often()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.BuryAsync("a");
        await regions.B.SendAsync(LocalRegion.ChangesDlq, """{"format":1,"reason":"Rejected","detail":"","envelope":{}}""");
        const string json = """{"queues":["changes","parked"],"reasons":["RetriesExhausted","DeferredTooLong"],"olderThan":"30m","max":10000,"maxReplays":1}""";
        var invocation = JsonSerializer.Deserialize(json, RedriveJson.Default.RedriveInvocation)!;

        regions.Time.Advance(TimeSpan.FromMinutes(10));
        var early = await regions.B.RedriveAsync(invocation);
        regions.Time.Advance(TimeSpan.FromMinutes(30));
        var late = await regions.B.RedriveAsync(invocation);
        regions.Traffic.Fault = call => call.Operation == "PutItem" ? Traffic.Denied(call) : null;
        await regions.FailAsync();
        regions.Time.Advance(TimeSpan.FromMinutes(31));
        var again = await regions.B.RedriveAsync(invocation);

        Assert.Equal((0, 2, "changes,parked"), (early.Redriven, early.Skipped, early.Queue));
        Assert.Equal((1, 1), (late.Redriven, late.Skipped));
        Assert.Equal((0, 1, 1), (again.Redriven, again.Skipped, again.WornOut));
    }

    [Fact]
    public async Task A_failed_batch_is_captured_again_and_goes_only_when_all_of_it_is_safe()
    {
        await using var regions = await LocalRegions.TwoAsync();
        var batch = """{"requestContext":{"condition":"RetryAttemptsExhausted"},"DDBStreamBatchInfo":{"batchSize":1},"payload":""" + JsonSerializer.Serialize("{\"Records\":[" + Payloads.Record() + "]}") + "}";
        foreach (var (name, text) in new[] { ("aws/lambda/m/s/2026/01/01/1", batch), ("aws/lambda/m/s/2026/01/01/2", """{"DDBStreamBatchInfo":{}}""") })
        {
            await regions.A.Application.S3(null).PutObjectAsync(new PutObjectRequest { BucketName = LocalBucket.FailuresOf(regions.A.Name), Key = name, ContentBody = text });
        }

        regions.Traffic.Fault = call => call.Service == "sqs" ? Traffic.Denied(call) : null;
        var failing = await regions.A.RedriveAsync("failures");
        regions.Traffic.Fault = null;
        var response = await regions.A.RedriveAsync("failures");
        await regions.B.ApplyAsync();

        Assert.Equal((0, 2), (failing.Redriven, failing.Kept));
        Assert.Equal((1, 1, true), (response.Redriven, response.Kept, response.Empty));
        Assert.NotNull(await regions.B.ReadAsync("a"));
        var left = await new FailureBatches(regions.A.Application.S3, LocalBucket.FailuresOf(regions.A.Name)).ListAsync("", 1000, default);
        Assert.Equal("aws/lambda/m/s/2026/01/01/2", left.Single().Name);
    }

    [Fact]
    public async Task Letters_by_the_hundred_go_in_few_calls()
    {
        await using var regions = await LocalRegions.TwoAsync();
        for (var i = 0; i < 200; i++)
        {
            await regions.B.SendAsync(LocalRegion.ChangesDlq, "text " + i.ToString(CultureInfo.InvariantCulture));
        }

        regions.Traffic.Forget();
        var response = await regions.B.RedriveAsync("changes");

        Assert.Equal(200, response.Redriven);
        Assert.InRange(regions.Traffic.CallsOf(regions.B.Name).Count, 60, 62); // receive, send and delete for every ten, and what shows that there is no more
    }

    [Fact]
    public async Task A_discarded_letter_is_in_the_payload_bucket_with_who_and_why()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.BuryAsync("a");
        var b = regions.B;
        using var clients = new AwsClients(
            b.Name, TimeSpan.FromSeconds(2), new HandlerClientFactory(regions.Cloud.CreateHandler()), new BasicAWSCredentials(Traffic.AccessKeyOf(b.Name), "secret"));
        var source = new SqsDeadLetterSource(clients.Sqs(null), Urls());
        var archive = new S3LetterArchive(b.Application.S3, LocalBucket.PayloadsOf(b.Name), regions.Time);

        var report = await new DiscardHandler(source, archive, regions.Time).HandleAsync(
            new DiscardRequest(QueueKind.ChangesDeadLetters, 10, LetterFilter.Parse(keyPrefix: "a"), "me", "not needed"));

        Assert.Equal((1, true), (report.DiscardedCount, report.IsEmpty));
        var objects = await b.Application.S3(null).ListObjectsV2Async(new ListObjectsV2Request { BucketName = LocalBucket.PayloadsOf(b.Name), Prefix = "dead-letters/discarded/changes/2026-01-0" });
        using var kept = await b.Application.S3(null).GetObjectAsync(LocalBucket.PayloadsOf(b.Name), objects.S3Objects.Single().Key);
        using var reader = new StreamReader(kept.ResponseStream, Encoding.UTF8);
        var json = JsonDocument.Parse(await reader.ReadToEndAsync()).RootElement;
        Assert.Equal(("me", "not needed", "RetriesExhausted"), (json.GetProperty("by").GetString(), json.GetProperty("why").GetString(), json.GetProperty("letter").GetProperty("reason").GetString()));
        Assert.Equal(0, b.Visible(LocalRegion.ChangesDlq));
    }

    private static QueueUrls Urls()
    {
        static string Url(string queue) => $"http://127.0.0.1/000000000000/{queue}";
        return new QueueUrls
        {
            Changes = Url(LocalRegion.Changes),
            ChangesTemplate = Url(LocalRegion.Changes),
            Parked = Url(LocalRegion.Parked),
            ChangesDeadLetters = Url(LocalRegion.ChangesDlq),
            ParkedDeadLetters = Url(LocalRegion.ParkedDlq),
            CaptureDeadLetters = Url(LocalRegion.CaptureDlq),
        };
    }
}
