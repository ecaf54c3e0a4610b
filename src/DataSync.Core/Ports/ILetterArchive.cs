using DataSync.Core.Redrive;

namespace DataSync.Core.Ports;

/// <summary>Keeps letters that a person takes out of the queues.</summary>
public interface ILetterArchive
{
    /// <summary>Keeps a letter under a name made of its queue, the day it was sent and its id: keeping it again changes nothing but who did it and when.</summary>
    /// <returns>The name.</returns>
    /// <exception cref="StoreException">The store refused or could not be reached.</exception>
    ValueTask<string> PutAsync(ArchivedLetter letter, CancellationToken cancellationToken);
}

/// <summary>A letter to keep.</summary>
/// <param name="Kind">What becomes of it.</param>
/// <param name="Queue">Its dead-letter queue.</param>
/// <param name="Letter">The letter as it was received.</param>
/// <param name="By">Who takes it out.</param>
/// <param name="Why">Why, in that person's words.</param>
public sealed record ArchivedLetter(ArchiveKind Kind, QueueKind Queue, ReceivedLetter Letter, string By, string Why);

/// <summary>Why a letter is kept.</summary>
public enum ArchiveKind
{
    /// <summary>It was thrown away.</summary>
    Discarded,

    /// <summary>It was corrected; this is what it was before.</summary>
    Edited,
}
