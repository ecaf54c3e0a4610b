using System.Collections.Concurrent;
using System.Text.Json;

namespace DataSync.Cli.Local;

/// <summary>Adds up what the functions report, from the same metric lines that CloudWatch would read.</summary>
internal sealed class MetricsTally
{
    private readonly ConcurrentDictionary<(string Region, string Name), long> _sums = new();

    /// <summary>Reads a line of a function; true when it was a metric line.</summary>
    public bool Read(string line)
    {
        if (!line.StartsWith("{\"_aws\"", StringComparison.Ordinal))
        {
            return false;
        }

        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var region = root.GetProperty("Region").GetString()!;
        foreach (var property in root.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Number)
            {
                _sums.AddOrUpdate((region, property.Name), property.Value.GetInt64(), (_, sum) => sum + property.Value.GetInt64());
            }
        }

        return true;
    }

    /// <summary>The sum of a counter so far.</summary>
    public long Sum(string region, string name) => _sums.GetValueOrDefault((region, name));
}
