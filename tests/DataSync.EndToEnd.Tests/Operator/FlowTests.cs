using DataSync.Cli.Deployments;
using DataSync.Cli.Flow;
using DataSync.Cli.Status;
using DataSync.Cli.Trace;
using DataSync.Core.Items;
using static DataSync.EndToEnd.Tests.RunningRegions;

namespace DataSync.EndToEnd.Tests.Operator;

/// <summary>What the commands do, on real functions: nothing that is paused is lost.</summary>
[Collection(OperatedRegionsCollection.Name)]
public sealed class FlowTests(OperatedRegions regions)
{
    private static readonly DrainOptions Quickly = new(TimeSpan.FromMinutes(4), TimeSpan.FromSeconds(1));

    [Fact]
    public async Task What_is_held_for_one_region_reaches_the_others_and_it_gets_all_of_it_when_it_is_released()
    {
        using var deployment = await OpenAsync();
        var flow = new FlowSwitch(deployment, TimeProvider.System);
        var request = new FlowRequest(EuWest, [UsEast], IsOutgoing: false);

        var paused = await flow.PauseAsync(request, default);
        var again = await flow.PauseAsync(request, default);
        var written = await WriteUntilHeldAsync("held");
        var (last, before) = (written[^1], await regions.TextAsync(EuWest, written[^1]));
        var during = await TraceAsync(deployment, last);
        var status = await new StatusReader(deployment, TimeProvider.System).ReadAsync(default);
        var drain = await DrainAsync(deployment, UsEast, Quickly with { Timeout = TimeSpan.FromSeconds(1) });
        var resumed = await flow.ResumeAsync(request, default);
        foreach (var pk in written)
        {
            await regions.EverywhereAsync(pk, pk);
        }

        Assert.Equal([true, false], [Assert.Single(paused.Steps).IsChanged, Assert.Single(again.Steps).IsChanged]);
        Assert.Null(before);
        Assert.Equal((false, EuWest), (during.Verdict.IsSame, Assert.Single(during.Verdict.Lagging)));
        Assert.Contains($"{EuWest} is on hold in {UsEast}: `datasync resume {EuWest} --from {UsEast}`.", during.Verdict.Words);
        Assert.Contains(status.Findings, f => f.Region == UsEast && f.Text.StartsWith($"Paused: {EuWest} is on hold here", StringComparison.Ordinal));
        Assert.False(drain.IsDrained);
        Assert.Contains(drain.Obstacles, o => o.Contains($"{EuWest} is on hold here", StringComparison.Ordinal));
        Assert.True(Assert.Single(resumed.Steps).IsChanged);
        Assert.True((await TraceAsync(deployment, last)).Verdict.IsSame);
    }

    [Fact]
    public async Task A_region_whose_Apply_is_paused_keeps_what_comes_and_applies_it_when_it_is_resumed()
    {
        using var deployment = await OpenAsync();
        var flow = new FlowSwitch(deployment, TimeProvider.System);
        var request = new FlowRequest(ApSoutheast, [], IsOutgoing: false);

        var paused = await flow.PauseAsync(request, default);
        var again = await flow.PauseAsync(request, default);
        await regions.PutAsync(UsEast, "paused", "paused");
        await regions.EventuallyAsync(async () => await regions.TextAsync(EuWest, "paused") is not null, "the other region has it");
        var during = await TraceAsync(deployment, "paused");
        var resumed = await flow.ResumeAsync(request, default);
        await regions.EverywhereAsync("paused", "paused");

        Assert.Equal([true, false], [Assert.Single(paused.Steps).IsChanged, Assert.Single(again.Steps).IsChanged]);
        Assert.Contains("14 days", string.Join(' ', paused.Notes), StringComparison.Ordinal);
        Assert.Equal([ApSoutheast], during.Verdict.Lagging);
        Assert.Contains($"{ApSoutheast}: Apply is Disabled: `datasync resume {ApSoutheast}`.", during.Verdict.Words);
        Assert.Contains(during.Messages, m => m is { Region: ApSoutheast, Queue: "changes", IsDeadLetter: false });
        Assert.True(Assert.Single(resumed.Steps).IsChanged);
    }

