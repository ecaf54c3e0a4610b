namespace DataSync.Cli.Drill;

/// <summary>An item that a drill's client wrote.</summary>
/// <param name="Number">Its number in the run.</param>
/// <param name="Key">Value of its partition key.</param>
/// <param name="SentAt">When the request was begun, by the drill's clock: no later than the write.</param>
internal sealed record DrillItem(int Number, string Key, DateTimeOffset SentAt)
{
    /// <summary>The region that it was written in; empty until then.</summary>
    public string Region { get; init; } = "";

    /// <summary>When the write was confirmed.</summary>
    public DateTimeOffset ConfirmedAt { get; init; }
}

/// <summary>Messages that wait in all regions that answer.</summary>
/// <param name="Changes">To be applied.</param>
/// <param name="Parked">To be sent.</param>
/// <param name="Events">Events of buckets to be captured.</param>
internal sealed record Backlog(long Changes, long Parked, long Events)
{
    /// <summary>All of them.</summary>
    public long Total => Changes + Parked + Events;

    /// <summary>True when no queue holds more than it did then.</summary>
    public bool IsWithin(Backlog then) => Changes <= then.Changes && Parked <= then.Parked && Events <= then.Events;
}
