using System.Collections.Concurrent;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Core.Objects;

namespace DataSync.Cli.Demo;

/// <summary>All objects of a region's bucket, without their stamps, by key.</summary>
internal static class BucketContents
{
    /// <summary>Smaller ones are read and compared byte for byte.</summary>
    public const long ReadBelowBytes = 1024 * 1024;

    private const int MaxAtOnce = 4;

    public static async Task<SortedDictionary<string, HeldObject>> ReadAsync(Uri endpoint, string bucket, string region, CancellationToken cancellationToken)
    {
        using var client = new AmazonS3Client(
            new BasicAWSCredentials("local", "local"), new AmazonS3Config { ServiceURL = endpoint.ToString(), AuthenticationRegion = region, ForcePathStyle = true });
        var found = new ConcurrentDictionary<string, HeldObject>(StringComparer.Ordinal);
        var request = new ListObjectsV2Request { BucketName = bucket };
        ListObjectsV2Response page;
        do
        {
            page = await client.ListObjectsV2Async(request, cancellationToken);
            var reading = new ParallelOptions { MaxDegreeOfParallelism = MaxAtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(page.S3Objects ?? [], reading, async (listed, token) =>
            {
                found[listed.Key] = listed.Size < ReadBelowBytes ? await GetAsync(client, bucket, listed.Key, token) : await HeadAsync(client, bucket, listed.Key, token);
            });
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
        return new SortedDictionary<string, HeldObject>(found, StringComparer.Ordinal);
    }

    private static async Task<HeldObject> GetAsync(AmazonS3Client client, string bucket, string key, CancellationToken cancellationToken)
    {
        using var response = await client.GetObjectAsync(bucket, key, cancellationToken);
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(response.ResponseStream, cancellationToken));
        return new HeldObject(response.ContentLength, response.ETag, Headers(response.Headers, response.Metadata), digest);
    }

    private static async Task<HeldObject> HeadAsync(AmazonS3Client client, string bucket, string key, CancellationToken cancellationToken)
    {
        var response = await client.GetObjectMetadataAsync(bucket, key, cancellationToken);
        return new HeldObject(response.ContentLength, response.ETag, Headers(response.Headers, response.Metadata), Digest: null);
    }

    private static string Headers(HeadersCollection headers, MetadataCollection metadata)
    {
        var kept = new[]
        {
            ("cache-control", headers.CacheControl), ("content-disposition", headers.ContentDisposition), ("content-encoding", headers.ContentEncoding),
            ("content-language", headers["Content-Language"]), ("content-type", headers.ContentType),
        };
        var own = metadata.Keys.Where(name => name != ObjectStamp.MetadataName).Select(name => (name, metadata[name]));
        return string.Join('\n', kept.Where(header => !string.IsNullOrEmpty(header.Item2)).Concat(own).Select(header => $"{header.Item1}={header.Item2}").Order(StringComparer.Ordinal));
    }
}
