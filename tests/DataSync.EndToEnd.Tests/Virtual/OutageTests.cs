using DataSync.Local.Faults;
using Xunit.Abstractions;
using static DataSync.EndToEnd.Tests.RunningRegions;

namespace DataSync.EndToEnd.Tests.Virtual;

/// <summary>Long outages, with the built functions as processes: nothing lost, nothing diverged, no dead letter.</summary>
[Collection(VirtualRegionsCollection.Name)]
public sealed class OutageTests(VirtualRegions regions, ITestOutputHelper output)
{
    private static readonly TimeSpan QuarterHour = TimeSpan.FromMinutes(15);

    [SkippableFact]
    public async Task A_region_cut_off_for_three_days_catches_up_in_both_directions()
    {
        await regions.BeginAsync();
        await regions.PutAsync(EuWest, "days#before", "before");
        await regions.ConvergeAsync();
        var struck = regions.Host.Faults.Count(ApSoutheast, FaultKind.Cut);
        regions.Host.Faults.CutOff(ApSoutheast);

        for (var hour = 0; hour < 72; hour++)
        {
            await regions.PutAsync(UsEast, $"days#outside#{hour % 20}", $"hour {hour}");
            await regions.PutAsync(ApSoutheast, $"days#inside#{hour % 20}", $"hour {hour}");
            await regions.PutAsync(hour % 2 == 0 ? UsEast : ApSoutheast, "days#both", $"hour {hour}");
            await regions.IncrementAsync(ApSoutheast, "days#counter");
            await regions.PassAsync(TimeSpan.FromHours(1), QuarterHour);
        }

        await regions.DeleteAsync(ApSoutheast, "days#before");
        Assert.Equal("before", await regions.TextAsync(UsEast, "days#before"));
        Assert.Null(await regions.TextAsync(ApSoutheast, "days#outside#0"));
        Assert.Equal("hour 71", await regions.TextAsync(EuWest, "days#outside#11"));
        regions.Host.Faults.Heal(ApSoutheast);
        var count = await regions.ConvergeAsync();

        output.WriteLine($"{regions.Host.Faults.Count(ApSoutheast, FaultKind.Cut) - struck} calls broken, {count} items the same in all regions");
        Assert.Null(await regions.TextAsync(UsEast, "days#before"));
        Assert.Equal("hour 71", await regions.TextAsync(UsEast, "days#both"));
        Assert.Equal("hour 71", await regions.TextAsync(UsEast, "days#inside#11"));
        Assert.Equal("hour 71", await regions.TextAsync(ApSoutheast, "days#outside#11"));
        Assert.Contains("n=72", (await regions.ContentAsync(EuWest))["days#counter"], StringComparison.Ordinal);
        Assert.True(regions.Host.Faults.Count(ApSoutheast, FaultKind.Cut) > struck + 72);
        await regions.EndAsync();
    }

    [SkippableFact]
    public async Task A_table_that_is_throttled_for_minutes_takes_everything_afterwards()
    {
        await regions.BeginAsync();
        var throttled = new Fault(FaultKind.Throttle, EuWest) { Target = "dynamodb", Text = $"\"{regions.Table}\"", Share = 0.7 };
        regions.Host.Faults.Begin(throttled);
        for (var i = 0; i < 30; i++)
        {
            await regions.PutAsync(i % 2 == 0 ? UsEast : ApSoutheast, "throttled#" + i, "text");
        }

        await regions.PassAsync(TimeSpan.FromMinutes(6), TimeSpan.FromMinutes(3));
        regions.Host.Faults.End(throttled);
        await regions.ConvergeAsync();

        Assert.Equal("text", await regions.TextAsync(EuWest, "throttled#29"));
        Assert.True(regions.Host.Faults.Count(EuWest, FaultKind.Throttle) >= 30);
        await regions.EndAsync();
    }

    [SkippableFact]
    public async Task A_queue_that_denies_gets_everything_once_it_allows()
    {
        await regions.BeginAsync();
        var denied = new Fault(FaultKind.Deny, EuWest) { Target = "sqs", Text = "datasync-changes\"" };
        regions.Host.Faults.Begin(denied);
        await regions.PutAsync(UsEast, "denied#1", "from us-east-1");
        await regions.PutAsync(ApSoutheast, "denied#2", "from ap-southeast-1");

        await regions.PassAsync(TimeSpan.FromHours(3), QuarterHour);
        var (there, elsewhere) = (await regions.TextAsync(EuWest, "denied#1"), await regions.TextAsync(ApSoutheast, "denied#1"));
        regions.Host.Faults.End(denied);
        await regions.ConvergeAsync();

        Assert.Equal((null, "from us-east-1"), (there, elsewhere));
        Assert.Equal("from us-east-1", await regions.TextAsync(EuWest, "denied#1"));
        Assert.Equal("from ap-southeast-1", await regions.TextAsync(EuWest, "denied#2"));
        Assert.True(regions.Host.Faults.Count(EuWest, FaultKind.Deny) > 0);
        await regions.EndAsync();
    }

