using DataSync.LocalAws;

namespace DataSync.Local.Hosting;

/// <summary>Figures of our own services, read where they are kept.</summary>
internal sealed class OwnFigures(LocalCloud cloud) : ICloudFigures
{
    public TimeSpan MaxAge => TimeSpan.Zero;

    public ValueTask RefreshAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public long ItemCount(string region, string tableName) => cloud.DynamoDb.ItemCount(region, tableName);

    public long? ObjectCount(string bucketName) => OwnBuckets.ObjectCount(cloud, bucketName);

    public int MessageCount(string queueArn)
    {
        var depth = cloud.Sqs.Depth(queueArn);
        return depth.Visible + depth.InFlight + depth.Delayed;
    }
}
