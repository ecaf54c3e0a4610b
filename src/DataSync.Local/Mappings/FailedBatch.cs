using System.Text.Json;
using DataSync.LocalAws.Sources;

namespace DataSync.Local.Mappings;

/// <summary>A batch of stream records that was given up.</summary>
/// <param name="Condition"><c>RetryAttemptsExhausted</c> or <c>RecordAgeExceeded</c>.</param>
/// <param name="MappingId">The mapping's UUID.</param>
/// <param name="FunctionArn">The function that failed.</param>
/// <param name="StreamArn">The stream.</param>
/// <param name="ShardId">The shard.</param>
/// <param name="Records">The records, at least one.</param>
/// <param name="InvokeCount">How often they were tried.</param>
/// <param name="LastInvocation">The last try, or null when there was none.</param>
/// <param name="At">When they were given up.</param>
public sealed record FailedBatch(
    string Condition,
    string MappingId,
    string FunctionArn,
    string StreamArn,
    string ShardId,
    IReadOnlyList<StreamRecord> Records,
    int InvokeCount,
    Invocation? LastInvocation,
    DateTimeOffset At)
{
    /// <summary>The invocation record as Lambda writes it, with the event as text in <c>payload</c> where the destination gets one.</summary>
    public byte[] ToJson(bool withPayload)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            WriteContexts(writer);
            writer.WriteString("version", "1.0");
            writer.WriteString("timestamp", Time(At));
            writer.WriteStartObject("DDBStreamBatchInfo");
            writer.WriteString("shardId", ShardId);
            writer.WriteString("startSequenceNumber", Records[0].SequenceNumber);
            writer.WriteString("endSequenceNumber", Records[^1].SequenceNumber);
            writer.WriteString("approximateArrivalOfFirstRecord", Second(Records[0].CreatedAt));
            writer.WriteString("approximateArrivalOfLastRecord", Second(Records[^1].CreatedAt));
            writer.WriteNumber("batchSize", Records.Count);
            writer.WriteString("streamArn", StreamArn);
            writer.WriteEndObject();
            if (withPayload)
            {
                writer.WriteString("payload", EventPayload.Of(Records, record => record.Json).Span);
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private void WriteContexts(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("requestContext");
        writer.WriteString("requestId", LastInvocation?.RequestId ?? "");
        writer.WriteString("functionArn", FunctionArn);
        writer.WriteString("condition", Condition);
        writer.WriteNumber("approximateInvokeCount", InvokeCount);
        writer.WriteEndObject();
        if (LastInvocation is null)
        {
            return;
        }

        writer.WriteStartObject("responseContext");
        writer.WriteNumber("statusCode", 200);
        writer.WriteString("executedVersion", "$LATEST");
        if (LastInvocation.Outcome == InvocationOutcome.Failed)
        {
            writer.WriteString("functionError", "Unhandled");
        }

        writer.WriteEndObject();
    }

    // A stream knows its records' times by the second.
    private static string Second(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