    [Fact]
    public async Task A_resumed_region_says_who_still_holds_it()
    {
        using var deployment = await OpenAsync();
        var flow = new FlowSwitch(deployment, TimeProvider.System);
        await flow.PauseAsync(new FlowRequest(UsEast, [], IsOutgoing: true), default);

        var resumed = await flow.ResumeAsync(new FlowRequest(EuWest, [], IsOutgoing: false), default);
        var released = await flow.ResumeAsync(new FlowRequest(UsEast, [], IsOutgoing: true), default);

        Assert.False(Assert.Single(resumed.Steps).IsChanged);
        Assert.Contains($"{EuWest} is still on hold in {UsEast}: `datasync resume {EuWest} --from {UsEast}` releases it.", resumed.Notes);
        Assert.Equal([EuWest, ApSoutheast], Assert.Single(released.Steps).For);
    }

    [Fact]
    public async Task A_drained_region_has_everything_applied_elsewhere()
    {
        using var deployment = await OpenAsync();
        for (var i = 0; i < 20; i++)
        {
            await regions.PutAsync(UsEast, $"drained#{i}", "text");
            await regions.PutObjectAsync(UsEast, $"drained/{i}", "text");
        }

        // A look right after a write may come before its capture; a look at a region that is done may not.
        await regions.EventuallyAsync(async () => (await regions.ObjectsAsync(EuWest)).Keys.Count(name => name.StartsWith("drained/", StringComparison.Ordinal)) == 20, "the objects are copied");
        var report = await DrainAsync(deployment, UsEast, Quickly);

        Assert.True(report.IsDrained, string.Join('\n', report.Waiting.Concat(report.Obstacles)));
        Assert.All(report.LastLook!.Targets, target => Assert.Equal(0, target.Changes));
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("text", await regions.TextAsync(EuWest, $"drained#{i}"));
        }
    }

    [Fact]
    public async Task A_trace_shows_an_object_in_every_region()
    {
        using var deployment = await OpenAsync();
        await regions.PutObjectAsync(EuWest, "traced/a b.txt", "hello");
        var key = TraceKey.OfObject("objects", "traced/a b.txt");
        await regions.EventuallyAsync(async () => (await TraceAsync(deployment, key)).Regions.All(r => r.Held is not null), "every region has the object");

        var report = await TraceAsync(deployment, key);

        Assert.True(report.Verdict.IsSame, string.Join('\n', report.Verdict.Words));
        Assert.All(report.Regions, r => Assert.Equal(5, r.Held!.SizeBytes));
        Assert.Single(report.Regions, r => r.Held!.StampVersion is null);
        Assert.Single(report.Regions.Select(r => r.Version).Distinct());
    }

    private async Task<List<string>> WriteUntilHeldAsync(string prefix)
    {
        using var sqs = regions.Sqs(UsEast);
        var written = new List<string>();
        while (true)
        {
            var pk = $"{prefix}#{written.Count}";
            written.Add(pk);
            await regions.PutAsync(UsEast, pk, pk);
            await regions.EventuallyAsync(async () => await regions.TextAsync(ApSoutheast, pk) is not null, "the region that is not held has it");
            var depth = await sqs.GetQueueAttributesAsync(regions.QueueUrl(UsEast, "ParkedQueue"), ["All"]);
            if (depth.ApproximateNumberOfMessages + depth.ApproximateNumberOfMessagesNotVisible + depth.ApproximateNumberOfMessagesDelayed > 0)
            {
                return written;
            }
        }
    }

    private Task<Deployment> OpenAsync() => Deployment.OpenAsync(new ConnectionOptions(UsEast, Profile: null, regions.Host.Endpoint, "datasync"), default);

    private static async Task<TraceReport> TraceAsync(Deployment deployment, string pk)
    {
        var tracer = new Tracer(deployment, new TraceOptions(SearchesLiveQueues: true, 100), TimeProvider.System);
        return await tracer.RunAsync(TraceKey.OfItem("items", await tracer.ReadSchemaAsync(default), pk, sort: null), default);
    }

    private static Task<TraceReport> TraceAsync(Deployment deployment, ItemKey key) =>
        new Tracer(deployment, new TraceOptions(SearchesLiveQueues: false, 100), TimeProvider.System).RunAsync(key, default);

    private static Task<DrainReport> DrainAsync(Deployment deployment, string region, DrainOptions options)
    {
        var reader = new DrainReader(deployment, deployment.Region(region), isToBeApplied: true, TimeProvider.System);
        return new DrainRun(reader.LookAsync, options, TimeProvider.System).RunAsync(_ => { }, default);
    }
}
