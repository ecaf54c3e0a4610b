using System.Buffers;
using System.Text.Json;
using DataSync.Core.Items;

namespace DataSync.Core.DeadLetters;

/// <summary>
/// The history as a property of any JSON object: an envelope, a change, a stream record, an event of the bucket. All
/// readers skip properties they don't know, so it travels through releases that know nothing of it.
/// </summary>
public static class ReplayHistoryJson
{
    /// <summary>Name of the property.</summary>
    public const string Property = "history";

    private static ReadOnlySpan<byte> Opening => "{\"history\":"u8;

    /// <summary>Writes a history as a JSON object, in characters that SQS allows.</summary>
    public static void Write(IBufferWriter<byte> output, ReplayHistory history)
    {
        using var writer = new Utf8JsonWriter(output);
        Write(writer, history);
    }

    /// <summary>Writes a history as the value of a property.</summary>
    public static void Write(Utf8JsonWriter writer, ReplayHistory history)
    {
        writer.WriteStartObject();
        writer.WriteNumber("replays", history.ReplayCount);
        writer.WriteString("run", history.Run);
        if (history.Failures.Count > 0)
        {
            writer.WriteStartArray("failures");
            foreach (var failure in history.Failures)
            {
                Write(writer, failure);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads the value the reader stands on, and leaves the reader at its end. Null when it is no history: bookkeeping never makes a message unreadable.</summary>
    /// <exception cref="JsonException">The JSON itself is broken.</exception>
    public static ReplayHistory? Read(ref Utf8JsonReader reader)
    {
        var inside = reader;
        reader.Skip();
        try
        {
            return inside.TokenType == JsonTokenType.StartObject ? ReadObject(ref inside) : null;
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The message without the history it carries, and that history; null when it carries none.</summary>
    /// <param name="body">Any text.</param>
    public static (ReadOnlyMemory<byte> Body, ReplayHistory? History) Detach(ReadOnlyMemory<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span, CanonicalJson.ReaderOptions);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return (body, null);
            }

            var objectStart = (int)reader.BytesConsumed;
            var previousEnd = objectStart;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isHistory = reader.ValueTextEquals(Property);
                reader.Read();
                if (!isHistory)
                {
                    reader.Skip();
                    previousEnd = (int)reader.BytesConsumed;
                    continue;
                }

                var history = Read(ref reader);
                return (Without(body, objectStart, previousEnd, (int)reader.BytesConsumed), history);
            }
        }
        catch (JsonException)
        {
            // Not JSON: it carries nothing.
        }

        return (body, null);
    }

    /// <summary>The message with this history in place of the one it carries.</summary>
    /// <param name="body">Any text.</param>
    /// <param name="history">The whole history.</param>
    /// <returns>Null when the message is no JSON object, which cannot carry any.</returns>
    public static ReadOnlyMemory<byte>? Attach(ReadOnlyMemory<byte> body, ReplayHistory history)
    {
        if (!IsObject(body.Span))
        {
            return null;
        }

        var (bare, _) = Detach(body);
        var rest = bare.Span[(bare.Span.IndexOf((byte)'{') + 1)..];
        var output = new ArrayBufferWriter<byte>(bare.Length + 512);
        output.Write(Opening);
        Write(output, history);
        if (rest.TrimStart(" \t\r\n"u8) is not [(byte)'}', ..])
        {
            output.Write(","u8);
        }

        output.Write(rest);
        return output.WrittenMemory;
    }

    private static bool IsObject(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, CanonicalJson.ReaderOptions);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Cuts from the end of the property before, so that its comma goes with it; the first one takes the comma behind it.
    private static byte[] Without(ReadOnlyMemory<byte> body, int objectStart, int previousEnd, int end)
    {
        var rest = body.Span[end..];
        if (previousEnd == objectStart)
        {
            var trimmed = rest.TrimStart(" \t\r\n"u8);
            rest = trimmed is [(byte)',', ..] ? trimmed[1..] : rest;
        }

        return [.. body.Span[..previousEnd], .. rest];
    }

    private static void Write(Utf8JsonWriter writer, PastFailure failure)
    {
        writer.WriteStartObject();
        if (failure.Reason is { } reason)
        {
            writer.WriteString("reason", reason.ToString());
        }

        writer.WriteString("detail", failure.Detail);
        writer.WriteNumber("attempts", failure.AttemptCount);
        writer.WriteNumber("firstMs", failure.FirstMs);
        writer.WriteNumber("lastMs", failure.LastMs);
        writer.WriteString("letter", failure.LetterId);
        if (failure.Archive is not null)
        {
            writer.WriteString("archive", failure.Archive);
        }

        writer.WriteEndObject();
    }

    private static ReplayHistory ReadObject(ref Utf8JsonReader reader)
    {
        var replayCount = 0;
        var run = "";
        var failures = new List<PastFailure>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "replays": replayCount = reader.GetInt32(); break;
                case "run": run = reader.GetString() ?? ""; break;
                case "failures" when reader.TokenType == JsonTokenType.StartArray:
                    while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                    {
                        failures.Add(ReadFailure(ref reader));
                    }

                    break;
                default: reader.Skip(); break;
            }
        }

        return new ReplayHistory(Math.Max(0, replayCount), run, failures.Count <= ReplayHistory.MaxFailures ? failures : failures[^ReplayHistory.MaxFailures..]);
    }

    private static PastFailure ReadFailure(ref Utf8JsonReader reader)
    {
        var failure = new PastFailure(null, "", 0, 0, 0, "");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "reason": failure = failure with { Reason = Enum.TryParse<DeadLetterReason>(reader.GetString(), out var reason) ? reason : null }; break;
                case "detail": failure = failure with { Detail = reader.GetString() ?? "" }; break;
                case "attempts": failure = failure with { AttemptCount = reader.GetInt32() }; break;
                case "firstMs": failure = failure with { FirstMs = reader.GetInt64() }; break;
                case "lastMs": failure = failure with { LastMs = reader.GetInt64() }; break;
                case "letter": failure = failure with { LetterId = reader.GetString() ?? "" }; break;
                case "archive": failure = failure with { Archive = reader.GetString() }; break;
                default: reader.Skip(); break;
            }
        }

        return failure;
    }
}
