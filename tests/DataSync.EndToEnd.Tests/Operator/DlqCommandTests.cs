using System.Diagnostics;
using System.Text.Json;
using Amazon.S3.Model;
using Amazon.SQS.Model;
using static DataSync.EndToEnd.Tests.RunningRegions;

namespace DataSync.EndToEnd.Tests.Operator;

/// <summary>Dead letters of the built functions, with the tool as a person or a script starts it.</summary>
[Collection(OperatedRegionsCollection.Name)]
public sealed class DlqCommandTests(OperatedRegions regions)
{
    [Fact]
    public async Task A_replay_that_fails_again_comes_back_with_its_history_and_a_correction_is_applied()
    {
        await SendAsync(EuWest, Envelope("orders", "corrected"));
        var first = await LetterAsync("orders");

        var replayed = await CliAsync("dlq", "replay", "--entity", "orders", "--rate", "0");
        var second = await LetterAsync("orders", not: first);
        var shown = await CliAsync("dlq", "show", second);
        var printed = await CliAsync("dlq", "edit", second, "--print");
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, printed.Text.Replace("\"orders\"", "\"items\"", StringComparison.Ordinal));
        var edited = await CliAsync("dlq", "edit", second, "--file", file, "--why", "wrong entity");
        File.Delete(file);

