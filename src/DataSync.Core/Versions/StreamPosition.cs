namespace DataSync.Core.Versions;

/// <summary>
/// Where a record stands among all records of its item: the stream's label (its creation time) and the sequence number.
/// A position of a stream created later is always newer, so that a table whose stream was switched off and on, or that
/// was restored, is not mistaken for a handler that runs again.
/// </summary>
public readonly struct StreamPosition : IEquatable<StreamPosition>, IComparable<StreamPosition>
{
    /// <summary>Digits that sequence numbers are padded to: DynamoDB uses 21 to 40.</summary>
    public const int SequenceDigits = 40;

    private readonly string? _text;

    private StreamPosition(string text) => _text = text;

    /// <summary>Before every record.</summary>
    public static StreamPosition None => default;

    /// <summary>The text that is stored; it sorts ordinally as positions do. Empty for <see cref="None"/>.</summary>
    public string Text => _text ?? "";

    /// <summary>Makes a position out of what a stream record says.</summary>
    /// <param name="streamLabel">The last part of the stream's ARN, such as <c>2026-01-31T08:15:30.123</c>.</param>
    /// <param name="sequenceNumber">The record's sequence number: decimal digits, at most <see cref="SequenceDigits"/>.</param>
    /// <exception cref="FormatException">The sequence number is not a number of at most forty digits, or the label is empty.</exception>
    public static StreamPosition Of(string streamLabel, ReadOnlySpan<char> sequenceNumber)
    {
        if (streamLabel.Length == 0)
        {
            throw new FormatException("The stream's ARN has no label.");
        }

        if (sequenceNumber.Length is 0 or > SequenceDigits || sequenceNumber.ContainsAnyExceptInRange('0', '9'))
        {
            throw new FormatException($"Sequence number '{sequenceNumber}' is not a number of at most {SequenceDigits} digits.");
        }

        return new StreamPosition(string.Concat(streamLabel, "/", Zeros[sequenceNumber.Length..], sequenceNumber));
    }

    /// <summary>Makes a position out of an S3 event's sequencer: hexadecimal digits, which order the events of one object when padded to one length.</summary>
    /// <exception cref="FormatException">It is not a hexadecimal number of at most forty digits.</exception>
    public static StreamPosition OfSequencer(string sequencer)
    {
        if (sequencer.Length is 0 or > SequenceDigits || !sequencer.All(char.IsAsciiHexDigit))
        {
            throw new FormatException($"Sequencer '{sequencer}' is not a hexadecimal number of at most {SequenceDigits} digits.");
        }

        return new StreamPosition(string.Concat("s3/", Zeros[sequencer.Length..], sequencer.ToUpperInvariant()));
    }

    private static ReadOnlySpan<char> Zeros => "0000000000000000000000000000000000000000";

    /// <summary>Reads a stored text back.</summary>
    public static StreamPosition FromText(string text) => text.Length == 0 ? None : new StreamPosition(text);

    /// <inheritdoc/>
    public int CompareTo(StreamPosition other) => string.CompareOrdinal(Text, other.Text);

    /// <inheritdoc/>
    public bool Equals(StreamPosition other) => Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StreamPosition other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>True when both are the same record.</summary>
    public static bool operator ==(StreamPosition left, StreamPosition right) => left.Equals(right);

    /// <summary>True when they are different records.</summary>
    public static bool operator !=(StreamPosition left, StreamPosition right) => !left.Equals(right);

    /// <summary>True when left comes first.</summary>
    public static bool operator <(StreamPosition left, StreamPosition right) => left.CompareTo(right) < 0;

    /// <summary>True when left comes later.</summary>
    public static bool operator >(StreamPosition left, StreamPosition right) => left.CompareTo(right) > 0;

    /// <summary>True when left does not come later.</summary>
    public static bool operator <=(StreamPosition left, StreamPosition right) => left.CompareTo(right) <= 0;

    /// <summary>True when left does not come first.</summary>
    public static bool operator >=(StreamPosition left, StreamPosition right) => left.CompareTo(right) >= 0;
}
