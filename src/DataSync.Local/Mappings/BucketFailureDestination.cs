namespace DataSync.Local.Mappings;

/// <summary>An S3 bucket as on-failure destination: gets the payload too, under the key that Lambda would choose.</summary>
public sealed class BucketFailureDestination(IObjectStore store, string bucket) : IFailureDestination
{
    /// <inheritdoc/>
    public ValueTask DeliverAsync(FailedBatch batch, CancellationToken cancellationToken)
    {
        var at = batch.At.UtcDateTime;
        var key = $"aws/lambda/{batch.MappingId}/{batch.ShardId}/{at:yyyy/MM/dd}/{at:yyyy-MM-dd'T'HH.mm.ss}-{Guid.NewGuid()}";
        return store.PutAsync(bucket, key, batch.ToJson(withPayload: true), cancellationToken);
    }
}
