using System.Collections.Concurrent;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Objects;

/// <summary>The buckets of all regions: each name exists once, in one region.</summary>
internal sealed class BucketDirectory(string accountId)
{
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    public string AccountId => accountId;

    public IEnumerable<Bucket> All => _buckets.Values.OrderBy(bucket => bucket.Name, StringComparer.Ordinal);

    /// <summary>The bucket the call is about.</summary>
    /// <exception cref="S3Exception">There is none, it is in another region than signed for, or belongs to somebody else than the caller thinks.</exception>
    public Bucket Require(S3Call call)
    {
        var bucket = Anywhere(call.Bucket);
        if (bucket.Region != call.Region)
        {
            throw S3Errors.WrongRegion(bucket.Name, bucket.Region);
        }

        return call.Header("x-amz-expected-bucket-owner") is { } owner && owner != accountId ? throw S3Errors.AccessDenied() : bucket;
    }

    /// <summary>A bucket in whatever region, such as the source of a copy.</summary>
    public Bucket Anywhere(string name) => Find(name) ?? throw S3Errors.NoSuchBucket(name);

    public Bucket? Find(string name) => _buckets.GetValueOrDefault(name);

    /// <summary>False when the name is taken.</summary>
    public bool TryAdd(Bucket bucket) => _buckets.TryAdd(bucket.Name, bucket);

    public void Remove(Bucket bucket) => _buckets.TryRemove(KeyValuePair.Create(bucket.Name, bucket));
}
