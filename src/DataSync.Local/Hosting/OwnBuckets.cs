using DataSync.LocalAws;
using DataSync.LocalAws.S3;

namespace DataSync.Local.Hosting;

/// <summary>What the buckets of our own S3 hold, whether or not the other services are elsewhere.</summary>
internal static class OwnBuckets
{
    public static long? ObjectCount(LocalCloud cloud, string bucketName) =>
        (cloud.RestService("s3") as S3Service)?.Buckets().FirstOrDefault(bucket => bucket.Name == bucketName)?.Objects;
}
