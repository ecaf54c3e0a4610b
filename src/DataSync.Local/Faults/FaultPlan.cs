namespace DataSync.Local.Faults;

/// <summary>Faults at their times.</summary>
public static class FaultPlan
{
    /// <summary>The share of a chaos plan's time after which everything is healed.</summary>
    private const double HealedAfter = 0.85;

    private static readonly string[] Services = ["dynamodb", "sqs", "s3"];

    /// <summary>Begins and ends the faults when their time has come, and tells of each; ends with the last. Faults that last for good, and all of them on cancellation, are left as they are.</summary>
    public static async Task RunAsync(IReadOnlyList<TimedFault> plan, RegionFaults faults, TimeProvider time, Action<string> tell, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var begins = plan.Select(timed => (At: timed.Start, IsEnd: false, timed.Fault));
        var ends = plan.Where(timed => timed.Duration is not null).Select(timed => (At: timed.Start + timed.Duration!.Value, IsEnd: true, timed.Fault));
        foreach (var (at, isEnd, fault) in begins.Concat(ends).OrderBy(step => step.At))
        {
            var wait = at - time.GetElapsedTime(start);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellationToken);
            }

            if (isEnd)
            {
                faults.End(fault);
            }
            else
            {
                faults.Begin(fault);
            }

            tell($"{(isEnd ? "ends  " : "begins")} {fault}");
        }
    }

    /// <summary>
    /// Faults of every kind at random: the same for the same seed. Each kind strikes at least once in the time given, each lasts for a part of it, and the
    /// last ones end well before it does. Clocks go wrong by less than a minute: more is a drift that replication refuses to follow.
    /// </summary>
    /// <param name="seed">The seed.</param>
    /// <param name="regions">Where faults may strike.</param>
    /// <param name="functions">The functions (logical ids) that may be killed.</param>
    /// <param name="time">How long the plan lasts.</param>
    /// <param name="withObjects">Whether S3 is one of the services that may fail.</param>
    public static IReadOnlyList<TimedFault> Chaos(int seed, IReadOnlyList<string> regions, IReadOnlyList<string> functions, TimeSpan time, bool withObjects = false)
    {
        var services = withObjects ? Services : Services[..^1];
        var random = new Random(seed);
        var end = time * HealedAfter;
        var plan = new List<TimedFault>();
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            for (var times = random.Next(1, 4); times > 0; times--)
            {
                var start = end * (random.NextDouble() * 0.8);
                var duration = end * (0.05 + (random.NextDouble() * 0.2));
                plan.Add(new TimedFault(Any(random, kind, regions, functions, services), Whole(start), Whole(duration)));
            }
        }

        return [.. plan.OrderBy(timed => timed.Start)];
    }

    private static Fault Any(Random random, FaultKind kind, IReadOnlyList<string> regions, IReadOnlyList<string> functions, string[] services)
    {
        var fault = new Fault(kind, regions[random.Next(regions.Count)]);
        return kind switch
        {
            FaultKind.Delay => fault with { Amount = TimeSpan.FromMilliseconds(random.Next(20, 500)) },
            FaultKind.Skew => fault with { Amount = TimeSpan.FromSeconds(random.Next(-40, 40)) },
            FaultKind.Kill => fault with { Target = functions[random.Next(functions.Count)], Share = Share(random, 0.005, 0.03) },
            FaultKind.Throttle or FaultKind.Error or FaultKind.Deny or FaultKind.Lose =>
                fault with { Target = services[random.Next(services.Length)], Share = Share(random, 0.02, 0.5) },
            FaultKind.Duplicate or FaultKind.Reorder => fault with { Share = Share(random, 0.1, 1) },
            _ => fault,
        };
    }

    private static double Share(Random random, double from, double to) => Math.Round(from + (random.NextDouble() * (to - from)), 3);

    private static TimeSpan Whole(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Round(time.TotalMilliseconds / 100) * 100);
}
