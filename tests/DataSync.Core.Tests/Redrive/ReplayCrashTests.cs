using DataSync.Core.DeadLetters;
using DataSync.Core.Ports;
using DataSync.Core.Redrive;
using DataSync.Core.Tests.Support;
using Xunit;

namespace DataSync.Core.Tests.Redrive;

/// <summary>Ends a replay before and after each of its port calls, and has each call fail: nothing is ever in none of the places, and in the end in one.</summary>
public sealed class ReplayCrashTests
{
    private const string Junk = "hello";

    private delegate Task Replay(ReplayWorld world, string runId);

    [Fact]
    public async Task A_replay_that_dies_at_any_moment_loses_nothing_and_the_next_one_leaves_everything_in_one_place()
    {
        var moments = await MomentsAsync(RealAsync);
        for (var at = 0; at < moments; at++)
        {
            var world = Filled();

            await CheckAsync(world, RealAsync, new CrashPlan(at), $"died at {at}");
        }

        Assert.InRange(moments, 20, 500);
    }

    [Fact]
    public async Task A_replay_that_dies_in_the_first_run_and_in_its_recovery_loses_nothing()
    {
        var moments = await MomentsAsync(RealAsync);
        for (var first = 0; first < moments; first += 2)
        {
            for (var second = first % 5; second < moments; second += 5)
            {
                var world = Filled();
                await RunAsync(world, RealAsync, new CrashPlan(first), "20260131T0001");
                if (second % 2 == 0)
                {
                    await world.DrainAsync();
                }

                await CheckAsync(world, RealAsync, new CrashPlan(second), $"died at {first} and {second}");
            }
        }
    }

    [Fact]
    public async Task A_call_that_fails_loses_nothing_and_leaves_no_letter_hidden()
    {
        var moments = await MomentsAsync(RealAsync);
        for (var at = 0; at < moments; at++)
        {
            var world = Filled();

            await RunAsync(world, RealAsync, new CrashPlan(at, isFailure: true), "20260131T0002");

            Assert.True(world.Letters.HiddenCount <= 10, $"{world.Letters.HiddenCount} letters are hidden after the failure at {at}"); // one batch, if its release was what failed
            world.Time.Advance(TimeSpan.FromMinutes(16));
            await CheckAsync(world, RealAsync, new CrashPlan(-1), $"failed at {at}");
        }
    }

    [Fact]
    public async Task Replaying_everything_twice_changes_nothing()
    {
        var world = Filled();
        world.Letters.RefusedDeletes.Clear();
        await RunAsync(world, RealAsync, new CrashPlan(-1), "20260131T0003");
        await world.DrainAsync();
        var before = world.Snapshot();

        await RunAsync(world, RealAsync, new CrashPlan(-1), "20260131T0004");
        await world.DrainAsync();

        Assert.Equal(before, world.Snapshot());
    }

    [Fact]
    public async Task A_dry_run_changes_nothing_and_hides_nothing()
    {
        var world = Filled();
        var before = world.Snapshot();

        var report = await new RedriveHandler(world, world, world.Time).HandleAsync(Request("20260131T0005") with { IsDryRun = true });

        Assert.Equal(before, world.Snapshot());
        Assert.Equal(0, world.Letters.HiddenCount);
        Assert.Equal((world.Letters.Count, 1), (report.SeenCount, report.CopyCount));
        Assert.Equal(world.Letters.Count, report.RedrivenCount + report.CopyCount);
    }

    [Theory]
    [InlineData(nameof(PlantedReplays.DeletesBeforeItSends))]
    [InlineData(nameof(PlantedReplays.DeletesWhatIsNotConfirmed))]
    [InlineData(nameof(PlantedReplays.TakesWhatFailedAgainForACopy))]
    [InlineData(nameof(PlantedReplays.KeepsCopies))]
    public async Task A_planted_mistake_is_caught(string name)
    {
        Replay planted = name switch
        {
            nameof(PlantedReplays.DeletesBeforeItSends) => PlantedReplays.DeletesBeforeItSends,
            nameof(PlantedReplays.DeletesWhatIsNotConfirmed) => PlantedReplays.DeletesWhatIsNotConfirmed,
            nameof(PlantedReplays.TakesWhatFailedAgainForACopy) => PlantedReplays.TakesWhatFailedAgainForACopy,
            _ => PlantedReplays.KeepsCopies,
        };

        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(async () =>
        {
            var moments = await MomentsAsync(planted);
            for (var at = 0; at < moments; at++)
            {
                await CheckAsync(Filled(), planted, new CrashPlan(at), "");
            }
        });
    }

