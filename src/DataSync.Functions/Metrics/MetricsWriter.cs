using System.Buffers;
using System.Text;
using System.Text.Json;

namespace DataSync.Functions.Metrics;

/// <summary>
/// Metrics in CloudWatch's embedded metric format: a line on standard output, no API call. Dimensions are the region and,
/// where a metric belongs to one, the region that the changes come from, or another name of its own.
/// </summary>
public sealed class MetricsWriter(string metricsNamespace, string region, TimeProvider time, TextWriter output)
{
    // The format's own limit on the values of one metric in one line.
    private const int MaxValues = 100;

    private static readonly JsonEncodedText Aws = JsonEncodedText.Encode("_aws");

    /// <summary>Writes one line. Counts of zero are left out, but for those that an alarm watches for silence.</summary>
    /// <param name="metrics">What happened.</param>
    /// <param name="originRegion">Where the changes come from; null when that says nothing.</param>
    public void Write(IReadOnlyCollection<Metric> metrics, string? originRegion = null) => Write(metrics, "OriginRegion", originRegion);

    /// <summary>Writes one line with a dimension beside the region's.</summary>
    /// <param name="metrics">What happened.</param>
    /// <param name="dimension">The dimension's name.</param>
    /// <param name="value">Its value; null for none, and then there is the region's alone.</param>
    public void Write(IReadOnlyCollection<Metric> metrics, string dimension, string? value)
    {
        if (metrics.Count == 0)
        {
            return;
        }

        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            WriteDescription(writer, metrics, value is null ? null : dimension);
            writer.WriteString("Region", region);
            if (value is not null)
            {
                writer.WriteString(dimension, value);
            }

            foreach (var metric in metrics)
            {
                WriteValues(writer, metric);
            }

            writer.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private void WriteDescription(Utf8JsonWriter writer, IReadOnlyCollection<Metric> metrics, string? dimension)
    {
        writer.WriteStartObject(Aws);
        writer.WriteNumber("Timestamp", time.GetUtcNow().ToUnixTimeMilliseconds());
        writer.WriteStartArray("CloudWatchMetrics");
        writer.WriteStartObject();
        writer.WriteString("Namespace", metricsNamespace);
        writer.WriteStartArray("Dimensions");
        WriteDimensions(writer, "Region");
        if (dimension is not null)
        {
            WriteDimensions(writer, "Region", dimension);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("Metrics");
        foreach (var metric in metrics)
        {
            writer.WriteStartObject();
            writer.WriteString("Name", metric.Name);
            writer.WriteString("Unit", metric.Unit);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteDimensions(Utf8JsonWriter writer, params ReadOnlySpan<string> names)
    {
        writer.WriteStartArray();
        foreach (var name in names)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }

    private static void WriteValues(Utf8JsonWriter writer, Metric metric)
    {
        if (metric.Values.Count == 1)
        {
            writer.WriteNumber(metric.Name, metric.Values[0]);
            return;
        }

        writer.WriteStartArray(metric.Name);
        if (metric.Values.Count <= MaxValues)
        {
            foreach (var value in metric.Values)
            {
                writer.WriteNumberValue(value);
            }
        }
        else
        {
            WriteQuantiles(writer, metric.Values);
        }

        writer.WriteEndArray();
    }

    // More values than fit are represented by evenly spaced quantiles, the largest included: percentiles stay what they are.
    private static void WriteQuantiles(Utf8JsonWriter writer, IReadOnlyList<long> values)
    {
        var sorted = values.Order().ToArray();
        for (var i = 1; i <= MaxValues; i++)
        {
            writer.WriteNumberValue(sorted[(int)((long)i * sorted.Length / MaxValues) - 1]);
        }
    }
}
