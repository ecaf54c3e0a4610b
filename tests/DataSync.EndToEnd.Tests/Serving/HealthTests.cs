using DataSync.Core.Serving;
using DataSync.Local.Faults;
using static DataSync.EndToEnd.Tests.RunningRegions;

namespace DataSync.EndToEnd.Tests.Serving;

/// <summary>The built function behind the HTTP API of the template, in three regions.</summary>
[Collection(ServingRegionsCollection.Name)]
public sealed class HealthTests(ServingRegions regions)
{
    [Fact]
    public async Task Every_region_is_healthy_once_it_has_heard_of_the_others()
    {
        foreach (var region in All)
        {
            var answer = await regions.HealthyAsync(region);

            Assert.Empty(answer.Troubled);
            Assert.Equal(region, answer.Json.GetProperty("region").GetString());
        }
    }

    [Fact]
    public async Task A_region_that_an_operator_drains_answers_503_and_the_others_do_not()
    {
        using var client = regions.Parameters(EuWest);
        var serving = regions.Switch(EuWest, client);
        await regions.HealthyAsync(EuWest);

        await serving.WriteAsync(ServingState.Draining(DateTimeOffset.UtcNow, "a test"), default);
        var drained = await regions.UntilAsync(EuWest, a => a.Code == 503, "answers 503");
        var other = await regions.HealthAsync(UsEast);
        await serving.WriteAsync(ServingState.Serving, default);
        var back = await regions.UntilAsync(EuWest, a => a.Code == 200, "answers 200 again");

        Assert.Equal("draining", drained.Status);
        Assert.Equal(200, other.Code);
        Assert.NotEqual("draining", back.Status);
    }

    [Fact]
    public async Task A_throttled_table_makes_its_region_unhealthy_and_the_answer_names_the_database()
    {
        await regions.HealthyAsync(ApSoutheast);
        var throttled = new Fault(FaultKind.Throttle, ApSoutheast) { Target = "dynamodb", Text = $"\"{regions.Table}\"" };
        regions.Host.Faults.Begin(throttled);
        try
        {
            var answer = await regions.UntilAsync(ApSoutheast, a => a.Code == 503, "answers 503");
            var shallow = await regions.HealthAsync(ApSoutheast, "/shallow");

            Assert.Equal("unhealthy", answer.Status);
            Assert.Equal(["database fail"], answer.Troubled);
            Assert.Equal(200, shallow.Code);
        }
        finally
        {
            regions.Host.Faults.End(throttled);
        }

        await regions.HealthyAsync(ApSoutheast);
    }

    [Fact]
    public async Task Dead_letters_over_the_limit_make_a_region_unhealthy_until_they_are_gone()
    {
        await regions.HealthyAsync(UsEast);
        using var sqs = regions.Sqs(UsEast);
        for (var i = 0; i < 2; i++)
        {
            await sqs.SendMessageAsync(regions.QueueUrl(UsEast, "ChangesQueue"), $$"""{"format":99,"origin":"eu-west-1","hops":1,"sentMs":{{i}},"changes":[]}""");
        }

        var answer = await regions.UntilAsync(UsEast, a => a.Code == 503, "answers 503");
        await sqs.PurgeQueueAsync(regions.QueueUrl(UsEast, "ChangesDeadLetterQueue"));

        Assert.Equal(["replication fail"], answer.Troubled);
        await regions.HealthyAsync(UsEast);
    }

    [Fact]
    public async Task A_region_that_is_cut_off_does_not_answer_and_the_others_stay_as_they_are()
    {
        await regions.HealthyAsync(EuWest);
        regions.Host.Faults.CutOff(EuWest);
        try
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => regions.HealthAsync(EuWest));
            Assert.Equal(200, (await regions.HealthAsync(UsEast)).Code);
        }
        finally
        {
            regions.Host.Faults.Heal(EuWest);
        }

        await regions.UntilAsync(EuWest, a => a.Code == 200, "answers 200 again");
    }

    [Fact]
    public async Task Two_hundred_requests_at_once_write_no_more_than_one_probe_in_a_period()
    {
        await regions.HealthyAsync(EuWest);
        var (before, begin) = (await regions.ProbeWritesAsync(EuWest), DateTimeOffset.UtcNow);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => regions.HealthAsync(EuWest)));

        var (writes, time) = (await regions.ProbeWritesAsync(EuWest) - before, DateTimeOffset.UtcNow - begin);

        // Three processes share them; for what waits longer than five seconds for its turn, the API answers itself.
        Assert.All(answers, a => Assert.True(a.Code == 200 || a.Text.Contains("Service Unavailable", StringComparison.Ordinal), a.ToString()));
        Assert.Contains(answers, a => a.Code == 200);
        Assert.InRange(writes, 0, 1 + (int)(time.TotalSeconds / ServingRegions.CacheSeconds));
    }
}
