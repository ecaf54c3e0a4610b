using System.Globalization;
using DataSync.Cli.Local;
using DataSync.Local.Faults;
using DataSync.Local.Mappings;
using Spectre.Console;

namespace DataSync.Cli.Demo;

/// <summary><c>datasync local --demo</c>: a mixed workload, a region cut off and healed, and the proof that all regions hold the same.</summary>
internal static class DemoRun
{
    private static readonly TimeSpan Tell = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WarmUpLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan WarmEnough = TimeSpan.FromSeconds(0.7);
    private const int WarmUpItems = 20;
    private const int MaxRedrives = 3;

    public static async Task<int> RunAsync(LocalSession session, DemoOptions options, CancellationToken cancellationToken)
    {
        await session.StartAsync(cancellationToken);
        var regions = session.Host.Regions;
        var applications = regions.Select((r, i) => new DemoApplication(session.Host.Endpoint, session.Table, r.Name, (options.Seed * 31) + i)).ToList();
        using var objects = ObjectDemo.Of(session, options);
        try
        {
            Console.WriteLine($"Watch it: {session.ConsoleUrl}");
            Console.WriteLine($"Writing {options.Rate} items a second in {regions.Count} regions for {options.Seconds} s (seed {options.Seed}): own and shared items,");
            Console.WriteLine("hot counters, deletes and re-creations, items of up to 380 KB; " + Trouble(session, options));
            if (objects is not null)
            {
                Console.WriteLine($"Beside them {objects.Rate:0} objects a second, most up to 64 KB, some up to 8 MB and one of 100 MB: written, overwritten, deleted.");
            }

            await Task.WhenAll(applications.Select(a => a.LookAsync(cancellationToken)));
            await WarmUpAsync(session, applications, cancellationToken);
            await WriteAsync(session, applications, objects, options, cancellationToken);
            return await ProveAsync(session, applications, objects, cancellationToken);
        }
        finally
        {
            applications.ForEach(a => a.Dispose());
        }
    }

    // The functions' code is compiled as it is first used, in a process each: that is not what the demo is to show.
    private static async Task WarmUpAsync(LocalSession session, List<DemoApplication> applications, CancellationToken cancellationToken)
    {
        var time = session.Options.Time;
        var start = time.GetTimestamp();
        var arrived = 0L;
        // A server elsewhere may never be quick enough; there one round is for the functions' sake.
        var maxRounds = session.Lag is null ? 1 : int.MaxValue;
        for (var round = 0; round < maxRounds && time.GetElapsedTime(start) < WarmUpLimit; round++)
        {
            var roundStart = time.GetTimestamp();
            await Task.WhenAll(applications.Select(a => a.WarmUpAsync(round, WarmUpItems, cancellationToken)));
            arrived += WarmUpItems * applications.Count * (applications.Count - 1);
            while (session.Host.Regions.Sum(r => Arrived(session, r.Name)) < arrived && time.GetElapsedTime(start) < WarmUpLimit)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
            }

            if (time.GetElapsedTime(roundStart) < WarmEnough)
            {
                break;
            }
        }

