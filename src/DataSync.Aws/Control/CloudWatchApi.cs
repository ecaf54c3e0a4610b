using System.Buffers;
using System.Text.Json;

namespace DataSync.Aws.Control;

/// <summary>Reads CloudWatch's metrics of one region.</summary>
public sealed class CloudWatchApi : IDisposable
{
    /// <summary>What one call takes.</summary>
    private const int MaxQueries = 500;

    private readonly ApiClient _client;

    internal CloudWatchApi(Func<string, string, string, ApiClient> make) => _client = make("CloudWatch", "monitoring", "2010-08-01");

    /// <summary>Reads metrics over a time. A metric without values in it answers with an empty list.</summary>
    /// <param name="queries">What to read.</param>
    /// <param name="start">Begin, inclusive.</param>
    /// <param name="end">End, exclusive.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>For each query its values, the newest first.</returns>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">CloudWatch refused.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<MetricValue>>> ReadAsync(
        IReadOnlyList<MetricQuery> queries, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var results = new List<MetricValue>[queries.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = [];
        }

        for (var first = 0; first < queries.Count; first += MaxQueries)
        {
            var count = Math.Min(MaxQueries, queries.Count - first);
            string? next = null;
            do
            {
                var call = new ApiCall("GetMetricData", "POST", "/", Write(queries, first, count, start, end, next))
                {
                    ContentType = "application/x-amz-json-1.0",
                    Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Amz-Target"] = "GraniteServiceVersion20100801.GetMetricData" },
                };
                using var answer = JsonDocument.Parse((await _client.SendAsync(call, cancellationToken)).Body);
                next = Read(answer.RootElement, results);
            }
            while (next is not null);
        }

        return results;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static ReadOnlyMemory<byte> Write(IReadOnlyList<MetricQuery> queries, int first, int count, DateTimeOffset start, DateTimeOffset end, string? next)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteNumber("StartTime", start.ToUnixTimeSeconds());
        writer.WriteNumber("EndTime", end.ToUnixTimeSeconds());
        writer.WriteString("ScanBy", "TimestampDescending");
        if (next is not null)
        {
            writer.WriteString("NextToken", next);
        }

        writer.WriteStartArray("MetricDataQueries");
        for (var i = first; i < first + count; i++)
        {
            queries[i].Write(writer, $"q{i}");
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenMemory;
    }

    // Returns the token of the next page.
    private static string? Read(JsonElement answer, List<MetricValue>[] results)
    {
        foreach (var result in answer.GetProperty("MetricDataResults").EnumerateArray())
        {
            var values = results[int.Parse(result.GetProperty("Id").GetString().AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)];
            var times = result.GetProperty("Timestamps").EnumerateArray();
            foreach (var value in result.GetProperty("Values").EnumerateArray())
            {
                times.MoveNext();
                values.Add(new MetricValue(DateTimeOffset.FromUnixTimeMilliseconds((long)(times.Current.GetDouble() * 1000)), value.GetDouble()));
            }
        }

        return answer.TryGetProperty("NextToken", out var token) ? token.GetString() : null;
    }
}
