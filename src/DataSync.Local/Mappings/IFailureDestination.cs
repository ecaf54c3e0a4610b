namespace DataSync.Local.Mappings;

/// <summary>Takes batches that a stream mapping gave up.</summary>
public interface IFailureDestination
{
    /// <summary>Keeps the batch. Throws when it can't; the mapping then tries again, since the records are nowhere else.</summary>
    ValueTask DeliverAsync(FailedBatch batch, CancellationToken cancellationToken);
}
