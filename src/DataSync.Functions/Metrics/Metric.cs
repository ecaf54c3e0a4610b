namespace DataSync.Functions.Metrics;

/// <summary>A metric's values in one invocation.</summary>
/// <param name="Name">As in docs/operations.md.</param>
/// <param name="Unit">CloudWatch's name of the unit.</param>
/// <param name="Values">At least one.</param>
public sealed record Metric(string Name, string Unit, IReadOnlyList<long> Values)
{
    /// <summary>How often something happened.</summary>
    public static Metric Count(string name, long value) => new(name, "Count", [value]);

    /// <summary>How long something took.</summary>
    public static Metric Milliseconds(string name, IReadOnlyList<long> values) => new(name, "Milliseconds", values);

    /// <summary>How long something takes already.</summary>
    public static Metric Seconds(string name, long value) => new(name, "Seconds", [value]);

    /// <summary>Those that are not zero, to keep lines short.</summary>
    public static IEnumerable<Metric> NonZero(params ReadOnlySpan<(string Name, long Value)> counts)
    {
        var metrics = new List<Metric>();
        foreach (var (name, value) in counts)
        {
            if (value != 0)
            {
                metrics.Add(Count(name, value));
            }
        }

        return metrics;
    }
}
