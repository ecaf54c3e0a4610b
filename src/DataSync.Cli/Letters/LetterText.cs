using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DataSync.Cli.Status;
using DataSync.Core.DeadLetters;
using DataSync.Core.Redrive;

namespace DataSync.Cli.Letters;

/// <summary>Letters in lines of text and of JSON.</summary>
internal static class LetterText
{
    private const int MaxKeyLength = 60;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Column heads of <see cref="Line"/>.</summary>
    public const string Head = "ID  REASON  AGE  TRIES  REPLAYS  FROM  KEY";

    /// <summary>A letter on one line. Lines are written as letters come, so columns are not aligned: a hundred thousand are not kept to measure them.</summary>
    public static string Line(Letter letter, DateTimeOffset now)
    {
        var facts = letter.Facts;
        var key = facts.Changes.Count == 0 ? "-" : $"{facts.Changes[0].Entity} {Cut(facts.Changes[0].KeyText)}";
        var more = facts.ChangeCount > 1 ? $" (+{facts.ChangeCount - 1})" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{letter.Id}  {Reason(facts)}  {Age(facts, now)}  {facts.AttemptCount}  {facts.History?.ReplayCount ?? 0}  {facts.Origin ?? "-"}  {key}{more}");
    }

    /// <summary>A letter as a line of JSON.</summary>
    /// <param name="letter">The letter.</param>
    /// <param name="withBody">True to have the whole message in it.</param>
    public static string Json(Letter letter, bool withBody = false)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, Plain))
        {
            Write(writer, letter, withBody);
        }

        return Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length);
    }

    /// <summary>All that is known of a letter.</summary>
    public static string Whole(Letter letter, DateTimeOffset now)
    {
        var facts = letter.Facts;
        var text = new StringBuilder();
        Row(text, "id", letter.Id.ToString());
        Row(text, "reason", Reason(facts));
        Row(text, "detail", facts.Detail);
        Row(text, "exception", facts.ExceptionType);
        Row(text, "what it is", Kind(facts.Kind));
        Row(text, "origin", facts.Origin);
        Row(text, "parked for", facts.Target);
        Row(text, "given up by", facts.Function is null ? null : $"{facts.Function} in {facts.Region} (request {facts.RequestId})");
        Row(text, "tried", string.Create(CultureInfo.InvariantCulture, $"{facts.AttemptCount} times, from {Time(facts.FirstMs)} to {Time(facts.LastMs)} ({Age(facts, now)} ago)"));
        Row(text, "received", string.Create(CultureInfo.InvariantCulture, $"{letter.Received.ReceiveCount} times from this queue, sent {letter.Received.SentAt:u}"));
        foreach (var change in facts.Changes)
        {
            Row(text, change.IsDelete ? "delete" : "put", $"{change.Entity} {change.Key}{(change.Version is { } version ? " version " + version : "")}");
        }

        if (facts.ChangeCount > facts.Changes.Count)
        {
            Row(text, "", $"and {facts.ChangeCount - facts.Changes.Count} more changes");
        }

        WriteHistory(text, facts.History);
        return text.Append('\n').Append(letter.BodyText()).Append('\n').ToString();
    }

    private static void WriteHistory(StringBuilder text, ReplayHistory? history)
    {
        if (history is null)
        {
            return;
        }

        Row(text, "replayed", string.Create(CultureInfo.InvariantCulture, $"{history.ReplayCount} times; before that it was given up on:"));
        foreach (var past in history.Failures)
        {
            Row(text, "", $"{Time(past.LastMs)}  {past.Reason?.ToString() ?? "-"}  {past.AttemptCount} tries  {past.Detail}{(past.Archive is null ? "" : $"  (corrected; original: {past.Archive})")}");
        }
    }

    private static void Write(Utf8JsonWriter writer, Letter letter, bool withBody)
    {
        var facts = letter.Facts;
        writer.WriteStartObject();
        writer.WriteString("id", letter.Id.ToString());
        writer.WriteString("region", letter.Region);
        writer.WriteString("queue", DeadLetterQueues.NameOf(letter.Queue));
        writer.WriteString("kind", facts.Kind.ToString());
        writer.WriteString("reason", facts.Reason?.ToString());
        writer.WriteString("detail", facts.Detail);
        writer.WriteString("origin", facts.Origin);
        writer.WriteNumber("attempts", facts.AttemptCount);
        writer.WriteNumber("firstMs", facts.FirstMs);
        writer.WriteNumber("lastMs", facts.LastMs);
        writer.WriteNumber("replays", facts.History?.ReplayCount ?? 0);
        writer.WriteNumber("changeCount", facts.ChangeCount);
        writer.WriteStartArray("changes");
        foreach (var change in facts.Changes)
        {
            writer.WriteStartObject();
            writer.WriteString("entity", change.Entity);
            writer.WriteString("key", change.Key);
            writer.WriteString("version", change.Version?.ToString());
            writer.WriteBoolean("isDelete", change.IsDelete);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (withBody)
        {
            writer.WriteString("body", letter.RawText());
        }

        writer.WriteEndObject();
    }

    private static void Row(StringBuilder text, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            text.Append(name.PadRight(12)).Append(value).Append('\n');
        }
    }

    private static string Kind(LetterKind kind) => kind switch
    {
        LetterKind.Envelope => "a change that was given up on",
        LetterKind.Record => "a stream record that was given up on",
        LetterKind.Text => "a message that could not be read",
        LetterKind.Empty => "a change too large for a message: only its name is here",
        LetterKind.MovedEnvelope => "an envelope that SQS moved here after too many receives",
        LetterKind.MovedEvent => "an event of the bucket that SQS moved here after too many receives",
        LetterKind.Batch => "a batch of stream records that Lambda gave up on",
        _ => "no message of this service",
    };

    private static string Reason(LetterFacts facts) => facts.Reason?.ToString() ?? (facts.Kind == LetterKind.Batch ? "GivenUpByLambda" : "ReceivedTooOften");

    private static string Age(LetterFacts facts, DateTimeOffset now) => Diagnosis.Words(Math.Max(0, (now - DateTimeOffset.FromUnixTimeMilliseconds(facts.LastMs)).TotalSeconds));

    private static string Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("u", CultureInfo.InvariantCulture);

    private static string Cut(string text) => text.Length <= MaxKeyLength ? text : string.Concat(text.AsSpan(0, MaxKeyLength), "...");
}
