using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Local.Faults;

namespace DataSync.Cli.Demo;

/// <summary>
/// An application in one region that knows nothing of the service: writes, overwrites and deletes objects of its own and objects that other regions write
/// too. Most are small, many empty, some have megabytes; their names and headers are of every kind.
/// </summary>
internal sealed class ObjectApplication : IDisposable
{
    private const int SharedObjects = 30;
    private const int OwnObjects = 150;
    private const int LargestSmallBytes = 64 * 1024;
    private const int MegaByte = 1024 * 1024;
    private const int LargestBytes = 8 * MegaByte;
    private const long HugeBytes = 100L * MegaByte;
    private static readonly TimeSpan RetryWait = TimeSpan.FromMilliseconds(200);
    private static readonly string[] ContentTypes = ["application/octet-stream", "text/plain; charset=utf-8", "image/jpeg"];

    private readonly AmazonS3Client _client;
    private readonly TimeProvider _time;
    private readonly string _bucket;
    private readonly string _region;
    private readonly Random _random;
    private readonly Dictionary<string, string?> _own = new(StringComparer.Ordinal);
    private int _number;

    public ObjectApplication(Uri endpoint, string bucket, string region, int seed, TimeProvider time)
    {
        _client = new AmazonS3Client(
            new BasicAWSCredentials(RegionFaults.AccessKeyId(region), "local"),
            new AmazonS3Config { ServiceURL = endpoint.ToString(), AuthenticationRegion = region, ForcePathStyle = true, MaxErrorRetry = 3 });
        _time = time;
        _bucket = bucket;
        _region = region;
        _random = new Random(seed);
    }

    /// <summary>Name of the user metadata that tells a write from every other write of its region.</summary>
    public const string NumberName = "x-amz-meta-number";

    /// <summary>Objects written so far.</summary>
    public long PutCount { get; private set; }

    /// <summary>Objects deleted so far, those that were not there among them.</summary>
    public long DeleteCount { get; private set; }

    /// <summary>Bytes written so far.</summary>
    public long ByteCount { get; private set; }

    /// <summary>What every region must hold in the end of the objects that only this one writes: the number of the last write, or null for one deleted.</summary>
    public IReadOnlyDictionary<string, string?> ExpectedOwn => _own;

    /// <summary>One write, chosen by the seed.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var dice = _random.NextDouble();
        var shared = $"shared/{_random.Next(SharedObjects)}";
        // What must be encoded in addresses and events, and what must not.
        var own = $"{_region}/own objects/{_random.Next(OwnObjects)} \u00e9\u4e2d+100%&=~.bin";
        await (dice switch
        {
            < 0.50 => PutOwnAsync(own, Size(), cancellationToken),
            < 0.75 => PutAsync(shared, Size(), cancellationToken),
            < 0.88 => DeleteOwnAsync(own, cancellationToken),
            _ => DeleteAsync(shared, cancellationToken),
        });
    }

    /// <summary>Writes one object of 100 MB, as a stream.</summary>
    public Task WriteHugeAsync(CancellationToken cancellationToken) => PutOwnAsync($"{_region}/huge.bin", HugeBytes, cancellationToken);

    public void Dispose() => _client.Dispose();

    private long Size() => _random.NextDouble() switch
    {
        < 0.1 => 0,
        < 0.97 => _random.Next(1, LargestSmallBytes + 1),
        _ => _random.Next(MegaByte, LargestBytes + 1),
    };

    private async Task PutOwnAsync(string key, long size, CancellationToken cancellationToken) => _own[key] = await PutAsync(key, size, cancellationToken);

    private async Task DeleteOwnAsync(string key, CancellationToken cancellationToken)
    {
        await DeleteAsync(key, cancellationToken);
        _own[key] = null;
    }

    private async Task<string> PutAsync(string key, long size, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture);
        var seed = ((ulong)(uint)_random.Next() << 32) | (uint)_random.Next();
        var contentType = ContentTypes[_random.Next(ContentTypes.Length)];
        var cacheControl = _random.Next(2) == 0 ? "max-age=60" : null;
        await PersistAsync(
            () =>
            {
                // Anew for each try: the SDK closes the stream of the one before.
                var request = new PutObjectRequest { BucketName = _bucket, Key = key, InputStream = new PatternStream(seed, size), ContentType = contentType };
                request.Metadata[NumberName] = number;
                request.Metadata["from"] = _region;
                if (cacheControl is not null)
                {
                    request.Headers.CacheControl = cacheControl;
                }

                return _client.PutObjectAsync(request, cancellationToken);
            },
            cancellationToken);
        PutCount++;
        ByteCount += size;
        return number;
    }

    private async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        await PersistAsync(() => _client.DeleteObjectAsync(_bucket, key, cancellationToken), cancellationToken);
        DeleteCount++;
    }

    // Until it is done: the same write twice is the same object.
    private async Task PersistAsync(Func<Task> write, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await write();
                return;
            }
            catch (Exception exception) when (exception is AmazonClientException or AmazonServiceException or HttpRequestException)
            {
                await Task.Delay(RetryWait, _time, cancellationToken);
            }
        }
    }
}
