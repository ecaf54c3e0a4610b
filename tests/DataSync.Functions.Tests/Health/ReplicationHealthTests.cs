using DataSync.Functions.Tests.Support;

namespace DataSync.Functions.Tests.Health;

public sealed class ReplicationHealthTests
{
    [Fact]
    public async Task A_region_that_falls_silent_degrades_the_others_and_takes_none_with_it()
    {
        await using var regions = await HealthTests.HearingAsync();
        var client = HealthClient.Of(regions, regions.A);
        regions.Time.Advance(TimeSpan.FromDays(3));

        var answer = await client.GetAsync();

        Assert.Equal((200, "degraded"), (answer.Code, answer.Status));
        Assert.StartsWith("Nothing was heard of us-east-1 for 259,200 s; ", answer.MessageOf("replication"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_that_nobody_applies_fail_once_the_limit_is_over()
    {
        await using var regions = await HealthTests.HearingAsync();
        var client = HealthClient.Of(regions, regions.A);
        await regions.B.HeartbeatAsync();
        regions.Time.Advance(TimeSpan.FromSeconds(900));
        var before = await client.GetAsync();
        regions.Time.Advance(TimeSpan.FromSeconds(5));

        var after = await client.GetAsync();

        Assert.Equal(200, before.Code);
        Assert.Equal(503, after.Code);
        Assert.StartsWith("1 changes wait and none is applied; ", after.MessageOf("replication"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Heartbeats_that_arrive_late_fail_until_they_arrive_in_time_again()
    {
        await using var regions = await HealthTests.HearingAsync();
        var client = HealthClient.Of(regions, regions.A);
        regions.Time.Advance(TimeSpan.FromSeconds(1));
        await regions.B.HeartbeatAsync();
        regions.Time.Advance(TimeSpan.FromSeconds(1000));
        await regions.A.ApplyAsync();
        var late = await client.GetAsync();

        await regions.B.HeartbeatAsync();
        regions.Time.Advance(TimeSpan.FromSeconds(5));
        await regions.A.ApplyAsync();
        var again = await client.GetAsync();

        Assert.Equal(503, late.Code);
        Assert.Equal("A heartbeat of us-east-1 took 1,000 s, more than 900 s.", late.MessageOf("replication"));
        Assert.Equal(200, again.Code);
    }

    [Theory]
    [InlineData("true", 503, "replication fail")]
    [InlineData("false", 200, "replication warn")]
    public async Task Dead_letters_over_the_limit_count_as_the_setting_says(string fails, int code, string check)
    {
        await using var regions = await HealthTests.HearingAsync(v =>
        {
            v["DATASYNC_HEALTH_MAX_DEAD_LETTERS"] = "1";
            v["DATASYNC_HEALTH_REPLICATION_FAILS"] = fails;
        });
        await regions.A.SendAsync(LocalRegion.ChangesDlq, "poison");
        var one = await HealthClient.Of(regions, regions.A).GetAsync();
        await regions.A.SendAsync(LocalBucket.EventsDlq, "poison");

        var two = await HealthClient.Of(regions, regions.A).GetAsync();

        Assert.Equal(200, one.Code);
        Assert.Equal(code, two.Code);
        Assert.Contains(check, two.Checks);
        Assert.Equal("There are 2 dead letters, more than 1.", two.MessageOf("replication"));
    }

    [Fact]
    public async Task A_backlog_over_the_limit_fails_and_what_waits_for_others_is_none_of_it()
    {
        await using var regions = await HealthTests.HearingAsync(v => v["DATASYNC_HEALTH_MAX_BACKLOG"] = "2");
        foreach (var queue in new[] { LocalRegion.Changes, LocalBucket.Events, LocalRegion.Parked, LocalRegion.Parked })
        {
            await regions.A.SendAsync(queue, "{}");
        }

        var before = await HealthClient.Of(regions, regions.A).GetAsync();
        await regions.A.SendAsync(LocalRegion.Changes, "{}");
        var after = await HealthClient.Of(regions, regions.A).GetAsync();

        Assert.Equal(200, before.Code);
        Assert.Equal("3 messages wait here, more than 2.", after.MessageOf("replication"));
    }
}
