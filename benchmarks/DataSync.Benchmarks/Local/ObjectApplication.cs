using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using DataSync.Cli.Local;
using DataSync.Local.Faults;

namespace DataSync.Benchmarks.Local;

/// <summary>An application that writes objects in one region, over HTTP with the SDK as any other.</summary>
internal sealed class ObjectApplication(LocalSession session, string region) : IDisposable
{
    private const string PlainBucket = "plain-bucket";
    private readonly Dictionary<string, AmazonS3Client> _clients = session.Host.Regions.ToDictionary(
        r => r.Name,
        r => new AmazonS3Client(
            new BasicAWSCredentials(RegionFaults.AccessKeyId(r.Name), "local"),
            new AmazonS3Config { ServiceURL = session.Host.Endpoint.ToString(), AuthenticationRegion = r.Name, ForcePathStyle = true, Timeout = TimeSpan.FromMinutes(5) }),
        StringComparer.Ordinal);

    private AmazonS3Client Client => _clients[region];

    /// <summary>A bucket without events or service: the floor.</summary>
    public Task CreatePlainBucketAsync() => Client.PutBucketAsync(PlainBucket);

    public Task PutPlainAsync(string name, int size) => PutAsync(PlainBucket, name, size);

    public Task PutAsync(string name, int size) => PutAsync(BucketOf(region), name, size);

    /// <summary>One object of that many MB, streamed.</summary>
    public async Task PutLargeAsync(string name, int megabytes)
    {
        var file = Path.GetTempFileName();
        try
        {
            await using (var written = File.OpenWrite(file))
            {
                written.SetLength(megabytes * 1024L * 1024);
            }

            using var transfer = new TransferUtility(Client);
            await transfer.UploadAsync(file, BucketOf(region), name);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>How many objects of that prefix a region holds.</summary>
    public async Task<int> CountAsync(string there, string prefix)
    {
        var count = 0;
        var request = new ListObjectsV2Request { BucketName = BucketOf(there), Prefix = prefix };
        ListObjectsV2Response page;
        do
        {
            page = await _clients[there].ListObjectsV2Async(request);
            count += page.S3Objects?.Count ?? 0;
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
        return count;
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private Task PutAsync(string bucket, string name, int size) =>
        Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = name, InputStream = new MemoryStream(new byte[size]) });

    private string BucketOf(string there) => session.Host.Region(there).Output("ObjectBucketName");
}
