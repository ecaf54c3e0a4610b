using Amazon.SQS.Model;
using DataSync.EndToEnd.Tests.Operator;
using DataSync.Local.Faults;
using Xunit.Abstractions;
using static DataSync.EndToEnd.Tests.RunningRegions;

namespace DataSync.EndToEnd.Tests.Runbooks;

/// <summary>Runbooks for trouble of the service itself: the commands of the documents, as they stand there, on real functions.</summary>
[Collection(RunbookRegionsCollection.Name)]
public sealed class ServiceRunbookTests(RunbookRegions regions, ITestOutputHelper output)
{
    [SkippableFact]
    public async Task Poison_data_is_corrected_or_discarded_and_the_item_is_the_same_everywhere()
    {
        RunbookRun.Require("jq");
        await regions.PutAsync(UsEast, "poisoned#1", "text");
        await regions.EverywhereAsync("poisoned#1", "text");
        await SendAsync(EuWest, DlqCommandTests.Envelope("unknown", "poisoned#1"));
        await SendAsync(ApSoutheast, "no envelope at all");
        await regions.EventuallyAsync(async () => await CountAsync(EuWest) == 1 && await CountAsync(ApSoutheast) == 1, "both messages are dead letters");
        using var run = new RunbookRun(regions.Host.Endpoint, output);
        run.Set("KEY", "poisoned#1");

        var said = await run.RunAsync(Runbook.Read("poison-data"));

        Assert.Contains("dead letters of changes", said[0], StringComparison.Ordinal);
        Assert.Contains("UnknownTarget", said[1], StringComparison.Ordinal);
        Assert.Contains("The corrected message is on its way", said[3], StringComparison.Ordinal);
        Assert.Contains("1 discarded", said[4], StringComparison.Ordinal);
        Assert.Equal((0, 0), (await CountAsync(EuWest), await CountAsync(ApSoutheast)));
        await regions.EverywhereAsync("poisoned#1", "text");
    }

    [SkippableFact]
    public async Task A_backlog_behind_a_forgotten_pause_is_let_go_and_arrives()
    {
        RunbookRun.Require();
        using var run = new RunbookRun(regions.Host.Endpoint, output);
        await run.RunAsync(Runbook.Parse("arranged", $"```sh\ndatasync pause {EuWest} --region {UsEast}\n```\n"));
        var keys = Enumerable.Range(0, 40).Select(i => $"backlog#{i}").ToList();
        foreach (var key in keys)
        {
            await regions.PutAsync(UsEast, key, key);
        }

        await regions.EventuallyAsync(async () => await regions.TextAsync(ApSoutheast, keys[^1]) is not null, "the other region has them");
        var before = await regions.TextAsync(EuWest, keys[^1]);
        run.Set("KEY", keys[^1]);

        var said = await run.RunAsync(Runbook.Read("queue-backlog"));

        Assert.Null(before);
        Assert.Contains("Paused: apply", said[0], StringComparison.OrdinalIgnoreCase);
        foreach (var key in keys)
        {
            Assert.Equal(key, await regions.TextAsync(EuWest, key));
        }
    }

    [SkippableFact]
    public async Task A_bad_release_is_held_replaced_and_nothing_that_came_meanwhile_is_lost()
    {
        RunbookRun.Require();

        // The function that no message waits three minutes for after it crashed.
        var bad = new Fault(FaultKind.Kill, EuWest) { Target = "CaptureItemsFunction" };
        using var run = new RunbookRun(regions.Host.Endpoint, output);
        run.Set("KEY", "deployed#1");
        regions.Host.Faults.Begin(bad);
        try
        {
            await regions.PutAsync(EuWest, "deployed#1", "written meanwhile");
            await regions.EventuallyAsync(() => Task.FromResult(regions.Host.Faults.Count(EuWest, FaultKind.Kill) > 0), "the bad release fails");

            var said = await run.RunAsync(Runbook.Read("bad-deploy"), ("deploy", async () =>
            {
                regions.Host.Faults.End(bad);
                await regions.EventuallyAsync(async () => await regions.TextAsync(UsEast, "deployed#1") is not null, "the release before works");
            }
            ));

            Assert.Contains("CaptureItems failed", said[0], StringComparison.Ordinal);
        }
        finally
        {
            regions.Host.Faults.End(bad);
        }

        await regions.EverywhereAsync("deployed#1", "written meanwhile");
    }

    private async Task SendAsync(string region, string body)
    {
        using var sqs = regions.Sqs(region);
        await sqs.SendMessageAsync(new SendMessageRequest(regions.QueueUrl(region, "ChangesQueue"), body));
    }

    private async Task<int> CountAsync(string region) => (await regions.PeekAsync(region, "ChangesDeadLetterQueue")).Count;
}
