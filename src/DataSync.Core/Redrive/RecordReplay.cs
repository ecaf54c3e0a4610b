namespace DataSync.Core.Redrive;

/// <summary>Plays stream records again, which no queue can: they are captured once more, in process.</summary>
/// <param name="Record">Plays one record; false when its change is not safe in a queue for every region.</param>
/// <param name="Batch">Plays the event of a failed batch; false when not all of its records are safe.</param>
public sealed record RecordReplay(
    Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<bool>> Record,
    Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<bool>> Batch);