        Assert.Contains("1 replayed", replayed.Text, StringComparison.Ordinal);
        Assert.Contains("replayed    1 times", shown.Text, StringComparison.Ordinal);
        Assert.Contains(first.Split('/')[2], shown.Text, StringComparison.Ordinal);
        Assert.True(edited.ExitCode == 0, edited.Text);
        await regions.EventuallyAsync(async () => await regions.TextAsync(EuWest, "corrected") == "text", "the corrected change is applied");
        Assert.Empty(await LettersAsync("--entity", "orders"));
        var archive = await ArchiveAsync("dead-letters/edited/");
        Assert.Contains("wrong entity", Assert.Single(archive, text => text.Contains("corrected", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing_and_a_discarded_letter_is_in_the_archive_and_nowhere_else()
    {
        await SendAsync(EuWest, Envelope("nowhere", "discarded"));
        var letter = await LetterAsync("nowhere");

        var dry = await CliAsync("dlq", "discard", letter, "--dry-run");
        var afterDry = await LettersAsync("--entity", "nowhere");
        var unasked = await CliAsync("dlq", "discard", letter);
        var discarded = await CliAsync("dlq", "discard", letter, "--yes", "--why", "a test");
        var again = await CliAsync("dlq", "discard", letter, "--yes");

        Assert.Contains("1 would be discarded", dry.Text, StringComparison.Ordinal);
        Assert.Equal([letter], afterDry);
        Assert.Equal(2, unasked.ExitCode);
        Assert.True(discarded.ExitCode == 0, discarded.Text);
        Assert.Empty(await LettersAsync("--entity", "nowhere"));
        Assert.Single(await ArchiveAsync("dead-letters/discarded/"), text => text.Contains("discarded", StringComparison.Ordinal) && text.Contains("a test", StringComparison.Ordinal));
        Assert.Equal(4, again.ExitCode);
    }

    [SkippableFact]
    public async Task A_replay_that_is_interrupted_goes_on_where_it_was()
    {
        Skip.If(OperatingSystem.IsWindows(), "There is no SIGINT to send.");
        var items = Enumerable.Range(0, 12).Select(i => $"interrupted-{i}").ToList();
        foreach (var item in items)
        {
            await SendAsync(EuWest, $$"""{"format":1,"reason":"RetriesExhausted","detail":"a test","attempts":10,"firstMs":1,"lastMs":2,"region":"eu-west-1","function":"Apply","requestId":"r","envelope":{{Envelope("items", item)}}}""", "ChangesDeadLetterQueue");
        }

        string[] replay = ["dlq", "replay", "--key-prefix", "interrupted-", "--json"];
        var first = await CommandLineTests.RunAsync(Repository.Cli, [.. replay, "--rate", "0.5", .. Connection], InterruptOnceAppliedAsync);
        var rest = await CliAsync([.. replay, "--rate", "0"]);

        Assert.True(first.ExitCode == 130, first.Text);
        using var before = JsonDocument.Parse(first.Text);
        using var after = JsonDocument.Parse(rest.Text);
        var replayed = before.RootElement.GetProperty("replayed").GetInt32();
        Assert.InRange(replayed, 1, items.Count - 1);
        Assert.Equal(items.Count - replayed, after.RootElement.GetProperty("replayed").GetInt32());
        Assert.Empty(await LettersAsync("--key-prefix", "interrupted-"));
        foreach (var item in items)
        {
            await regions.EventuallyAsync(async () => await regions.TextAsync(EuWest, item) == "text", $"{item} is applied");
        }

        async Task InterruptOnceAppliedAsync(Process process)
        {
            await regions.EventuallyAsync(async () => await AppliedAsync(items) > 0, "the first letters are applied");
            await CommandLineTests.InterruptAsync(process);
        }
    }

    [Fact]
    public async Task A_batch_in_the_failure_bucket_is_listed_replayed_by_the_region_and_gone()
    {
        await regions.PutAsync(UsEast, "failed-batch", "text");
        await regions.EverywhereAsync("failed-batch", "text");
        var bucket = regions.Host.Region(UsEast).Output("FailureBucketName");
        await regions.S3(UsEast).PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "aws/lambda/batch-of-a-test", ContentBody = FailedBatch() });

        var listed = await LettersAsync("--queue", "failures");
        var replayed = await CliAsync("dlq", "replay", "--queue", "failures", "--json");

        Assert.Equal([$"{UsEast}/failures/aws/lambda/batch-of-a-test"], listed);
        Assert.True(replayed.ExitCode == 0, replayed.Text);
        using var json = JsonDocument.Parse(replayed.Text);
        Assert.Equal(1, json.RootElement.GetProperty("replayed").GetInt32());
        Assert.Empty(await LettersAsync("--queue", "failures"));
        await regions.EverywhereAsync("failed-batch", "text");
    }

    [Fact]
    public async Task Status_names_the_letters_and_the_section_that_helps_and_says_so_by_its_exit_code()
    {
        await SendAsync(ApSoutheast, Envelope("unknown", "for-status"));
        var letter = await LetterAsync("unknown");

        var text = await CliAsync("status");
        var json = await CliAsync("status", "--json");
        await CliAsync("dlq", "discard", letter, "--yes");

        Assert.Equal((3, 3), (text.ExitCode, json.ExitCode));
        Assert.Contains("docs/operations.md#changes-dead-letters", text.Text, StringComparison.Ordinal);
        using var status = JsonDocument.Parse(json.Text);
        Assert.Equal([UsEast, EuWest, ApSoutheast], status.RootElement.GetProperty("regions").EnumerateArray().Select(r => r.GetProperty("region").GetString()));
        Assert.Contains(status.RootElement.GetProperty("findings").EnumerateArray(), f => f.GetProperty("region").GetString() == ApSoutheast && f.GetProperty("section").GetString() == "changes-dead-letters");
    }

    [Theory]
    [InlineData("dlq replay", "Which letters?")]
    [InlineData("dlq discard --yes", "Which letters?")]
    [InlineData("dlq show nonsense", "'nonsense' is no letter's id")]
    [InlineData("dlq replay eu-west-1/changes/1 --reason Loop", "not both")]
    [InlineData("dlq list --older-than soon", "'soon'")]
    [InlineData("dlq list --in mars-1", "'mars-1' is not a region of this deployment")]
    public async Task A_mistake_is_told_before_anything_is_changed(string arguments, string why)
    {
        var (exitCode, text) = await CliAsync(arguments.Split(' '));

        Assert.Equal(2, exitCode);
        Assert.Contains(why, text, StringComparison.Ordinal);
    }

    // An hour old: newer than nothing, and not from the future.
    internal static string Envelope(string entity, string pk)
    {
        var version = $"{DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeMilliseconds():D13}-00000-{UsEast}";
        return JsonSerializer.Serialize(new
        {
            format = 1,
            origin = UsEast,
            hops = 1,
            sentMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
            changes = new[] { new { entity, key = new { pk = new { S = pk } }, version, put = new { pk = new { S = pk }, text = new { S = "text" } } } },
        });
    }

    private static string FailedBatch()
    {
        var record = new
        {
            eventID = "1",
            eventName = "INSERT",
            eventVersion = "1.1",
            eventSource = "aws:dynamodb",
            awsRegion = UsEast,
            dynamodb = new
            {
                ApproximateCreationDateTime = 1_700_000_000,
                Keys = new { pk = new { S = "failed-batch" } },
                NewImage = new { pk = new { S = "failed-batch" }, text = new { S = "an older text" } },
                SequenceNumber = "1",
                SizeBytes = 1,
                StreamViewType = "NEW_AND_OLD_IMAGES",
            },
            eventSourceARN = "arn:aws:dynamodb:us-east-1:000000000000:table/items/stream/1970-01-01T00:00:00.000",
        };
        return JsonSerializer.Serialize(new
        {
            requestContext = new { requestId = "r", functionArn = "arn:aws:lambda:us-east-1:000000000000:function:datasync-CaptureItems", condition = "RetryAttemptsExhausted", approximateInvokeCount = 200 },
            responseContext = new { statusCode = 200, executedVersion = "$LATEST", functionError = "Unhandled" },
            version = "1.0",
            timestamp = "2026-01-01T00:00:00.000Z",
            DDBStreamBatchInfo = new { shardId = "shard", startSequenceNumber = "1", endSequenceNumber = "1", approximateArrivalOfFirstRecord = "2026-01-01T00:00:00Z", approximateArrivalOfLastRecord = "2026-01-01T00:00:00Z", batchSize = 1, streamArn = record.eventSourceARN },
            payload = JsonSerializer.Serialize(new { Records = new[] { record } }),
        });
    }

    private async Task SendAsync(string region, string body, string queue = "ChangesQueue")
    {
        using var sqs = regions.Sqs(region);
        await sqs.SendMessageAsync(new SendMessageRequest(regions.QueueUrl(region, queue), body));
    }

    private async Task<int> AppliedAsync(IEnumerable<string> items)
    {
        var texts = await Task.WhenAll(items.Select(item => regions.TextAsync(EuWest, item)));
        return texts.Count(text => text is not null);
    }

    private async Task<string> LetterAsync(string entity, string? not = null)
    {
        var found = "";
        await regions.EventuallyAsync(
            async () =>
            {
                found = (await LettersAsync("--entity", entity)).FirstOrDefault(id => id != not) ?? "";
                return found.Length > 0;
            },
            $"there is a dead letter of {entity}");
        return found;
    }

    private async Task<string[]> LettersAsync(params string[] filter)
    {
        var (exitCode, text) = await CliAsync(["dlq", "list", "--json", .. filter]);
        Assert.True(exitCode == 0, text);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()!)];
    }

    private async Task<List<string>> ArchiveAsync(string prefix)
    {
        var bucket = regions.Host.Region(EuWest).Output("PayloadBucketName");
        var page = await regions.S3(EuWest).ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, Prefix = prefix });
        var texts = new List<string>();
        foreach (var found in page.S3Objects ?? [])
        {
            using var answer = await regions.S3(EuWest).GetObjectAsync(bucket, found.Key);
            using var reader = new StreamReader(answer.ResponseStream);
            texts.Add(await reader.ReadToEndAsync());
        }

        return texts;
    }

    private string[] Connection => ["--region", UsEast, "--endpoint-url", regions.Host.Endpoint.ToString()];

    private Task<(int ExitCode, string Text)> CliAsync(params string[] arguments) => CommandLineTests.RunAsync(Repository.Cli, [.. arguments, .. Connection]);
}
