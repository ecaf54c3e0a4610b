using System.Net;
using DataSync.LocalAws.S3;
using Xunit;

namespace DataSync.Aws.Tests.Local;

/// <summary>Large bodies cost neither memory nor, once they are gone, disk. Alone, since memory is the process's.</summary>
[Collection(nameof(S3StreamingTests))]
public sealed class S3StreamingTests : IDisposable
{
    private const string Authorization = "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=0";
    private const long LargeBytes = 256L * 1024 * 1024;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3-tests-");

    public static TheoryData<bool> BothWays => [true, false];

    private int FileCount => Directory.GetFiles(_folder.FullName, "*", SearchOption.AllDirectories).Length;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task Memory_stays_flat_whatever_the_objects_size(bool overHttp)
    {
        await using var cloud = await StartAsync(overHttp);
        await RoundTripAsync(cloud, 1024 * 1024);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var read = await RoundTripAsync(cloud, LargeBytes);

        Assert.Equal(LargeBytes, read);

        // All garbage of both sides counts. A body held in memory anywhere would be more than this by itself.
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, LargeBytes);
    }

    [Fact]
    public async Task Copies_share_one_file_which_goes_with_the_last_of_them()
    {
        await using var cloud = await StartAsync(overHttp: false);
        await RoundTripAsync(cloud, 1_000_000);
        await cloud.S3.CopyObjectAsync(S3Cloud.Bucket, "large", S3Cloud.Bucket, "copy");
        var shared = FileCount;

        await cloud.S3.DeleteObjectAsync(S3Cloud.Bucket, "large");
        var afterFirst = FileCount;
        var copy = await cloud.S3.GetObjectMetadataAsync(S3Cloud.Bucket, "copy");
        await cloud.S3.DeleteObjectAsync(S3Cloud.Bucket, "copy");

        Assert.Equal((1, 1, 0), (shared, afterFirst, FileCount));
        Assert.Equal(1_000_000, copy.ContentLength);
    }

    [Fact]
    public async Task An_object_that_is_replaced_while_it_is_read_is_read_to_its_end()
    {
        await using var cloud = await StartAsync(overHttp: false);
        await RoundTripAsync(cloud, 1_000_000);
        using var response = await cloud.S3.GetObjectAsync(S3Cloud.Bucket, "large");

        await cloud.PutAsync("large", "small now");
        var read = await DrainAsync(response.ResponseStream);

        Assert.Equal(1_000_000, read);
        Assert.Equal("small now", await cloud.ReadAsync("large"));
    }

    [Fact]
    public async Task A_body_that_breaks_off_leaves_nothing_behind()
    {
        await using var cloud = await StartAsync(overHttp: false);
        using var http = cloud.Http();
        using var request = Put(new ZeroStream(1_000_000, breaksOff: true), 1_000_000);

        await Assert.ThrowsAnyAsync<Exception>(() => http.SendAsync(request));

        Assert.Equal(0, FileCount);
        Assert.Equal(0, Assert.Single(cloud.Cloud.S3.Buckets()).Objects);
    }

    [Fact]
    public async Task Files_go_with_the_cloud()
    {
        var cloud = await StartAsync(overHttp: true);
        await RoundTripAsync(cloud, 1_000_000);
        var before = FileCount;

        await cloud.DisposeAsync();

        Assert.Equal((1, 0), (before, FileCount));
        Assert.Empty(_folder.GetDirectories());
    }

    [Fact]
    public async Task Figures_count_current_objects_and_their_bytes()
    {
        await using var cloud = await StartAsync(overHttp: false);
        await cloud.PutAsync("a", "12345");
        await cloud.PutAsync("a", "123");
        await cloud.PutAsync("b", "1234");
        await cloud.S3.DeleteObjectAsync(S3Cloud.Bucket, "b");

        var figures = Assert.Single(cloud.Cloud.S3.Buckets(S3Cloud.Region));

        Assert.Equal(new BucketFigures(S3Cloud.Bucket, S3Cloud.Region, 1, 3), figures);
        Assert.Empty(cloud.Cloud.S3.Buckets("us-east-1"));
    }

    private static HttpRequestMessage Put(Stream body, long length)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/{S3Cloud.Bucket}/large") { Content = new StreamContent(body, 64 * 1024) };
        request.Content.Headers.ContentLength = length;
        request.Headers.TryAddWithoutValidation("Authorization", Authorization);
        return request;
    }

    private static async Task<long> RoundTripAsync(S3Cloud cloud, long length)
    {
        using var http = cloud.Http();
        using var put = Put(new ZeroStream(length), length);
        using var stored = await http.SendAsync(put);
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        using var get = new HttpRequestMessage(HttpMethod.Get, $"/{S3Cloud.Bucket}/large");
        get.Headers.TryAddWithoutValidation("Authorization", Authorization);
        using var response = await http.SendAsync(get, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        return await DrainAsync(body);
    }

    private static async Task<long> DrainAsync(Stream stream)
    {
        var buffer = new byte[64 * 1024];
        long total = 0;
        while (await stream.ReadAsync(buffer) is > 0 and var count)
        {
            total += count;
        }

        return total;
    }

    private Task<S3Cloud> StartAsync(bool overHttp) => S3Cloud.StartAsync(overHttp, new S3Options { TemporaryFolder = _folder.FullName });

    /// <summary>As many zeros as asked for; breaks off near the end on demand.</summary>
    private sealed class ZeroStream(long length, bool breaksOff = false) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var take = (int)Math.Min(count, _left);
            if (breaksOff && take < count)
            {
                throw new IOException("broken off on purpose");
            }

            Array.Clear(buffer, offset, take);
            _left -= take;
            return take;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

/// <summary>Keeps these tests from running beside others.</summary>
[CollectionDefinition(nameof(S3StreamingTests), DisableParallelization = true)]
public sealed class S3StreamingGroup;
