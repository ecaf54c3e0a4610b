using System.Globalization;
using System.Text.Json;

namespace DataSync.LocalAws.CloudWatch;

/// <summary>ListMetrics: pages of 500, filtered by namespace, name and dimensions.</summary>
internal sealed class MetricListing(MetricStore store, string region)
{
    private const int PageSize = 500;

    public Action<Utf8JsonWriter> Answer(CloudWatchInput input)
    {
        var metricNamespace = input.Text("Namespace");
        var name = input.Text("MetricName");
        var dimensions = input.Structures("Dimensions").Select(dimension => (Name: dimension.RequiredText("Name"), Value: dimension.Text("Value"))).ToList();
        var first = 0;
        if (input.Text("NextToken") is { } token && !int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out first))
        {
            throw CloudWatchException.InvalidToken();
        }

        var found = store.List(region, id =>
            (metricNamespace is null || id.Namespace == metricNamespace)
            && (name is null || id.Name == name)
            && dimensions.TrueForAll(dimension => id.Dimensions.Has(dimension.Name, dimension.Value)));
        string? next = found.Count > first + PageSize ? (first + PageSize).ToString(CultureInfo.InvariantCulture) : null;
        return json => Write(json, found.Skip(first).Take(PageSize), next);
    }

    private static void Write(Utf8JsonWriter json, IEnumerable<MetricId> metrics, string? next)
    {
        json.WriteStartObject();
        json.WriteStartArray("Metrics");
        foreach (var id in metrics)
        {
            json.WriteStartObject();
            json.WriteString("Namespace", id.Namespace);
            json.WriteString("MetricName", id.Name);
            json.WriteStartArray("Dimensions");
            foreach (var (name, value) in id.Dimensions.Dimensions)
            {
                json.WriteStartObject();
                json.WriteString("Name", name);
                json.WriteString("Value", value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (next is not null)
        {
            json.WriteString("NextToken", next);
        }

        json.WriteEndObject();
    }
}
