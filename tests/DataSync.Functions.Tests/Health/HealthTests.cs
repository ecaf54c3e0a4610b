using Amazon.DynamoDBv2.Model;
using Amazon.SimpleSystemsManagement.Model;
using DataSync.Aws.Serving;
using DataSync.Functions.Health;
using DataSync.Functions.Tests.Support;

namespace DataSync.Functions.Tests.Health;

public sealed class HealthTests
{
    private static readonly string[] AllWell = ["database pass", "storage pass", "replication pass", "state pass"];

    [Fact]
    public async Task A_region_that_is_well_answers_200_and_says_what_was_checked()
    {
        await using var regions = await HearingAsync();

        var answer = await HealthClient.Of(regions, regions.A).GetAsync();

        Assert.Equal(200, answer.Code);
        Assert.Equal("healthy", answer.Status);
        Assert.Equal(AllWell, answer.Checks);
        Assert.Equal(LocalRegions.Dublin, answer.Json.GetProperty("region").GetString());
        Assert.Equal(regions.Time.GetUtcNow().UtcDateTime, answer.Json.GetProperty("timestamp").GetDateTime());
        Assert.NotEmpty(answer.Json.GetProperty("version").GetString()!);
        Assert.Equal(LocalRegions.Dublin, answer.Headers["x-datasync-region"]);
        Assert.Equal("no-store", answer.Headers["cache-control"]);
    }

    [Fact]
    public async Task Nothing_is_written_where_it_would_be_captured()
    {
        await using var regions = await HearingAsync();

        await HealthClient.Of(regions, regions.A).GetAsync();

        Assert.Null(await regions.A.CaptureAsync());
        Assert.Null(await regions.A.CaptureObjectsAsync());
        Assert.Equal([StorageCheck.ProbeName], await regions.A.Bucket.PayloadsAsync());
        Assert.Equal(1, await ProbeWritesAsync(regions.A));
    }

