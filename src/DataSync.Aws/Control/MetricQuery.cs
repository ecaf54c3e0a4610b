using System.Text.Json;

namespace DataSync.Aws.Control;

/// <summary>A metric to read.</summary>
/// <param name="Namespace">Its namespace, such as <c>AWS/SQS</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Statistic">Sum, Average, Minimum, Maximum, SampleCount, or a percentile as <c>p99</c>.</param>
/// <param name="Period">What one value stands for: whole minutes.</param>
/// <param name="Dimensions">All of its dimensions; CloudWatch has no others for it.</param>
public sealed record MetricQuery(string Namespace, string Name, string Statistic, TimeSpan Period, params IReadOnlyList<(string Name, string Value)> Dimensions)
{
    internal void Write(Utf8JsonWriter writer, string id)
    {
        writer.WriteStartObject();
        writer.WriteString("Id"u8, id);
        writer.WriteStartObject("MetricStat"u8);
        writer.WriteStartObject("Metric"u8);
        writer.WriteString("Namespace"u8, Namespace);
        writer.WriteString("MetricName"u8, Name);
        writer.WriteStartArray("Dimensions"u8);
        foreach (var (name, value) in Dimensions)
        {
            writer.WriteStartObject();
            writer.WriteString("Name"u8, name);
            writer.WriteString("Value"u8, value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteNumber("Period"u8, (int)Period.TotalSeconds);
        writer.WriteString("Stat"u8, Statistic);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}

/// <summary>A value of a metric.</summary>
/// <param name="At">Begin of the period it stands for.</param>
/// <param name="Value">The value.</param>
public readonly record struct MetricValue(DateTimeOffset At, double Value);
