using System.Text.Json;

namespace DataSync.LocalAws.CloudWatch;

/// <summary>GetMetricData: the points of up to 500 metrics. Points start at the start time, rounded down to the minute. There is one page: what is kept fits in it.</summary>
internal sealed class MetricDataQueries(MetricStore store, string region)
{
    private const int MaxQueries = 500;
    private const int MaxDatapoints = 100_800;

    public Action<Utf8JsonWriter> Answer(CloudWatchInput input)
    {
        var start = input.RequiredTime("StartTime");
        var end = input.RequiredTime("EndTime");
        if (end <= start)
        {
            throw CloudWatchException.Validation("The parameter EndTime must be greater than the parameter StartTime.");
        }

        var isAscending = input.Text("ScanBy") switch
        {
            null or "TimestampDescending" => false,
            "TimestampAscending" => true,
            var other => throw CloudWatchException.Validation($"ScanBy must be TimestampDescending or TimestampAscending, not '{other}'."),
        };
        if (input.Text("NextToken") is not null)
        {
            throw CloudWatchException.InvalidToken();
        }

        var queries = Queries(input);
        var points = queries.Select(query => query.Points(store, region, start, end)).ToList();
        if (points.Sum(list => list.Count) > Math.Min(input.Number("MaxDatapoints") ?? MaxDatapoints, MaxDatapoints))
        {
            throw CloudWatchException.Validation("There are more points than MaxDatapoints, and there is only one page here. Ask for fewer metrics, a shorter time or a longer period.");
        }

        return json => Write(json, [.. queries.Zip(points).Where(pair => pair.First.ReturnsData)], isAscending);
    }

    private static List<MetricDataQuery> Queries(CloudWatchInput input)
    {
        var structures = input.Structures("MetricDataQueries");
        if (structures.Count is 0 or > MaxQueries)
        {
            throw CloudWatchException.Validation($"MetricDataQueries must hold 1 to {MaxQueries} queries, not {structures.Count}.");
        }

        var queries = structures.Select(MetricDataQuery.Read).ToList();
        return queries.GroupBy(query => query.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw CloudWatchException.Validation($"The Id '{twice.Key}' is used more than once; each query must have its own.")
            : queries;
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<(MetricDataQuery Query, List<(long Minute, double Value)> Points)> results, bool isAscending)
    {
        json.WriteStartObject();
        json.WriteStartArray("MetricDataResults");
        foreach (var (query, points) in results)
        {
            if (!isAscending)
            {
                points.Reverse();
            }

            json.WriteStartObject();
            json.WriteString("Id", query.Id);
            json.WriteString("Label", query.Label);
            json.WriteStartArray("Timestamps");
            points.ForEach(point => json.WriteNumberValue(point.Minute * 60));
            json.WriteEndArray();
            json.WriteStartArray("Values");
            points.ForEach(point => json.WriteNumberValue(point.Value));
            json.WriteEndArray();
            json.WriteString("StatusCode", "Complete");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("Messages");
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
