using DataSync.Local.Faults;
using Xunit.Abstractions;
using static DataSync.EndToEnd.Tests.RunningRegions;

namespace DataSync.EndToEnd.Tests.Virtual;

/// <summary>Faults of every kind at random, as <c>local --demo --chaos SEED</c> makes them up, over eight minutes of virtual time.</summary>
[Collection(VirtualRegionsCollection.Name)]
public sealed class ChaosTests(VirtualRegions regions, ITestOutputHelper output)
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(20);
    private static readonly string[] Functions = ["CaptureItemsFunction", "ApplyFunction", "ForwardFunction"];

    [SkippableTheory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Regions_converge_and_no_increment_is_lost_whatever_goes_wrong(int seed)
    {
        await regions.BeginAsync();
        var random = new Random(seed);
        var increments = All.ToDictionary(region => region, _ => 0);
        var before = Strikes();
        var chaos = FaultPlan.RunAsync(FaultPlan.Chaos(seed, All, Functions, Length), regions.Host.Faults, regions.Time, _ => { }, CancellationToken.None);
        for (var passed = TimeSpan.Zero; passed < Length; passed += Step)
        {
            foreach (var region in All)
            {
                await PersistAsync(() => regions.PutAsync(region, $"chaos#{random.Next(20)}", $"{region} at {passed}"));
                await PersistAsync(() => regions.DeleteAsync(region, $"chaos#{random.Next(20)}"));
                await PersistAsync(() => regions.IncrementAsync(region, $"chaos-counter#{seed}#{region}"));
                increments[region]++;
            }

            await regions.PassAsync(Step, Step);
        }

        await chaos;
        foreach (var region in All)
        {
            regions.Host.Faults.Heal(region);
        }

        // What was given up on while it went wrong goes back, as an operator would send it.
        await regions.PassAsync(TimeSpan.FromHours(3), TimeSpan.FromMinutes(15));
        var redriven = await regions.RedriveAsync();
        var count = await regions.ConvergeAsync();

        var struck = Strikes().Select(pair => (Kind: pair.Key, Count: pair.Value - before[pair.Key])).ToList();
        output.WriteLine($"seed {seed}: {count} items the same, {redriven} redriven; {string.Join(", ", struck.Select(pair => $"{pair.Kind} {pair.Count}"))}");
        var content = await regions.ContentAsync(UsEast);
        Assert.All(increments, pair => Assert.Contains($"n={pair.Value}", content[$"chaos-counter#{seed}#{pair.Key}"], StringComparison.Ordinal));
        Assert.True(struck.Count(pair => pair.Count > 0) >= 8, $"of {struck.Count} kinds too few struck: {string.Join(", ", struck)}");
        Assert.Equal(0, await regions.RedriveAsync());
        await regions.EndAsync();
    }

    private Dictionary<FaultKind, long> Strikes() => Enum.GetValues<FaultKind>().ToDictionary(kind => kind, kind => All.Sum(region => regions.Host.Faults.Count(region, kind)));

    // The application's own service may throttle, fail and deny too, always before it does anything.
    private static async Task PersistAsync(Func<Task> write)
    {
        while (true)
        {
            try
            {
                await write();
                return;
            }
            catch (Amazon.Runtime.AmazonServiceException)
            {
                await Task.Yield();
            }
        }
    }
}
