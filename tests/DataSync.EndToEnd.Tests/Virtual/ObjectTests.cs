using DataSync.Local.Faults;
using Xunit.Abstractions;
using static DataSync.EndToEnd.Tests.RunningRegions;

namespace DataSync.EndToEnd.Tests.Virtual;

/// <summary>Objects through outages, with the built functions as processes: nothing lost, nothing diverged, no dead letter.</summary>
[Collection(VirtualRegionsCollection.Name)]
public sealed class ObjectTests(VirtualRegions regions, ITestOutputHelper output)
{
    [SkippableFact]
    public async Task A_region_cut_off_for_a_day_gets_every_object_and_every_delete()
    {
        await regions.BeginAsync();
        await regions.PutObjectAsync(EuWest, "day/before", "before");
        await regions.ConvergeObjectsAsync();
        var struck = regions.Host.Faults.Count(ApSoutheast, FaultKind.Cut);
        regions.Host.Faults.CutOff(ApSoutheast);

        for (var hour = 0; hour < 24; hour++)
        {
            await regions.PutObjectAsync(UsEast, $"day/outside {hour % 7}", $"hour {hour}");
            await regions.PutObjectAsync(ApSoutheast, $"day/inside {hour % 7}", $"hour {hour}");
            await regions.PutObjectAsync(hour % 2 == 0 ? UsEast : ApSoutheast, "day/both", $"hour {hour}");
            await regions.PassAsync(TimeSpan.FromHours(1), TimeSpan.FromMinutes(15));
        }

        await regions.S3(ApSoutheast).DeleteObjectAsync(regions.Bucket(ApSoutheast), "day/before");
        var apart = (await regions.ObjectsAsync(ApSoutheast)).ContainsKey("day/outside 1");
        regions.Host.Faults.Heal(ApSoutheast);
        var count = await regions.ConvergeObjectsAsync();

        output.WriteLine($"{regions.Host.Faults.Count(ApSoutheast, FaultKind.Cut) - struck} calls broken, {count} objects the same in all regions");
        Assert.False(apart);
        Assert.DoesNotContain("day/before", (await regions.ObjectsAsync(UsEast)).Keys);
        Assert.Equal("hour 23", await TextOfAsync(EuWest, "day/both"));
        Assert.Equal("hour 22", await TextOfAsync(EuWest, "day/inside 1"));
        Assert.Equal("hour 22", await TextOfAsync(ApSoutheast, "day/outside 1"));
        await regions.EndAsync();
    }

    [SkippableTheory]
    [InlineData("CaptureObjectsFunction")]
    [InlineData("ApplyFunction")]
    public async Task A_function_that_is_killed_again_and_again_loses_no_object(string function)
    {
        await regions.BeginAsync();
        const int Writes = 60;
        var before = Kills();
        foreach (var region in All)
        {
            regions.Host.Faults.Begin(new Fault(FaultKind.Kill, region) { Target = function, Share = 0.05 });
        }

        for (var i = 0; i < Writes; i++)
        {
            await regions.PutObjectAsync(All[i % All.Count], $"{function}/{i % 23}", $"write {i}");
            if (i % 10 == 9)
            {
                await regions.PassAsync(TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(4));
            }
        }

        foreach (var region in All)
        {
            regions.Host.Faults.Heal(region);
        }

        await regions.PassAsync(TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(4));
        var redriven = await regions.RedriveAsync();
        await regions.ConvergeObjectsAsync();

        output.WriteLine($"{Kills() - before} kills of {function}, {redriven} messages redriven");
        Assert.True(Kills() - before >= 3, $"{function} was killed {Kills() - before} times only");
        for (var i = Writes - 23; i < Writes; i++)
        {
            Assert.Equal($"write {i}", await TextOfAsync(UsEast, $"{function}/{i % 23}"));
        }

        await regions.EndAsync();
    }

    [SkippableFact]
    public async Task A_bucket_that_says_slow_down_for_minutes_takes_everything_afterwards()
    {
        await regions.BeginAsync();
        var throttled = new Fault(FaultKind.Throttle, EuWest) { Target = "s3", Share = 0.7 };
        for (var i = 0; i < 20; i++)
        {
            await regions.PutObjectAsync(i % 2 == 0 ? UsEast : ApSoutheast, $"slow/{i}", "text");
        }

        regions.Host.Faults.Begin(throttled);
        await regions.PassAsync(TimeSpan.FromMinutes(6), TimeSpan.FromMinutes(3));
        regions.Host.Faults.End(throttled);
        await regions.ConvergeObjectsAsync();

        Assert.Equal("text", await TextOfAsync(EuWest, "slow/19"));
        Assert.True(regions.Host.Faults.Count(EuWest, FaultKind.Throttle) > 0);
        await regions.EndAsync();
    }

    private long Kills() => All.Sum(region => regions.Host.Faults.Count(region, FaultKind.Kill));

    private async Task<string> TextOfAsync(string region, string name)
    {
        using var response = await regions.S3(region).GetObjectAsync(regions.Bucket(region), name);
        using var reader = new StreamReader(response.ResponseStream);
        return await reader.ReadToEndAsync();
    }
}
