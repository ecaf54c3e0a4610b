using DataSync.LocalAws;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Functions.Tests.Support;

/// <summary>Regions in sync, their functions in process: the real composition over the real wire protocol, without processes, sockets or a real clock.</summary>
public sealed class LocalRegions : IAsyncDisposable
{
    public const string Dublin = "eu-west-1";
    public const string Virginia = "us-east-1";
    public const string Singapore = "ap-southeast-1";

    private readonly Dictionary<string, LocalRegion> _regions = new(StringComparer.Ordinal);

    private LocalRegions(LocalCloud cloud, Traffic traffic, FakeTimeProvider time)
    {
        Cloud = cloud;
        Traffic = traffic;
        Time = time;
    }

    public LocalCloud Cloud { get; }

    public Traffic Traffic { get; }

    public FakeTimeProvider Time { get; }

    public LocalRegion this[string name] => _regions[name];

    public LocalRegion A => this[Dublin];

    public LocalRegion B => this[Virginia];

    public LocalRegion C => this[Singapore];

    public static Task<LocalRegions> TwoAsync() => CreateAsync([Dublin, Virginia]);

    public static Task<LocalRegions> ThreeAsync() => CreateAsync([Dublin, Virginia, Singapore]);

    public static async Task<LocalRegions> CreateAsync(string[] names, Action<Dictionary<string, string>>? settings = null)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var traffic = new Traffic();
        var cloud = LocalCloud.Create(new LocalCloudOptions { Time = time, Faults = traffic });
        traffic.Cloud = cloud;
        var regions = new LocalRegions(cloud, traffic, time);
        foreach (var name in names)
        {
            regions._regions.Add(name, await LocalRegion.CreateAsync(name, names, cloud, time, settings));
        }

        return regions;
    }

    /// <summary>Runs CaptureItems and Apply of every region until no queue and no stream has anything more to give at this moment.</summary>
    public async Task SettleAsync()
    {
        for (var round = 0; round < 20; round++)
        {
            var worked = false;
            foreach (var region in _regions.Values)
            {
                worked |= await region.CaptureAsync() is not null;
                worked |= await region.CaptureObjectsAsync() is not null;
                worked |= await region.ApplyAsync() is not null;
            }

            if (!worked)
            {
                return;
            }
        }

        Assert.Fail("The regions never come to rest.");
    }

    /// <summary>A dead letter of B for each item, whose cause has gone since.</summary>
    public async Task BuryAsync(params string[] keys)
    {
        foreach (var key in keys)
        {
            await A.PutAsync("{\"pk\":{\"S\":\"" + key + "\"}}");
        }

        await A.CaptureAsync();
        Traffic.Fault = call => call.Operation == "PutItem" ? Traffic.Denied(call) : null;
        await FailAsync();

        Traffic.Fault = null;
        Assert.Equal(keys.Length, B.Visible(LocalRegion.ChangesDlq));
    }

    /// <summary>Lets B try until it gives up.</summary>
    public async Task FailAsync()
    {
        while (B.Visible(LocalRegion.Changes) + B.Delayed(LocalRegion.Changes) > 0)
        {
            await B.ApplyAsync();
            Time.Advance(TimeSpan.FromMinutes(15));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var region in _regions.Values)
        {
            region.Dispose();
        }

        await Cloud.DisposeAsync();
    }
}
