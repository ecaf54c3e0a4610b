using DataSync.Core.Items;
using DataSync.Core.Ports;

namespace DataSync.Core.Redrive;

/// <summary>A letter that a person corrected.</summary>
/// <param name="Queue">One of <see cref="DeadLetterQueues"/>, but that of the failed batches.</param>
/// <param name="MessageId">Which letter.</param>
/// <param name="Replacement">The corrected envelope, stream record or event, in place of what the letter holds.</param>
/// <param name="By">Who corrects, for the archive.</param>
/// <param name="Why">Why, for the archive.</param>
public sealed record EditRequest(QueueKind Queue, string MessageId, ReadOnlyMemory<byte> Replacement, string By, string Why)
{
    /// <summary>Id of this correction: see <see cref="RedriveRequest.RunIdOf"/>.</summary>
    public required string RunId { get; init; }

    /// <summary>True when the correction may say that the changes come from another region, or are parked for another one.</summary>
    public bool AllowsOtherRegions { get; init; }

    /// <summary>Logical name of the table.</summary>
    public string Entity { get; init; } = "items";

    /// <summary>The stamp's attribute, without which a record is not read as it will be.</summary>
    public string StampAttribute { get; init; } = Stamp.DefaultAttribute;
}

/// <summary>What became of a correction.</summary>
public enum EditOutcome
{
    /// <summary>The corrected message is in the queue that it came from, the original in the archive.</summary>
    Sent,

    /// <summary>The corrected record is a dead letter in place of the original, which is in the archive: redrive it.</summary>
    Replaced,

    /// <summary>The queue has no such letter, or others hold it just now.</summary>
    NotFound,

    /// <summary>The correction cannot be read, or changes nothing, or is not allowed. Nothing was done.</summary>
    Refused,

    /// <summary>The queue did not take it. The original is in the archive and stays in the queue.</summary>
    NotTaken,

    /// <summary>The corrected message went, but the original stays: the queue did not delete it. Correct it again, or discard it.</summary>
    Undeleted,
}

/// <summary>What became of a correction.</summary>
/// <param name="Outcome">In short.</param>
/// <param name="Problem">What is wrong; null when nothing is.</param>
/// <param name="Archive">Name under which the original is kept; null when it is not.</param>
public sealed record EditResult(EditOutcome Outcome, string? Problem, string? Archive);
