using System.Diagnostics;
using DataSync.Cli.Demo;
using DataSync.Cli.Local;
using DataSync.Core.Items;

namespace DataSync.Benchmarks.Local;

/// <summary>How to load the local host.</summary>
internal sealed record LocalLoad(int Rate, TimeSpan Duration, int ItemBytes, int BurstWrites);

/// <summary>What one load came to.</summary>
/// <param name="Writes">The application's side.</param>
/// <param name="Arrivals">Changes that arrived in other regions.</param>
/// <param name="UntilLastArrival">From the first write.</param>
/// <param name="LagP50Ms">Of the slowest region; null when nothing arrived.</param>
/// <param name="LagP99Ms">Likewise.</param>
/// <param name="Deferred">Deferrals, each time one is put off.</param>
/// <param name="HostCores">Cores that the process of servers and writers kept busy.</param>
internal sealed record Replication(LoadResult Writes, long Arrivals, TimeSpan UntilLastArrival, double? LagP50Ms, double? LagP99Ms, long Deferred, double HostCores)
{
    public double ArrivalsPerSecond => Arrivals / UntilLastArrival.TotalSeconds;
}

/// <summary>A running local host under load.</summary>
internal sealed class LocalRun(LocalSession session, LocalLoad load) : IAsyncDisposable
{
    // Items are written again and again, as in a table of living things.
    private const int OwnItems = 5000;
    private const int BurstWriters = 16;
    private const int CounterRate = 50;
    private const string PlainTable = "plain";
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan FloorDuration = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly List<Application> _applications =
        [.. session.Host.Regions.Select(r => new Application(session.Host.Endpoint, session.Table, r.Name, load.ItemBytes))];

    private long _number;

    /// <summary>Brings up every function, so that no cold start is in the figures.</summary>
    public async Task WarmUpAsync()
    {
        await _applications[0].CreatePlainTableAsync(PlainTable);
        await Load.SteadyAsync(load.Rate, WarmUp, WriteAsync);
        await QuietAsync();
    }

    /// <summary>The floor: the same items to the same server through the same client, and no service.</summary>
    public Task<LoadResult> FloorAsync() => Load.SteadyAsync(load.Rate, FloorDuration, i => _applications[0].PutAsync(PlainTable, i % OwnItems, Next()));

    /// <summary>The same as fast as it goes.</summary>
    public Task<LoadResult> FullFloorAsync() => Load.FullAsync(load.BurstWrites, BurstWriters, i => _applications[0].PutAsync(PlainTable, i % OwnItems, Next()));

    /// <summary>Steady writes from every region in turn.</summary>
    public Task<Replication> SteadyAsync() => MeasureAsync(() => Load.SteadyAsync(load.Rate, load.Duration, WriteAsync));

    /// <summary>Writes of the first region as fast as it goes; how fast they arrive is what the service can do.</summary>
    public Task<Replication> BurstAsync() => MeasureAsync(() => Load.FullAsync(load.BurstWrites, BurstWriters, i => _applications[0].PutAsync(session.TableName, i, Next())));

    /// <summary>A counter incremented in the first region while the second one writes its own items; what each region holds in the end.</summary>
    public async Task<(int Increments, IReadOnlyList<long> Held)> CountAsync()
    {
        var home = session.Host.Regions[0].Name;
        var counting = Load.SteadyAsync(CounterRate, load.Duration, _ => _applications[0].IncrementAsync(home));
        var other = Load.SteadyAsync(load.Rate - CounterRate, load.Duration, i => _applications[1].PutAsync(session.TableName, i % OwnItems, Next()));
        await Task.WhenAll(counting, other);
        await QuietAsync();
        return ((await counting).Count, await Task.WhenAll(_applications.Select(a => a.ReadCounterAsync(home))));
    }

    /// <summary>What the regions do not agree on; empty when they hold the same.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync()
    {
        var stamp = session.Host.Regions[0].Stack.Parameters["StampAttribute"];
        var contents = new List<(string Region, SortedDictionary<string, ItemImage> Items)>();
        foreach (var region in session.Host.Regions)
        {
            contents.Add((region.Name, await TableContents.ReadAsync(session.Host.Endpoint, session.Table, region.Name, stamp, CancellationToken.None)));
        }

        return Convergence.Differences(contents);
    }

    public ValueTask DisposeAsync()
    {
        _applications.ForEach(a => a.Dispose());
        return session.DisposeAsync();
    }

    private Task WriteAsync(int index) => _applications[index % _applications.Count].PutAsync(session.TableName, index % OwnItems, Next());

    private long Next() => Interlocked.Increment(ref _number);

    private async Task<Replication> MeasureAsync(Func<Task<LoadResult>> write)
    {
        using var probe = new LagProbe(session.Host.Cloud.DynamoDb, session.Table, session.Host.Regions[0].Stack.Parameters["StampAttribute"]);
        var deferredBefore = Deferred();
        var cpuBefore = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        using var stopping = new CancellationTokenSource();
        var watching = WatchAsync(probe, start, stopping.Token);
        var result = await write();
        await QuietAsync();
        await stopping.CancelAsync();
        var lastArrival = await watching;
        var cores = (Environment.CpuUsage.TotalTime - cpuBefore) / Stopwatch.GetElapsedTime(start);
        var arrivals = session.Host.Regions.Select(r => probe.Arrivals(r.Name)).Where(a => a.Count > 0).ToList();
        return new Replication(
            result, arrivals.Sum(a => a.Count), lastArrival, arrivals.Max(a => a.Quantile(0.5)), arrivals.Max(a => a.Quantile(0.99)), Deferred() - deferredBefore, cores);
    }

    // When the count of arrivals changed last, to within one look.
    private async Task<TimeSpan> WatchAsync(LagProbe probe, long start, CancellationToken stopping)
    {
        var (last, count) = (TimeSpan.Zero, 0L);
        while (true)
        {
            var now = session.Host.Regions.Sum(r => probe.Arrivals(r.Name).Count);
            if (now != count)
            {
                (last, count) = (Stopwatch.GetElapsedTime(start), now);
            }

            if (stopping.IsCancellationRequested)
            {
                return last;
            }

            await Task.Delay(Look, CancellationToken.None);
        }
    }

    private long Deferred() => session.Host.Regions.Sum(r => session.Metrics.Sum(r.Name, "Deferred"));

    private async Task QuietAsync()
    {
        if (!await Convergence.WaitForQuietAsync(session, Console.Error.WriteLine, CancellationToken.None))
        {
            throw new InvalidOperationException("Changes are still under way after a minute: " + string.Join("; ", session.Complaints));
        }
    }
}