    [SkippableTheory]
    [InlineData("CaptureItemsFunction")]
    [InlineData("ApplyFunction")]
    [InlineData("ForwardFunction")]
    public async Task A_function_that_is_killed_again_and_again_loses_nothing(string function)
    {
        await regions.BeginAsync();
        const int Writes = 60;
        const double KillShare = 0.04;
        var before = Kills();
        foreach (var region in All)
        {
            regions.Host.Faults.Begin(new Fault(FaultKind.Kill, region) { Target = function, Share = KillShare });
        }

        // Forward has work only while a region is away.
        regions.Host.Faults.CutOff(ApSoutheast);
        for (var i = 0; i < Writes; i++)
        {
            await regions.PutAsync(All[i % All.Count], $"killed#{function}#{i % 45}", $"write {i}");
            await regions.IncrementAsync(EuWest, $"killed#{function}#counter");
            if (i % 10 == 9)
            {
                await regions.PassAsync(TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(4));
            }
        }

        regions.Host.Faults.End(new Fault(FaultKind.Cut, ApSoutheast));
        await regions.PassAsync(TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(4));
        foreach (var region in All)
        {
            regions.Host.Faults.Heal(region);
        }

        // What was in the hands of ten processes that were killed, the queue itself puts aside: at the receive after those, when it is visible again.
        await regions.PassAsync(TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(4));
        var redriven = await regions.RedriveAsync();
        await regions.ConvergeAsync();

        output.WriteLine($"{Kills() - before} kills of {function}, {redriven} messages redriven");
        Assert.True(Kills() - before >= 3, $"{function} was killed {Kills() - before} times only");
        Assert.Contains($"n={Writes}", (await regions.ContentAsync(UsEast))[$"killed#{function}#counter"], StringComparison.Ordinal);
        for (var i = Writes - 45; i < Writes; i++)
        {
            Assert.Equal($"write {i}", await regions.TextAsync(UsEast, $"killed#{function}#{i % 45}"));
        }

        await regions.EndAsync();
    }

    [SkippableFact]
    public async Task Answers_that_are_lost_and_deliveries_that_come_twice_and_late_change_nothing()
    {
        await regions.BeginAsync();
        var before = Enum.GetValues<FaultKind>().ToDictionary(kind => kind, Struck);
        foreach (var region in All)
        {
            regions.Host.Faults.Begin(new Fault(FaultKind.Lose, region) { Share = 0.15 });
            regions.Host.Faults.Begin(new Fault(FaultKind.Duplicate, region) { Share = 0.5 });
            regions.Host.Faults.Begin(new Fault(FaultKind.Reorder, region) { Share = 0.3 });
        }

        for (var i = 0; i < 80; i++)
        {
            await regions.PutAsync(All[i % All.Count], $"twice#{i % 25}", $"write {i}");
            await regions.IncrementAsync(UsEast, "twice#counter");
            if (i % 5 == 4)
            {
                await regions.DeleteAsync(All[i % All.Count], $"twice#{(i + 7) % 25}");
                await regions.PassAsync(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
            }
        }

        foreach (var region in All)
        {
            regions.Host.Faults.Heal(region);
        }

        await regions.ConvergeAsync();

        Assert.Contains("n=80", (await regions.ContentAsync(ApSoutheast))["twice#counter"], StringComparison.Ordinal);
        foreach (var kind in (FaultKind[])[FaultKind.Lose, FaultKind.Duplicate, FaultKind.Reorder])
        {
            Assert.True(Struck(kind) > before[kind], $"{kind} never struck");
        }

        await regions.EndAsync();
    }

    [SkippableTheory]
    [InlineData(FaultKind.Freeze, 0)]
    [InlineData(FaultKind.Skew, 120)]
    [InlineData(FaultKind.Skew, -120)]
    public async Task A_clock_that_is_wrong_delays_who_wins_and_nothing_else(FaultKind kind, int seconds)
    {
        await regions.BeginAsync();
        var pk = $"clock#{kind}#{seconds}";
        var before = regions.Host.Faults.Count(EuWest, kind);
        regions.Host.Faults.Begin(new Fault(kind, EuWest) { Amount = TimeSpan.FromSeconds(seconds) });
        for (var i = 0; i < 10; i++)
        {
            await regions.PutAsync(EuWest, pk, $"wrong {i}");
            await regions.PutAsync(UsEast, pk + "#both", $"right {i}");
            await regions.PutAsync(EuWest, pk + "#both", $"wrong {i}");
            await regions.PassAsync(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(10));
        }

        regions.Host.Faults.Heal(EuWest);
        await regions.ConvergeAsync();
        // Once the clock is right and the lead is used up, the last write wins again.
        await regions.PassAsync(TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(3));
        await regions.PutAsync(UsEast, pk + "#both", "the last");
        await regions.ConvergeAsync();

        Assert.Equal("wrong 9", await regions.TextAsync(ApSoutheast, pk));
        Assert.Equal("the last", await regions.TextAsync(EuWest, pk + "#both"));
        Assert.True(regions.Host.Faults.Count(EuWest, kind) > before);
        await regions.EndAsync();
    }

    private long Kills() => Struck(FaultKind.Kill);

    private long Struck(FaultKind kind) => All.Sum(region => regions.Host.Faults.Count(region, kind));
}