    [Fact]
    public async Task A_forgotten_release_is_caught()
    {
        var world = Filled();

        await PlantedReplays.ForgetsToRelease(world, "20260131T0006");

        Assert.NotEqual(0, world.Letters.HiddenCount);
    }

    private static RedriveRequest Request(string runId) =>
        new(QueueKind.ChangesDeadLetters, RedriveRequest.LargestMaxCount, LetterFilter.All) { RunId = runId };

    private static async Task RealAsync(ReplayWorld world, string runId)
    {
        var report = await new RedriveHandler(world, world, world.Time).HandleAsync(Request(runId));

        Assert.True(report.IsEmpty);
        Assert.True(world.Plan.IsPlanned || world.Letters.HiddenCount == 0, "letters are hidden after a run without trouble");
    }

    private static async Task<int> MomentsAsync(Replay replay)
    {
        var world = Filled();
        await RunAsync(world, replay, new CrashPlan(-1), "20260131T0000");
        return world.Plan.Count;
    }

    private static async Task RunAsync(ReplayWorld world, Replay replay, CrashPlan plan, string runId)
    {
        world.Plan = plan;
        try
        {
            await replay(world, runId);
        }
        catch (Exception e) when (e is ProcessDiedException or StoreException)
        {
            // As planned.
        }
    }

    // A run with trouble, and then a whole one.
    private static async Task CheckAsync(ReplayWorld world, Replay replay, CrashPlan plan, string what)
    {
        await RunAsync(world, replay, plan, "20260131T1000");
        Assert.All(world.Everything, w => Assert.True(world.PlaceCount(w) > 0, $"{w} is nowhere ({what})"));
        await world.DrainAsync();
        Assert.All(world.Everything, w => Assert.True(world.PlaceCount(w) > 0, $"{w} is nowhere after Apply ({what})"));
        world.Time.Advance(TimeSpan.FromMinutes(16));
        world.Letters.RefusedDeletes.Clear();

        await RunAsync(world, replay, new CrashPlan(-1), "20260131T2000");
        await world.DrainAsync();

        Assert.InRange(world.Writes.Count(k => k.Contains("more0", StringComparison.Ordinal)), 0, 3);

        // What is not even JSON carries no history: of its copies one more run may be needed to get rid of.
        Assert.All(world.Everything.Where(w => w != Junk), w => Assert.True(world.PlaceCount(w) == 1, $"{w} is in {world.PlaceCount(w)} places ({what}):\n{world.Snapshot()}"));
        Assert.InRange(world.PlaceCount(Junk), 1, 4);

        // A delete is two writes, the mark and the deletion: that item has three.
        Assert.All(world.Writes.Where(k => !k.Contains(ReplayWorld.Bad, StringComparison.Ordinal) && !k.Contains("more0", StringComparison.Ordinal)).CountBy(k => k), k => Assert.True(k.Value == 1, $"{k.Key} was written {k.Value} times ({what})"));
    }

    // Letters that succeed, fail again, are refused; copies; a message that SQS moved; text; a deletion that fails, a message that comes twice.
    private static ReplayWorld Filled()
    {
        var world = new ReplayWorld();
        world.Add("a", ReplayWorld.Letter(Make.Put(1, pk: "a")));
        world.Add("bad", ReplayWorld.Letter(Make.Put(2, pk: ReplayWorld.Bad)));
        world.Add("copied", ReplayWorld.Letter(Make.Put(3, pk: "copied")));
        world.Add("refused", ReplayWorld.Letter(Make.Put(4, pk: ReplayWorld.Refused)));
        world.Add("junk", DeadLetterCodec.Encode(DeadLetter.Now(DeadLetterReason.MalformedEnvelope, "", Make.Here, Make.Scope, world.Time) with { Body = Junk }));
        world.Add("moved", Make.Message("", Make.Put(5, pk: "moved"), Make.Put(6, pk: "bad2") with { AttemptCount = 3, SinceMs = Make.StartMs }).Body);
        foreach (var name in Enumerable.Range(0, 8).Select(i => $"more{i}"))
        {
            world.Add(name, ReplayWorld.Letter(Make.Put(10, pk: name)));
        }

        world.Add("copy", ReplayWorld.Letter(Make.Put(3, pk: "copied") with { AttemptCount = 0 }));
        world.Add("deleted", ReplayWorld.Letter(Make.Delete(20, pk: "more0"), Make.Put(21, pk: "bad3")));
        world.Everything.RemoveWhere(w => w.StartsWith("more0|", StringComparison.Ordinal)); // put and deleted: the table shows neither
        world.Letters.RefusedDeletes[world.Ids["more1"]] = 2;
        world.Letters.RefusedDeletes[world.Ids["more2"]] = 1;
        world.Letters.Ghosts.Add(world.Ids["more3"]);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        return world;
    }
}
