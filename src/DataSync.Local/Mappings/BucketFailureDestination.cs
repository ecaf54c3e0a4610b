using DataSync.LocalAws.Remote;

namespace DataSync.Local.Mappings;

/// <summary>An S3 bucket as on-failure destination: gets the payload too, under the key that Lambda would choose.</summary>
/// <param name="s3">Calls to S3 in the bucket's region.</param>
/// <param name="bucket">The bucket's name.</param>
public sealed class BucketFailureDestination(RestCalls s3, string bucket) : IFailureDestination
{
    /// <inheritdoc/>
    public async ValueTask DeliverAsync(FailedBatch batch, CancellationToken cancellationToken)
    {
        var at = batch.At.UtcDateTime;
        var key = $"aws/lambda/{batch.MappingId}/{batch.ShardId}/{at:yyyy/MM/dd}/{at:yyyy-MM-dd'T'HH.mm.ss}-{Guid.NewGuid()}";
        var path = string.Join('/', key.Split('/').Select(Uri.EscapeDataString));
        await s3.CallAsync("PUT", $"/{bucket}/{path}", "", batch.ToJson(withPayload: true), cancellationToken);
    }
}
