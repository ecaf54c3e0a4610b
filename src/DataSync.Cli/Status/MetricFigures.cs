using DataSync.Aws.Control;

namespace DataSync.Cli.Status;

/// <summary>Metrics as they were read, by the names of <see cref="MetricPlan"/>.</summary>
internal sealed class MetricFigures(IReadOnlyDictionary<string, IReadOnlyList<MetricValue>> values, DateTimeOffset now)
{
    // What is older says nothing about now. CloudWatch itself takes up to two minutes.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(5);

    /// <summary>The newest value; null when there was none of late.</summary>
    public double? Newest(string name)
    {
        var fresh = values[name].Where(v => v.At > now - Fresh).ToList();
        return fresh.Count == 0 ? null : fresh.MaxBy(v => v.At).Value;
    }

    /// <summary>The value of the last whole minute; zero when nothing was counted in it.</summary>
    public double LastMinute(string name)
    {
        var end = new DateTimeOffset(now.Ticks - (now.Ticks % Minute.Ticks), TimeSpan.Zero);
        return values[name].Where(v => v.At >= end - Minute && v.At < end).Sum(v => v.Value);
    }

    /// <summary>The sum of all.</summary>
    public double Sum(string name) => values[name].Sum(v => v.Value);

    /// <summary>What the functions counted in the last five minutes, by handler, without those that counted nothing.</summary>
    public IReadOnlyDictionary<string, double> ByFunction(string kind) => values
        .Where(v => v.Key.StartsWith(kind + "/", StringComparison.Ordinal))
        .Select(v => (Handler: v.Key[(kind.Length + 1)..], Count: v.Value.Where(p => p.At > now - Lately).Sum(p => p.Value)))
        .Where(v => v.Count > 0)
        .ToDictionary(v => v.Handler, v => v.Count, StringComparer.Ordinal);
}
