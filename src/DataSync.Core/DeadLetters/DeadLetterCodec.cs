using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;

namespace DataSync.Core.DeadLetters;

/// <summary>Dead letters as JSON: the reason first, so that a person sees it first.</summary>
public static class DeadLetterCodec
{
    /// <summary>The format this release writes and reads.</summary>
    public const int Format = 1;

    // The default encoder escapes everything that XML 1.0, and so SQS, does not allow.
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.Default,
        MaxDepth = CanonicalJson.MaxJsonDepth,
        SkipValidation = true,
    };

    /// <summary>Writes a dead letter for a queue: past failures go before the letter does not fit.</summary>
    public static ReadOnlyMemory<byte> EncodeForQueue(DeadLetter letter)
    {
        var json = Encode(letter);
        return json.Length <= EnvelopePacker.MaxBytes || letter.History is null ? json : Encode(letter with { History = letter.History.Trimmed });
    }

    /// <summary>Writes a dead letter.</summary>
    public static ReadOnlyMemory<byte> Encode(DeadLetter letter)
    {
        var output = new ArrayBufferWriter<byte>(letter.Payload.Length + 1024);
        using var writer = new Utf8JsonWriter(output, WriterOptions);
        writer.WriteStartObject();
        writer.WriteNumber("format", Format);
        writer.WriteString("reason", letter.Reason.ToString());
        writer.WriteString("detail", letter.Detail);
        if (letter.ExceptionType is not null)
        {
            writer.WriteString("exception", letter.ExceptionType);
        }

        writer.WriteNumber("attempts", letter.AttemptCount);
        writer.WriteNumber("firstMs", letter.FirstMs);
        writer.WriteNumber("lastMs", letter.LastMs);
        writer.WriteString("region", letter.Region);
        writer.WriteString("function", letter.Function);
        writer.WriteString("requestId", letter.RequestId);
        if (letter.History is not null)
        {
            writer.WritePropertyName(ReplayHistoryJson.Property);
            ReplayHistoryJson.Write(writer, letter.History);
        }

        if (letter.Body is not null)
        {
            writer.WriteString("body", letter.Body);
        }
        else if (!letter.Payload.IsEmpty)
        {
            writer.WritePropertyName(letter.IsRecord ? "record" : "envelope");
            writer.WriteRawValue(ToAllowed(letter.Payload.Span), skipInputValidation: true);
        }

        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenMemory;
    }

    /// <summary>Reads a dead letter.</summary>
    /// <exception cref="MalformedItemException">It is not a dead letter of a known format.</exception>
    public static DeadLetter Decode(ReadOnlyMemory<byte> json)
    {
        try
        {
            return Read(json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new MalformedItemException("The dead letter is not JSON of the expected shape: " + e.Message, e);
        }
    }

    // JSON lets two characters stand as they are that SQS refuses. They occur in strings only, where they can be escaped.
    private static ReadOnlySpan<byte> ToAllowed(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\uFFFE"u8) < 0 && json.IndexOf("\uFFFF"u8) < 0)
        {
            return json;
        }

        var text = Encoding.UTF8.GetString(json);
        return Encoding.UTF8.GetBytes(text.Replace("\uFFFE", "\\ufffe", StringComparison.Ordinal).Replace("\uFFFF", "\\uffff", StringComparison.Ordinal));
    }

    private static DeadLetter Read(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, CanonicalJson.ReaderOptions);
        var format = 0;
        var hasReason = false;
        var letter = new DeadLetter { Reason = default, Detail = "", Region = "", Function = "", RequestId = "", AttemptCount = 0 };
        Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            hasReason |= name == "reason";
            switch (name)
            {
                case "format": format = reader.GetInt32(); break;
                case "reason": letter = letter with { Reason = Enum.TryParse<DeadLetterReason>(reader.GetString(), out var r) ? r : DeadLetterReason.RetriesExhausted }; break;
                case "detail": letter = letter with { Detail = reader.GetString() ?? "" }; break;
                case "exception": letter = letter with { ExceptionType = reader.GetString() }; break;
                case "attempts": letter = letter with { AttemptCount = reader.GetInt32() }; break;
                case "firstMs": letter = letter with { FirstMs = reader.GetInt64() }; break;
                case "lastMs": letter = letter with { LastMs = reader.GetInt64() }; break;
                case "region": letter = letter with { Region = reader.GetString() ?? "" }; break;
                case "function": letter = letter with { Function = reader.GetString() ?? "" }; break;
                case "requestId": letter = letter with { RequestId = reader.GetString() ?? "" }; break;
                case "body": letter = letter with { Body = reader.GetString() }; break;
                case ReplayHistoryJson.Property: letter = letter with { History = ReplayHistoryJson.Read(ref reader) }; break;
                case "record" or "envelope": letter = letter with { Payload = Slice(json, ref reader), IsRecord = name == "record" }; break;
                default: reader.Skip(); break;
            }
        }

        // An envelope that the queue service itself gave up on has a format as well, but no reason.
        Require(format == Format && hasReason);
        return letter;
    }

    private static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> json, ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new MalformedItemException($"The dead letter is not a JSON object with \"format\":{Format} and a reason.");
        }
    }
}