    [Fact]
    public async Task Two_hundred_who_ask_at_once_cause_one_run()
    {
        await using var regions = await HearingAsync();
        var client = HealthClient.Of(regions, regions.A);
        regions.Traffic.Forget();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => client.GetAsync()));
        regions.Time.Advance(TimeSpan.FromSeconds(4));
        var later = await client.GetAsync();

        Assert.All(answers, a => Assert.Equal(200, a.Code));
        Assert.Equal(1, await ProbeWritesAsync(regions.A));
        Assert.Single(regions.Traffic.CallsOf(LocalRegions.Dublin), c => c.StartsWith("GetParameter ", StringComparison.Ordinal));
        Assert.Equal("4", later.Headers["age"]);
        Assert.Equal(4000, later.Json.GetProperty("ageMs").GetInt64());
    }

    [Fact]
    public async Task However_many_processes_answer_the_probe_is_written_once_in_a_period()
    {
        await using var regions = await HearingAsync();
        var clients = Enumerable.Range(0, 10).Select(_ => HealthClient.Of(regions, regions.A)).ToArray();

        await Task.WhenAll(clients.Select(c => c.GetAsync()));
        Assert.Equal(1, await ProbeWritesAsync(regions.A));

        regions.Time.Advance(TimeSpan.FromSeconds(5));
        await Task.WhenAll(clients.Select(c => c.GetAsync()));
        Assert.Equal(2, await ProbeWritesAsync(regions.A));
    }

    // Found by the end-to-end tests: of two processes the later one took the other's probe for its own that was lost.
    [Theory]
    [InlineData(-10)]
    [InlineData(3000)]
    public async Task A_process_that_another_one_forestalls_takes_its_probe_for_proof_and_leaves_it(int aheadMs)
    {
        await using var regions = await HearingAsync();
        var written = (regions.Time.GetUtcNow().ToUnixTimeMilliseconds() + aheadMs).ToString(System.Globalization.CultureInfo.InvariantCulture);
        regions.Traffic.Pause = (call, token) => call.Operation != "UpdateItem" ? Task.CompletedTask : regions.A.Application.DynamoDb.PutItemAsync(
            LocalRegion.Ledger,
            new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { ["item"] = new(DatabaseCheck.RowKey), ["at"] = new AttributeValue { N = written } },
            token);

        var answer = await HealthClient.Of(regions, regions.A).GetAsync();

        Assert.Equal((200, "healthy"), (answer.Code, answer.Status));
        Assert.Equal(written, (await ProbeAsync(regions.A))["at"].N);
    }

    [Fact]
    public async Task A_probe_from_far_in_the_future_gives_way()
    {
        await using var regions = await HearingAsync();
        await regions.A.Application.DynamoDb.PutItemAsync(
            LocalRegion.Ledger,
            new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { ["item"] = new(DatabaseCheck.RowKey), ["at"] = new AttributeValue { N = "9999999999999" } });

        var answer = await HealthClient.Of(regions, regions.A).GetAsync();

        Assert.Equal((200, "healthy"), (answer.Code, answer.Status));
        Assert.Equal(1, await ProbeWritesAsync(regions.A));
    }

    [Fact]
    public async Task A_region_that_drains_answers_503_within_the_period_and_200_when_it_serves_again()
    {
        await using var regions = await HearingAsync();
        var client = HealthClient.Of(regions, regions.A);
        await client.GetAsync();

        await SetStateAsync(regions.A, "draining 2026-01-01T00:00:00Z ticket 7");
        regions.Time.Advance(TimeSpan.FromSeconds(5));
        var drained = await client.GetAsync();
        var shallow = await client.GetAsync(HealthFunction.ShallowPath);
        await SetStateAsync(regions.A, "serving");
        regions.Time.Advance(TimeSpan.FromSeconds(5));
        var back = await client.GetAsync();

        Assert.Equal((503, "draining"), (drained.Code, drained.Status));
        Assert.Equal("Draining since 2026-01-01T00:00:00Z.", drained.MessageOf("state"));
        Assert.Equal((503, "draining"), (shallow.Code, shallow.Status));
        Assert.Equal((200, "healthy"), (back.Code, back.Status));
    }

    [Fact]
    public async Task Shallow_asks_for_the_serving_state_and_nothing_else()
    {
        await using var regions = await HearingAsync();
        regions.Traffic.Forget();

        var answer = await HealthClient.Of(regions, regions.A).GetAsync(HealthFunction.ShallowPath);

        Assert.Equal(["state pass"], answer.Checks);
        Assert.Equal(["GetParameter @eu-west-1"], regions.Traffic.CallsOf(LocalRegions.Dublin));
    }

    [Fact]
    public async Task Head_is_answered_like_get_without_a_body()
    {
        await using var regions = await HearingAsync();

        var answer = await HealthClient.Of(regions, regions.A).GetAsync(method: "HEAD");

        Assert.Equal((200, ""), (answer.Code, answer.Text));
        Assert.Equal(LocalRegions.Dublin, answer.Headers["x-datasync-region"]);
    }

    [Theory]
    [InlineData("/", "GET", 404)]
    [InlineData("/health/deep", "GET", 404)]
    [InlineData("/HEALTH", "GET", 404)]
    [InlineData("/health", "POST", 405)]
    [InlineData("/health/shallow", "DELETE", 405)]
    [InlineData("/health/", "GET", 200)]
    public async Task Other_paths_are_not_found_and_other_methods_not_allowed(string path, string method, int code)
    {
        await using var regions = await HearingAsync();

        Assert.Equal(code, (await HealthClient.Of(regions, regions.A).GetAsync(path, method)).Code);
    }

    [Fact]
    public async Task The_sample_event_is_answered_and_an_event_that_is_no_request_is_not_found()
    {
        await using var regions = await HearingAsync();
        var client = HealthClient.Of(regions, regions.A);

        Assert.Equal(200, (await client.SendAsync(Payloads.Sample("health.json"))).Code);
        Assert.Equal(404, (await client.SendAsync(Payloads.Text("{}"))).Code);
        Assert.Equal(404, (await client.SendAsync(Payloads.Text("[1]"))).Code);
    }

    [Fact]
    public async Task Metrics_are_written_once_for_each_run()
    {
        await using var regions = await HearingAsync();
        var client = HealthClient.Of(regions, regions.A);
        regions.Traffic.Fault = call => call.Service == "s3" ? new LocalAws.Protocol.AwsResponse(503, ReadOnlyMemory<byte>.Empty) : null;
        await client.GetAsync();
        await client.GetAsync();

        var status = Assert.Single(regions.A.OutputLines, l => l.TryGetProperty("HealthStatus", out _));
        var failed = Assert.Single(regions.A.OutputLines, l => l.TryGetProperty("HealthCheckFailed", out _));

        Assert.Equal((0, 0), (status.GetProperty("HealthStatus").GetInt32(), status.GetProperty("Draining").GetInt32()));
        Assert.Equal("storage", failed.GetProperty("Check").GetString());
    }

    [Fact]
    public async Task Where_no_objects_are_in_sync_no_bucket_is_asked_for()
    {
        await using var regions = await HearingAsync();
        var function = regions.A.MakeHealth(regions.Time, v => v["DATASYNC_OBJECT_ENTITY"] = v["DATASYNC_OBJECT_REFERENCE_ATTRIBUTE"] = "");
        regions.Traffic.Fault = call => call.Service == "s3" ? throw new HttpRequestException("S3 is asked") : null;

        var answer = await new HealthClient(regions.A, function).GetAsync();

        Assert.Equal(["database pass", "replication pass", "state pass"], answer.Checks);
    }

    internal static async Task<LocalRegions> HearingAsync(Action<Dictionary<string, string>>? settings = null)
    {
        var regions = await LocalRegions.CreateAsync([LocalRegions.Dublin, LocalRegions.Virginia], settings);
        await regions.B.HeartbeatAsync();
        await regions.A.ApplyAsync();

        // What S3 says when its events are set up.
        await regions.A.CaptureObjectsAsync();
        return regions;
    }

    private static Task SetStateAsync(LocalRegion region, string state) => region.Application.Parameters.PutParameterAsync(
        new PutParameterRequest { Name = LocalRegion.StateParameter, Value = state, Overwrite = true });

    private static async Task<int> ProbeWritesAsync(LocalRegion region) =>
        int.Parse((await ProbeAsync(region))[DatabaseCheck.WriteCount].N, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<Dictionary<string, AttributeValue>> ProbeAsync(LocalRegion region)
    {
        var key = new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { ["item"] = new AttributeValue { S = DatabaseCheck.RowKey } };
        return (await region.Application.DynamoDb.GetItemAsync(LocalRegion.Ledger, key)).Item;
    }
}
