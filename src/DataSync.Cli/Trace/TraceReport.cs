namespace DataSync.Cli.Trace;

/// <summary>One item or object through all regions.</summary>
/// <param name="Entity">The table's or bucket's logical name.</param>
/// <param name="Key">The key in canonical DynamoDB JSON, or the object's name as a JSON string.</param>
/// <param name="Regions">What each region holds and knows.</param>
/// <param name="Messages">Dead letters, and with <c>--queues</c> messages in flight, that hold it.</param>
/// <param name="Searches">What was searched for these.</param>
/// <param name="Verdict">What it all means.</param>
internal sealed record TraceReport(
    string Entity, string Key, IReadOnlyList<RegionTrace> Regions, IReadOnlyList<FoundMessage> Messages, IReadOnlyList<QueueSearched> Searches, TraceVerdict Verdict);

/// <summary>What one region holds of it and knows about it.</summary>
/// <param name="Region">The region.</param>
internal sealed record RegionTrace(string Region)
{
    /// <summary>Why nothing is known; null when the region answered.</summary>
    public string? Error { get; init; }

    /// <summary>What is there; null when nothing is.</summary>
    public HeldContent? Held { get; init; }

    /// <summary>The version of what is there, or of the delete that left nothing; empty when nothing was ever there; null when the region itself does not know it yet.</summary>
    public string? Version { get; init; }

    /// <summary>The ledger's row; null when there is none.</summary>
    public LedgerFacts? Ledger { get; init; }

    /// <summary>State of the mapping of Apply, as Lambda says.</summary>
    public string? Apply { get; init; }

    /// <summary>Regions on hold here.</summary>
    public IReadOnlyList<string> OnHold { get; init; } = [];
}

/// <summary>What a table or bucket holds.</summary>
/// <param name="Digest">Of an item: of its content without the stamp. Of an object: of its name, size and headers.</param>
internal sealed record HeldContent(string Digest)
{
    /// <summary>The version in the stamp; null when it has none: the application wrote it.</summary>
    public string? StampVersion { get; init; }

    /// <summary>False when the application changed it after the service had written it.</summary>
    public bool IsStamped { get; init; }

    /// <summary>True when the service is about to delete it.</summary>
    public bool IsDeleting { get; init; }

    /// <summary>Of an object: its entity tag.</summary>
    public string? ETag { get; init; }

    /// <summary>Of an object: bytes.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Of an object: its version id, where the bucket has versions.</summary>
    public string? VersionId { get; init; }

    /// <summary>Of an object: what tells its bytes, such as <c>CRC32=abc=</c>; null when S3 does not tell.</summary>
    public string? Checksum { get; init; }

    /// <summary>True when both are the same as far as can be told.</summary>
    public bool IsSameAs(HeldContent other) =>
        Digest == other.Digest && !(Algorithm(Checksum) == Algorithm(other.Checksum) && Checksum != other.Checksum);

    private static string Algorithm(string? checksum) => checksum is null ? "" : checksum[..Math.Max(0, checksum.IndexOf('=', StringComparison.Ordinal))];
}

/// <summary>A row of a ledger; what is null is not in it.</summary>
/// <param name="Local">Version of the newest write of this region.</param>
/// <param name="LocalDigest">Digest of what it left; null for a delete.</param>
/// <param name="Position">Its place in the stream.</param>
/// <param name="Tombstone">Version of the newest delete known.</param>
/// <param name="Seen">Of an object: newest version the service was about to write.</param>
/// <param name="Written">Of an object: newest version the service wrote.</param>
/// <param name="Pending">Of an object: version being written just now.</param>
internal sealed record LedgerFacts(string? Local, string? LocalDigest, string? Position, string? Tombstone, string? Seen, string? Written, string? Pending);

/// <summary>A message that holds the item.</summary>
/// <param name="Region">Where it is.</param>
/// <param name="Queue">In which queue, as <c>changes</c> or <c>changes-dead-letters</c>.</param>
/// <param name="MessageId">SQS's id.</param>
internal sealed record FoundMessage(string Region, string Queue, string MessageId)
{
    /// <summary>Version of the change; null when the message does not tell.</summary>
    public string? Version { get; init; }

    /// <summary>True when it deletes.</summary>
    public bool IsDelete { get; init; }

    /// <summary>Region that it is parked for; null elsewhere.</summary>
    public string? Target { get; init; }

    /// <summary>Why it was given up on; null when it was not, or nobody says.</summary>
    public string? Reason { get; init; }

    /// <summary>The reason in words.</summary>
    public string? Detail { get; init; }

    /// <summary>True in a dead-letter queue.</summary>
    public bool IsDeadLetter { get; init; }
}

/// <summary>A queue that was searched.</summary>
/// <param name="Region">Its region.</param>
/// <param name="Queue">Its name without prefix.</param>
/// <param name="MessageCount">Messages looked at.</param>
/// <param name="IsWhole">False when the limit ended the search.</param>
/// <param name="Error">Why it could not be searched; null when it was.</param>
internal sealed record QueueSearched(string Region, string Queue, int MessageCount, bool IsWhole, string? Error);

/// <summary>What a trace means.</summary>
/// <param name="IsSame">True when every region that answered holds the same.</param>
/// <param name="IsCertain">False when a region did not answer.</param>
/// <param name="NewestVersion">The newest version that any region knows of; null when none does.</param>
/// <param name="Lagging">Regions that do not hold the newest.</param>
/// <param name="Words">The verdict, a sentence each.</param>
internal sealed record TraceVerdict(bool IsSame, bool IsCertain, string? NewestVersion, IReadOnlyList<string> Lagging, IReadOnlyList<string> Words);
