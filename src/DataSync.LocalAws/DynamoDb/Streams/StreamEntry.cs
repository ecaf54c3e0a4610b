using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Streams;

/// <summary>One stream record. The images are the table's own item objects; JSON is made when it is read.</summary>
/// <param name="Sequence">Counts up by one for each record of a stream.</param>
/// <param name="Key">The item's key.</param>
/// <param name="Old">The item before, or null.</param>
/// <param name="New">The item after, or null.</param>
/// <param name="At">When the write happened, exact.</param>
/// <param name="ByTtl">True for a deletion by TTL.</param>
internal sealed record StreamEntry(ulong Sequence, ItemKey Key, MapValue? Old, MapValue? New, DateTimeOffset At, bool ByTtl)
{
    /// <summary>What the record keeps alive at most.</summary>
    public long ImageBytes => (long)(Old?.ItemSizeBytes ?? 0) + (New?.ItemSizeBytes ?? 0);

    public string EventName => (Old, New) switch
    {
        (null, _) => "INSERT",
        (_, null) => "REMOVE",
        _ => "MODIFY",
    };
}

/// <summary>Sequence numbers as text: 21 digits, as on AWS.</summary>
internal static class SequenceNumbers
{
    public static string Format(ulong sequence) => "1" + sequence.ToString("D20");

    /// <summary>Accepts any decimal; false for anything that this service cannot have given out.</summary>
    public static bool TryParse(string text, out ulong sequence)
    {
        sequence = 0;
        return text.Length == 21 && text[0] == '1' && ulong.TryParse(text.AsSpan(1), out sequence);
    }
}
