using System.Text.Json;

namespace DataSync.LocalAws.CloudWatch;

/// <summary>Takes figures out of log lines in CloudWatch's embedded metric format, as CloudWatch Logs does with the lines of a function.</summary>
public static class EmbeddedMetrics
{
    // Limits of the format.
    private const int MaxMetrics = 100;
    private const int MaxValues = 100;

    /// <summary>
    /// Records what the line holds, one metric for each of its dimension sets; false when it is no line of the format. What the format does not allow (a metric without
    /// its value, a dimension that is no text) is left out. Values whose time the store can't take count as of now: here a function's clock may be wrong on purpose.
    /// </summary>
    public static bool Take(MetricStore store, string region, string line)
    {
        // Looked at first: nearly all lines are something else, and parsing costs.
        if (!line.AsSpan().TrimStart().StartsWith('{') || !line.Contains("\"_aws\"", StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            return Take(store, region, document.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Take(MetricStore store, string region, JsonElement root)
    {
        if (!root.TryGetProperty("_aws", out var aws) || aws.ValueKind != JsonValueKind.Object
            || !aws.TryGetProperty("CloudWatchMetrics", out var directives) || directives.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        DateTimeOffset? at = aws.TryGetProperty("Timestamp", out var timestamp) && timestamp.ValueKind == JsonValueKind.Number && timestamp.TryGetInt64(out var milliseconds)
            && milliseconds is > 0 and < 253_402_300_800_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
        foreach (var directive in directives.EnumerateArray())
        {
            if (Text(directive, "Namespace") is { } name)
            {
                Take(store, region, root, directive, name, at);
            }
        }

        return true;
    }

    private static void Take(MetricStore store, string region, JsonElement root, JsonElement directive, string metricNamespace, DateTimeOffset? at)
    {
        var sets = Array(directive, "Dimensions").Select(names => Dimensions(root, names)).OfType<DimensionSet>().Distinct().ToList();
        foreach (var metric in Array(directive, "Metrics").Take(MaxMetrics))
        {
            if (Text(metric, "Name") is not { } name || !root.TryGetProperty(name, out var target))
            {
                continue;
            }

            foreach (var value in Values(target))
            {
                foreach (var id in sets.Select(set => new MetricId(region, metricNamespace, name, set)))
                {
                    _ = store.Add(id, value, at) || store.Add(id, value);
                }
            }
        }
    }

    private static DimensionSet? Dimensions(JsonElement root, JsonElement names)
    {
        if (names.ValueKind != JsonValueKind.Array || names.GetArrayLength() > DimensionSet.MaxCount)
        {
            return null;
        }

        var dimensions = new List<KeyValuePair<string, string>>();
        foreach (var name in names.EnumerateArray())
        {
            if (name.ValueKind != JsonValueKind.String || Text(root, name.GetString()!) is not { } value)
            {
                return null;
            }

            dimensions.Add(KeyValuePair.Create(name.GetString()!, value));
        }

        return new DimensionSet(dimensions);
    }

    private static IEnumerable<double> Values(JsonElement target) => target.ValueKind switch
    {
        JsonValueKind.Number => [target.GetDouble()],
        JsonValueKind.Array => target.EnumerateArray().Take(MaxValues).Where(value => value.ValueKind == JsonValueKind.Number).Select(value => value.GetDouble()),
        _ => [],
    };

    private static IEnumerable<JsonElement> Array(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    private static string? Text(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
