using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Cli.Demo;
using DataSync.Core.Objects;
using DataSync.LocalAws;

namespace DataSync.EndToEnd.Tests.Demo;

/// <summary>The demo's part in S3, on two buckets of the local S3 and without the functions: the copies are made here.</summary>
public sealed class ObjectDemoTests : IAsyncLifetime
{
    private const string Here = "eu-west-1";
    private const string There = "us-east-1";

    private readonly LocalCloud _cloud = LocalCloud.Create(new LocalCloudOptions { Time = TimeProvider.System });
    private Uri? _endpoint;
    private AmazonS3Client? _here;
    private AmazonS3Client? _there;

    public async Task InitializeAsync()
    {
        _endpoint = (await _cloud.ListenAsync()).Uri;
        _here = Client(Here);
        _there = Client(There);
        await _here.PutBucketAsync(new PutBucketRequest { BucketName = "here", UseClientRegion = false, BucketRegionName = Here });
        await _there.PutBucketAsync("there");
    }

    public async Task DisposeAsync()
    {
        _here!.Dispose();
        _there!.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task Buckets_that_hold_the_same_but_for_the_stamp_have_no_difference_and_lost_nothing()
    {
        using var application = await WriteAsync(200);
        await CopyAsync();

        var contents = await ReadAsync();

        Assert.NotEmpty(contents[0].Held);
        Assert.Empty(Convergence.Differences(contents));
        Assert.Empty(ObjectDemo.Lost([application], contents));
        Assert.Contains(contents[0].Held.Values, held => held.SizeBytes == 0);
        Assert.Contains(contents[0].Held.Values, held => held.SizeBytes > BucketContents.ReadBelowBytes && held.Digest is null);
        Assert.Equal((200, contents[0].Held.Count), (application.PutCount + application.DeleteCount, contents[1].Held.Count));
    }

    [Theory]
    [InlineData("other bytes", "number", "1")]
    [InlineData("the bytes", "number", "2")]
    [InlineData("the bytes", "other", "1")]
    public async Task Other_bytes_or_other_metadata_are_a_difference(string body, string name, string value)
    {
        await PutAsync(_here!, "here", "the bytes", "number", "1");
        await PutAsync(_there!, "there", body, name, value);

        var difference = Assert.Single(Convergence.Differences(await ReadAsync()));

        Assert.StartsWith("a: eu-west-1 has 9 bytes", difference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Own_write_that_is_gone_or_stale_is_named_wherever_it_is()
    {
        using var application = await WriteAsync(40);
        await CopyAsync();
        var kept = application.ExpectedOwn.First(own => own.Value is not null).Key;
        var deleted = application.ExpectedOwn.First(own => own.Value is null).Key;

        await _there!.DeleteObjectAsync("there", kept);
        await _here!.PutObjectAsync(new PutObjectRequest { BucketName = "here", Key = deleted, ContentBody = "back again" });
        var lost = ObjectDemo.Lost([application], await ReadAsync()).ToList();

        Assert.Equal([$"{kept} in us-east-1 is of write none, not of {application.ExpectedOwn[kept]}"], lost.Where(text => text.StartsWith(kept, StringComparison.Ordinal)));
        Assert.Equal([$"{deleted} in eu-west-1 is there, though it was deleted last"], lost.Where(text => text.StartsWith(deleted, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Pattern_is_the_same_in_pieces_of_any_size_and_from_any_place(int pieceBytes)
    {
        using var whole = new MemoryStream();
        using var pattern = new PatternStream(5, 1003);
        pattern.CopyTo(whole);

        using var pieces = new MemoryStream();
        pattern.Position = 0;
        var piece = new byte[pieceBytes];
        for (var read = pattern.Read(piece); read > 0; read = pattern.Read(piece))
        {
            pieces.Write(piece, 0, read);
        }

        pattern.Seek(-3, SeekOrigin.End);
        Assert.Equal(1003, whole.Length);
        Assert.Equal(whole.ToArray(), pieces.ToArray());
        Assert.Equal([.. whole.ToArray()[^3..]], [pattern.ReadByte(), pattern.ReadByte(), pattern.ReadByte()]);
        Assert.True(whole.ToArray().Distinct().Count() > 200);
    }

    private async Task<ObjectApplication> WriteAsync(int count)
    {
        var application = new ObjectApplication(_endpoint!, "here", Here, seed: 3, TimeProvider.System);
        for (var i = 0; i < count; i++)
        {
            await application.WriteAsync(CancellationToken.None);
        }

        return application;
    }

    private async Task CopyAsync()
    {
        foreach (var source in (await _here!.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "here" })).S3Objects)
        {
            var head = await _here.GetObjectMetadataAsync("here", source.Key);
            var copy = new CopyObjectRequest
            {
                SourceBucket = "here",
                SourceKey = source.Key,
                DestinationBucket = "there",
                DestinationKey = source.Key,
                MetadataDirective = S3MetadataDirective.REPLACE,
                ContentType = head.Headers.ContentType,
            };
            copy.Headers.CacheControl = head.Headers.CacheControl;
            foreach (var name in head.Metadata.Keys)
            {
                copy.Metadata[name] = head.Metadata[name];
            }

            copy.Metadata[ObjectStamp.MetadataName] = "of the service";
            await _there!.CopyObjectAsync(copy);
        }
    }

    private static async Task PutAsync(AmazonS3Client client, string bucket, string body, string name, string value)
    {
        var request = new PutObjectRequest { BucketName = bucket, Key = "a", ContentBody = body };
        request.Metadata[name] = value;
        await client.PutObjectAsync(request);
    }

    private async Task<List<(string Region, SortedDictionary<string, HeldObject> Held)>> ReadAsync() =>
    [
        (Here, await BucketContents.ReadAsync(_endpoint!, "here", Here, CancellationToken.None)),
        (There, await BucketContents.ReadAsync(_endpoint!, "there", There, CancellationToken.None)),
    ];

    private AmazonS3Client Client(string region) => new(
        new BasicAWSCredentials("test", "test"), new AmazonS3Config { ServiceURL = _endpoint!.ToString(), AuthenticationRegion = region, ForcePathStyle = true });
}
