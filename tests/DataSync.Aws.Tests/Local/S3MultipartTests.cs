using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using DataSync.LocalAws.S3;
using Xunit;

namespace DataSync.Aws.Tests.Local;

/// <summary>Copies and multipart uploads with the SDK's default settings, and with limits that a test can reach.</summary>
public sealed class S3MultipartTests
{
    private static readonly S3Options Small = new() { MinPartBytes = 100, MaxCopyBytes = 1000, MaxPutBytes = 1000, MaxBytesInMemory = 150 };

    [Fact]
    public async Task An_object_put_together_of_parts_is_their_bytes_with_their_joint_tag_and_checksum()
    {
        await using var cloud = await S3Cloud.StartAsync();
        var bytes = Bytes(12_000_000);

        using var transfer = new TransferUtility(cloud.S3, new TransferUtilityConfig { MinSizeBeforePartUpload = 5 * 1024 * 1024 });
        await transfer.UploadAsync(new TransferUtilityUploadRequest { BucketName = S3Cloud.Bucket, Key = "large", InputStream = new MemoryStream(bytes), PartSize = 5 * 1024 * 1024 });
        using var response = await cloud.S3.GetObjectAsync(new GetObjectRequest { BucketName = S3Cloud.Bucket, Key = "large", ChecksumMode = ChecksumMode.ENABLED });
        using var read = new MemoryStream();
        await response.ResponseStream.CopyToAsync(read);

        Assert.Equal(bytes, read.ToArray());
        Assert.EndsWith("-3\"", response.ETag, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Combined_checksums_of_parts_are_the_checksum_of_the_whole()
    {
        await using var cloud = await S3Cloud.StartAsync(options: Small);
        var bytes = Bytes(777);
        foreach (var algorithm in new[] { ChecksumAlgorithm.CRC32, ChecksumAlgorithm.CRC32C, ChecksumAlgorithm.CRC64NVME })
        {
            var put = await cloud.S3.PutObjectAsync(new PutObjectRequest
            {
                BucketName = S3Cloud.Bucket,
                Key = "whole",
                InputStream = new MemoryStream(bytes),
                ChecksumAlgorithm = algorithm == ChecksumAlgorithm.CRC64NVME ? null : algorithm,
            });
            var upload = await cloud.S3.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest
            {
                BucketName = S3Cloud.Bucket,
                Key = "parts",
                ChecksumAlgorithm = algorithm,
                ChecksumType = ChecksumType.FULL_OBJECT,
            });
            await cloud.S3.CopyObjectAsync(new CopyObjectRequest
            {
                SourceBucket = S3Cloud.Bucket,
                SourceKey = "whole",
                DestinationBucket = S3Cloud.Bucket,
                DestinationKey = "summed",
                ChecksumAlgorithm = algorithm,
            });

            var complete = await CompleteByCopyAsync(cloud, "whole", "parts", upload.UploadId, (0, 299), (300, 599), (600, 776));
            var whole = await cloud.S3.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = S3Cloud.Bucket, Key = "summed", ChecksumMode = ChecksumMode.ENABLED });

            Assert.Equal(HttpStatusCode.OK, put.HttpStatusCode);
            Assert.Equal(whole.ChecksumCRC32 ?? whole.ChecksumCRC32C ?? whole.ChecksumCRC64NVME, complete.ChecksumCRC32 ?? complete.ChecksumCRC32C ?? complete.ChecksumCRC64NVME);
            Assert.Equal(ChecksumType.FULL_OBJECT, complete.ChecksumType);
        }
    }

    [Fact]
    public async Task A_source_over_the_limit_can_only_be_copied_in_parts()
    {
        await using var cloud = await S3Cloud.StartAsync(options: Small);
        var bytes = Bytes(1500);
        var first = await cloud.S3.InitiateMultipartUploadAsync(S3Cloud.Bucket, "large");
        var parts = new List<PartETag>();
        for (var at = 0; at < 3; at++)
        {
            var part = await cloud.S3.UploadPartAsync(new UploadPartRequest
            {
                BucketName = S3Cloud.Bucket,
                Key = "large",
                UploadId = first.UploadId,
                PartNumber = at + 1,
                InputStream = new MemoryStream(bytes, at * 500, 500),
            });
            parts.Add(new PartETag(part));
        }

        await cloud.S3.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = S3Cloud.Bucket, Key = "large", UploadId = first.UploadId, PartETags = parts });
        await cloud.CreateBucketAsync("other-region", "us-east-1");
        using var target = cloud.Client("us-east-1");
        var copy = new CopyObjectRequest { SourceBucket = S3Cloud.Bucket, SourceKey = "large", DestinationBucket = "other-region", DestinationKey = "large" };

        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => target.CopyObjectAsync(copy));
        var second = await target.InitiateMultipartUploadAsync("other-region", "large");
        await CompleteByCopyAsync("large", "large", second.UploadId, target, "other-region", (0, 799), (800, 1499));
        using var read = await target.GetObjectAsync("other-region", "large");
        using var copied = new MemoryStream();
        await read.ResponseStream.CopyToAsync(copied);

        Assert.Equal("InvalidRequest", refused.ErrorCode);
        Assert.Equal(bytes, copied.ToArray());
    }

    [Fact]
    public async Task A_small_part_that_is_not_the_last_is_refused_and_the_upload_goes_on()
    {
        await using var cloud = await S3Cloud.StartAsync(options: Small);
        await cloud.PutAsync("source", new string('x', 300));
        var upload = await cloud.S3.InitiateMultipartUploadAsync(S3Cloud.Bucket, "target");

        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => CompleteByCopyAsync(cloud, "source", "target", upload.UploadId, (0, 98), (99, 299)));
        await CompleteByCopyAsync(cloud, "source", "target", upload.UploadId, (0, 99), (100, 299));

        Assert.Equal("EntityTooSmall", refused.ErrorCode);
        Assert.Equal(300, (await cloud.S3.GetObjectMetadataAsync(S3Cloud.Bucket, "target")).ContentLength);
    }

    [Fact]
    public async Task A_completion_can_be_conditional_on_there_being_no_object()
    {
        await using var cloud = await S3Cloud.StartAsync(options: Small);
        await cloud.PutAsync("source", new string('x', 300));
        var upload = await cloud.S3.InitiateMultipartUploadAsync(S3Cloud.Bucket, "target");
        var part = await cloud.S3.CopyPartAsync(new CopyPartRequest
        {
            SourceBucket = S3Cloud.Bucket,
            SourceKey = "source",
            DestinationBucket = S3Cloud.Bucket,
            DestinationKey = "target",
            UploadId = upload.UploadId,
            PartNumber = 1,
        });
        await cloud.PutAsync("target", "in the way");
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = S3Cloud.Bucket,
            Key = "target",
            UploadId = upload.UploadId,
            IfNoneMatch = "*",
            PartETags = [new PartETag(1, part.ETag)],
        };

        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => cloud.S3.CompleteMultipartUploadAsync(request));
        await cloud.S3.DeleteObjectAsync(S3Cloud.Bucket, "target");
        var complete = await cloud.S3.CompleteMultipartUploadAsync(request);

        Assert.Equal("PreconditionFailed", refused.ErrorCode);
        Assert.Equal(HttpStatusCode.OK, complete.HttpStatusCode);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        await using var cloud = await S3Cloud.StartAsync(options: Small);

        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => cloud.PutAsync("key", new string('x', 1001)));

        Assert.Equal("EntityTooLarge", refused.ErrorCode);
    }

    private static Task<CompleteMultipartUploadResponse> CompleteByCopyAsync(
        S3Cloud cloud, string source, string target, string uploadId, params (long First, long Last)[] ranges) =>
        CompleteByCopyAsync(source, target, uploadId, cloud.S3, S3Cloud.Bucket, ranges);

    private static async Task<CompleteMultipartUploadResponse> CompleteByCopyAsync(
        string source, string target, string uploadId, IAmazonS3 client, string bucket, params (long First, long Last)[] ranges)
    {
        var parts = new List<PartETag>();
        foreach (var (first, last) in ranges)
        {
            var part = await client.CopyPartAsync(new CopyPartRequest
            {
                SourceBucket = S3Cloud.Bucket,
                SourceKey = source,
                DestinationBucket = bucket,
                DestinationKey = target,
                UploadId = uploadId,
                PartNumber = parts.Count + 1,
                FirstByte = first,
                LastByte = last,
            });
            parts.Add(new PartETag(part));
        }

        return await client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = bucket, Key = target, UploadId = uploadId, PartETags = parts });
    }

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }
}
