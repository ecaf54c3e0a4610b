using System.Text;

namespace DataSync.Core.Capture;

/// <summary>The records of one event, in stream order.</summary>
public sealed class StreamBatch
{
    /// <summary>The records that could be read.</summary>
    public List<StreamRecord> Records { get; } = [];

    /// <summary>The sequence number of each, as the stream gave it.</summary>
    public List<string> SequenceNumbers { get; } = [];

    /// <summary>The records that could not.</summary>
    public List<MalformedRecord> Malformed { get; } = [];
}

/// <summary>A record that could not be read.</summary>
/// <param name="Json">The record as it came.</param>
/// <param name="SequenceNumber">Its sequence number, if that much could be read.</param>
/// <param name="Error">What is wrong with it.</param>
public sealed record MalformedRecord(ReadOnlyMemory<byte> Json, string? SequenceNumber, string Error)
{
    private const int MaxKeyBytes = 4096;

    /// <summary>Its item's key as it came; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Keys { get; init; }

    /// <summary>What a dead letter says of it: which record of which item, as far as that can be told.</summary>
    public string Detail
    {
        get
        {
            var key = Keys.Length is 0 or > MaxKeyBytes ? "" : $" of {Encoding.UTF8.GetString(Keys.Span)}";
            return $"Record {SequenceNumber ?? "without sequence number"}{key}: {Error}";
        }
    }
}
