using DataSync.Functions.Tests.Support;
using DataSync.LocalAws.Protocol;

namespace DataSync.Functions.Tests.Health;

public sealed class HealthFailureTests
{
    private const string Secret = "hunter2";

    [Theory]
    [InlineData(LocalRegion.Table, "Reading from the table was refused for its rate (ProvisionedThroughputExceededException).", "replication pass")]
    [InlineData(LocalRegion.Ledger, "Reading the probe item was refused for its rate (ProvisionedThroughputExceededException).", "replication warn")]
    public async Task A_throttled_table_fails_the_database_and_nothing_else(string table, string message, string replication)
    {
        await using var regions = await HealthTests.HearingAsync();
        var client = HealthClient.Of(regions, regions.A);
        regions.Traffic.Fault = call => call is { Service: "dynamodb", Operation: "GetItem" } && Traffic.TableOf(call) == table ? Throttled() : null;

        var answer = await client.GetAsync();

        Assert.Equal((503, "unhealthy"), (answer.Code, answer.Status));
        Assert.Equal(["database fail", "storage pass", replication, "state pass"], answer.Checks);
        Assert.Equal(message, answer.MessageOf("database"));
    }

    [Fact]
    public async Task A_ledger_that_takes_no_writes_fails_the_database()
    {
        await using var regions = await HealthTests.HearingAsync();
        regions.Traffic.Fault = call => call.Operation == "UpdateItem" ? Traffic.Denied(call) : null;

        var answer = await HealthClient.Of(regions, regions.A).GetAsync();

        Assert.Equal(["database fail", "storage pass", "replication pass", "state pass"], answer.Checks);
        Assert.Equal("Writing the probe item failed (AmazonDynamoDBException).", answer.MessageOf("database"));
    }

    [Fact]
    public async Task A_table_whose_key_is_not_told_only_warns()
    {
        await using var regions = await HealthTests.HearingAsync();
        regions.Traffic.Fault = call => call.Operation == "DescribeTable" ? Traffic.Denied(call) : null;

        var answer = await HealthClient.Of(regions, regions.A).GetAsync();

        Assert.Equal((200, "degraded"), (answer.Code, answer.Status));
        Assert.StartsWith("Asking for the key of the table failed", answer.MessageOf("database"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3", "storage")]
    [InlineData("sqs", "replication")]
    [InlineData("dynamodb", "database")]
    public async Task A_service_that_hangs_fails_its_check_in_time_and_no_other(string service, string check)
    {
        await using var regions = await HealthTests.HearingAsync();
        var time = new CountingTime(regions.Time);
        var client = new HealthClient(regions.A, regions.A.MakeHealth(time));
        regions.Traffic.Pause = (call, token) => call.Service == service && !IsHeard(call) ? Task.Delay(Timeout.InfiniteTimeSpan, regions.Time, token) : Task.CompletedTask;

        var asked = client.GetAsync();

        // The invocation's own timer, and one for each check, of which the one that hangs is left.
        await time.UntilAsync(made: 5, live: 2);
        regions.Time.Advance(TimeSpan.FromMilliseconds(1500));
        var answer = await asked;

        Assert.Equal(503, answer.Code);
        Assert.Equal([$"{check} fail"], answer.Checks.Where(c => !c.EndsWith("pass", StringComparison.Ordinal)));
        Assert.Equal("It took longer than 1500 ms.", answer.MessageOf(check));
        Assert.Equal(1500, answer.LatencyOf(check));
    }

    [Theory]
    [InlineData("s3", 503, "storage fail", "HttpRequestException")]
    [InlineData("sqs", 503, "replication fail", "HttpRequestException")]
    [InlineData("ssm", 200, "state warn", "HttpRequestException")]
    public async Task A_service_that_is_cut_off_troubles_its_own_check(string service, int code, string check, string type)
    {
        await using var regions = await HealthTests.HearingAsync();
        regions.Traffic.Fault = call => call.Service == service ? throw new HttpRequestException($"the connection to {Secret} broke") : null;

        var answer = await HealthClient.Of(regions, regions.A).GetAsync();

        Assert.Equal(code, answer.Code);
        Assert.Equal([check], answer.Checks.Where(c => !c.EndsWith("pass", StringComparison.Ordinal)));
        Assert.Contains(type, answer.MessageOf(check.Split(' ')[0]), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("draining", 503)]
    [InlineData("serving", 200)]
    public async Task While_the_state_can_not_be_read_the_last_one_stands(string state, int code)
    {
        await using var regions = await HealthTests.HearingAsync();
        var client = HealthClient.Of(regions, regions.A);
        await regions.A.Application.Parameters.PutParameterAsync(new() { Name = LocalRegion.StateParameter, Value = state, Overwrite = true });
        await client.GetAsync();
        regions.Traffic.Fault = call => call.Service == "ssm" ? new AwsResponse(500, "{}"u8.ToArray()) : null;
        regions.Time.Advance(TimeSpan.FromSeconds(5));

        var answer = await client.GetAsync();

        Assert.Equal(code, answer.Code);
        Assert.Contains("state warn", answer.Checks);
    }

    // What a service says can hold names, numbers of accounts and worse; all of it goes to the log, none of it to whoever asks.
    [Fact]
    public async Task No_secret_of_a_failure_is_in_the_answer_and_all_of_it_is_in_the_log()
    {
        await using var regions = await HealthTests.HearingAsync(v => v["DATASYNC_HEALTH_URL_CHECKS"] = $"cache=http://127.0.0.1:9/?key={Secret}");
        regions.Traffic.Fault = call => call.Service == "s3"
            ? new AwsResponse(403, System.Text.Encoding.UTF8.GetBytes($"<Error><Code>AccessDenied{Secret}</Code><Message>arn:aws:s3:::{Secret}</Message></Error>"))
            : new AwsResponse(400, System.Text.Encoding.UTF8.GetBytes($$"""{"__type":"com.amazon#{{Secret}}Exception","message":"User: arn:aws:iam::123456789012:user/{{Secret}} may not"}"""));
        var client = HealthClient.Of(regions, regions.A);

        var answers = new[] { await client.GetAsync(), await client.GetAsync("/health/shallow"), await client.GetAsync("/nothing") };

        Assert.Equal(["database fail", "storage fail", "replication fail", "cache fail", "state warn"], answers[0].Checks);
        foreach (var answer in answers)
        {
            var all = answer.Text + string.Join(',', answer.Headers);
            Assert.DoesNotContain(Secret, all, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("arn:", all, StringComparison.Ordinal);
            Assert.DoesNotContain("123456789012", all, StringComparison.Ordinal);
            Assert.DoesNotContain("000000000000", all, StringComparison.Ordinal);
            Assert.DoesNotContain("http:", all, StringComparison.Ordinal);
        }

        Assert.Contains($"arn:aws:iam::123456789012:user/{Secret}", regions.A.Said, StringComparison.Ordinal);
    }

    // Part of the replication check, though it is in the database.
    private static bool IsHeard(AwsRequest call) => System.Text.Encoding.UTF8.GetString(call.Body.Span).Contains("#heard/", StringComparison.Ordinal);

    private static AwsResponse Throttled() => new(
        400, """{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"The level of configured provisioned throughput was exceeded."}"""u8.ToArray());
}