        session.Lag?.Reset();
        Console.WriteLine($"  warmed up in {time.GetElapsedTime(start).TotalSeconds:0} s");
    }

    private static long Arrived(LocalSession session, string region) => session.Lag?.Arrivals(region).Count ?? session.Metrics.Sum(region, "Applied");

    private static async Task WriteAsync(LocalSession session, List<DemoApplication> applications, ObjectDemo? objects, DemoOptions options, CancellationToken cancellationToken)
    {
        using var writing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writers = applications.Select(a => Steadily.RunAsync(a.WriteAsync, options.Rate / (double)applications.Count, session.Options.Time, writing.Token)).ToList();
        if (objects is not null)
        {
            writers.Add(objects.WriteAsync(writing.Token));
        }

        var time = session.Options.Time;
        var start = time.GetTimestamp();
        var total = TimeSpan.FromSeconds(options.Seconds);
        var faults = FaultPlan.RunAsync(Plan(session, options, objects is not null), session.Host.Faults, time, text => Console.WriteLine($"  {Seconds(time.GetElapsedTime(start))}: fault {text}"), writing.Token);
        var lastTold = TimeSpan.Zero;
        while (time.GetElapsedTime(start) is var elapsed && elapsed < total && !writers.Exists(w => w.IsFaulted))
        {
            if (elapsed - lastTold > Tell)
            {
                lastTold = elapsed;
                await session.Host.Figures.RefreshAsync(cancellationToken);
                Console.WriteLine($"  {Seconds(elapsed)}: {Writes(applications, objects)}, {Progress(session)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellationToken);
        }

        await writing.CancelAsync();
        await faults.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var region in session.Host.Regions)
        {
            session.Host.Faults.Heal(region.Name);
        }

        await Task.WhenAll(writers);
        Console.WriteLine($"  {Seconds(time.GetElapsedTime(start))}: {Writes(applications, objects)} done. Waiting for the queues to drain.");
    }

    private static string Trouble(LocalSession session, DemoOptions options) => options.ChaosSeed is { } seed
        ? $"faults of every kind at random (seed {seed}){(session.Host.Clocks.ReachesFunctions ? "" : "; libfaketime is not installed, so clocks go wrong for streams only")}."
        : session.Faults.Count > 0 ? "with the faults asked for." : "one region is cut off for a while.";

    private static IReadOnlyList<TimedFault> Plan(LocalSession session, DemoOptions options, bool withObjects)
    {
        var time = TimeSpan.FromSeconds(options.Seconds);
        if (options.ChaosSeed is { } seed)
        {
            var functions = session.Host.Regions[0].Mappings.Where(m => m is not ScheduleMapping).Select(m => session.Host.Regions[0].Functions[m.Settings.FunctionName]);
            var logicalIds = session.Host.Regions[0].Stack.Functions.Where(f => functions.Any(p => p.Function.Name == f.Name)).Select(f => f.LogicalId).ToList();
            return [.. session.Faults, .. FaultPlan.Chaos(seed, session.Options.Regions, logicalIds, time, withObjects)];
        }

        return session.Faults.Count > 0 || session.Options.Regions.Count < 2
            ? session.Faults
            : [new TimedFault(new Fault(FaultKind.Cut, session.Options.Regions[^1]), time * 0.35, time * 0.3)];
    }

    private static async Task<int> ProveAsync(LocalSession session, List<DemoApplication> applications, ObjectDemo? objects, CancellationToken cancellationToken)
    {
        var isQuiet = await Convergence.WaitForQuietAsync(session, Console.WriteLine, cancellationToken);
        for (var round = 0; round < MaxRedrives && await DeadLetters.RedriveAsync(session, Console.WriteLine, cancellationToken) > 0; round++)
        {
            isQuiet = await Convergence.WaitForQuietAsync(session, Console.WriteLine, cancellationToken);
        }

        var stamp = session.Host.Regions[0].Stack.Parameters["StampAttribute"];
        var contents = new List<(string Region, SortedDictionary<string, Core.Items.ItemImage> Items)>();
        foreach (var region in session.Host.Regions)
        {
            contents.Add((region.Name, await TableContents.ReadAsync(session.Host.Endpoint, session.Table, region.Name, stamp, cancellationToken)));
        }

        var problems = Convergence.Differences(contents).ToList();
        problems.AddRange(LostIncrements(applications, contents));
        var proof = "";
        if (objects is not null)
        {
            problems.AddRange(await objects.ProveAsync(text => proof = Environment.NewLine + text, cancellationToken));
        }

        var statuses = session.Host.Regions.Select(r => RegionStatus.Of(session, r)).ToList();
        problems.AddRange(session.Stopped());
        problems.AddRange(statuses.Where(s => s.DeadLetters > 0).Select(s => $"{s.Name} has {s.DeadLetters} dead letters"));
        if (!isQuiet)
        {
            problems.Add("messages or records were still under way when patience ran out");
        }

        if (Console.IsOutputRedirected)
        {
            statuses.ForEach(Console.WriteLine);
        }
        else
        {
            AnsiConsole.Write(LiveView.Table(session));
        }

        if (problems.Count == 0)
        {
            Console.WriteLine($"All {contents.Count} regions hold the same {contents[0].Items.Count} items, byte for byte, and no increment of {applications.Sum(a => a.ExpectedCounters.Sum(c => c.Value))} was lost.{proof}");
            return ExitCodes.Ok;
        }

        Console.WriteLine("The regions do not hold what they should:");
        problems.ForEach(p => Console.WriteLine("  " + p));
        return ExitCodes.Diverged;
    }

    // Each counter is written by one region only: there every increment must be in it, and so in every other region.
    private static IEnumerable<string> LostIncrements(
        List<DemoApplication> applications, List<(string Region, SortedDictionary<string, Core.Items.ItemImage> Items)> contents)
    {
        foreach (var (key, value) in applications.SelectMany(a => a.ExpectedCounters))
        {
            var expected = $"\"count\":{{\"N\":\"{value.ToString(CultureInfo.InvariantCulture)}\"}}";
            foreach (var (region, items) in contents)
            {
                var item = items.FirstOrDefault(i => i.Key == key || i.Key.StartsWith(key + "/", StringComparison.Ordinal)).Value;
                if (item is null || !System.Text.Encoding.UTF8.GetString(item.Canonical).Contains(expected, StringComparison.Ordinal))
                {
                    yield return $"{key} in {region} does not hold the {value} increments that were made";
                }
            }
        }
    }

    private static string Writes(List<DemoApplication> applications, ObjectDemo? objects) =>
        $"{applications.Sum(a => a.WriteCount)} writes" + (objects is null ? "" : $", {objects.WriteCount} of objects");

    private static string Progress(LocalSession session)
    {
        var statuses = session.Host.Regions.Select(r => RegionStatus.Of(session, r)).ToList();
        var lags = statuses.Where(s => s.LagP50Ms is not null).ToList();
        var lag = lags.Count == 0 ? "" : $", lag p50 {RegionStatus.Ms(lags.Max(s => s.LagP50Ms))} p99 {RegionStatus.Ms(lags.Max(s => s.LagP99Ms))} (slowest region)";
        return $"{statuses.Sum(s => s.Applied)} applied, {statuses.Sum(s => s.Changes)} in queues, {statuses.Sum(s => s.Parked)} parked{lag}";
    }

    private static string Seconds(TimeSpan elapsed) => string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds,4:0} s");
}
