using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.S3;

/// <summary>Parts that are copied from objects.</summary>
public sealed class PartCopyContract : S3Contract
{
    private const string OtherETag = "\"00000000000000000000000000000000\"";

    [ContractFact]
    public async Task An_object_is_copied_in_ranges()
    {
        var body = Bytes(MinPartBytes + 1000);
        await PutAsync("source", body);
        var uploadId = await StartUploadAsync("target");

        var first = await CopyPartAsync(uploadId, 1, request => (request.FirstByte, request.LastByte) = (0, MinPartBytes - 1));
        var second = await CopyPartAsync(uploadId, 2, request => (request.FirstByte, request.LastByte) = (MinPartBytes, body.Length - 1));
        var completed = await CompleteAsync("target", uploadId, [first, second]);

        Assert.Equal(Digests.ETag(body.AsSpan(0, MinPartBytes)), first.ETag);
        Assert.EndsWith("-2\"", completed.ETag, StringComparison.Ordinal);
        Assert.Equal(SHA256.HashData(body), SHA256.HashData(await BodyAsync(await GetAsync("target"))));
    }

    [ContractFact]
    public async Task Without_a_range_the_whole_object_is_the_part()
    {
        await PutAsync("source", "body");
        var uploadId = await StartUploadAsync("target");

        var part = await CopyPartAsync(uploadId, 1);
        await CompleteAsync("target", uploadId, [part]);

        Assert.Equal("body", await TextAsync("target"));
    }

    [ContractFact]
    public async Task Copied_and_uploaded_parts_make_one_object()
    {
        await PutAsync("source", Bytes(MinPartBytes));
        var uploadId = await StartUploadAsync("target");

        var first = await CopyPartAsync(uploadId, 1);
        var second = await UploadPartAsync("target", uploadId, 2, "end"u8.ToArray());
        await CompleteAsync("target", uploadId, [first, second]);

        var got = await BodyAsync(await GetAsync("target"));
        Assert.Equal(MinPartBytes + 3, got.Length);
        Assert.Equal("end"u8.ToArray(), got[^3..]);
    }

    [ContractFact]
    public async Task A_range_beyond_the_source_is_refused()
    {
        await PutAsync("source", "0123456789");
        var uploadId = await StartUploadAsync("target");

        var error = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => CopyPartAsync(uploadId, 1, request => (request.FirstByte, request.LastByte) = (5, 10)));

        // AWS answers InvalidArgument where its documentation says InvalidRange.
        Assert.Contains(error.ErrorCode, new[] { "InvalidArgument", "InvalidRange" });
        Assert.Empty((await S3.ListPartsAsync(Bucket, "target", uploadId)).Parts ?? []);
    }

    [ContractFact]
    public async Task A_part_is_copied_if_the_source_is_still_the_same()
    {
        var put = await PutAsync("source", "body");
        var uploadId = await StartUploadAsync("target");

        await CopyPartAsync(uploadId, 1, request => request.ETagToMatch = [put.ETag]);

        await RefusedAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => CopyPartAsync(uploadId, 2, request => request.ETagToMatch = [OtherETag]));
        await RefusedAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => CopyPartAsync(uploadId, 2, request => request.ETagsToNotMatch = [put.ETag]));
        Assert.Single((await S3.ListPartsAsync(Bucket, "target", uploadId)).Parts);
    }

    [ContractFact]
    public async Task A_part_is_copied_from_the_version_named()
    {
        await VersioningAsync(VersionStatus.Enabled);
        var first = await PutAsync("source", "one");
        await PutAsync("source", "two");
        var uploadId = await StartUploadAsync("target");

        var part = await CopyPartAsync(uploadId, 1, request => request.SourceVersionId = first.VersionId);
        await CompleteAsync("target", uploadId, [part]);

        Assert.Equal("one", await TextAsync("target"));
    }

    [ContractFact]
    public async Task A_part_is_copied_from_another_region()
    {
        using var elsewhere = Server.Client(Server.OtherRegion);
        var source = await CreateBucketAsync(elsewhere, Server.OtherRegion);
        await elsewhere.PutObjectAsync(new PutObjectRequest { BucketName = source, Key = "source", ContentBody = "far away" });
        var uploadId = await StartUploadAsync("target");

        var part = await CopyPartAsync(uploadId, 1, request => request.SourceBucket = source);
        await CompleteAsync("target", uploadId, [part]);

        Assert.Equal("far away", await TextAsync("target"));
    }

    [ContractFact]
    public async Task A_source_that_is_not_there_is_not_found()
    {
        var uploadId = await StartUploadAsync("target");

        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchKey", () => CopyPartAsync(uploadId, 1));
        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchUpload", () => CopyPartAsync("no-such-upload", 1));
    }

    [ContractFact]
    public async Task Metadata_of_the_source_is_not_taken_along()
    {
        await PutAsync("source", "body", request => request.Metadata["kind"] = "source");
        var uploadId = await StartUploadAsync("target", request => request.Metadata["kind"] = "target");

        var part = await CopyPartAsync(uploadId, 1);
        await CompleteAsync("target", uploadId, [part]);

        Assert.Equal("target", (await HeadAsync("target")).Metadata["kind"]);
    }

    private async Task<PartETag> CopyPartAsync(string uploadId, int number, Action<CopyPartRequest>? configure = null)
    {
        var request = new CopyPartRequest
        {
            SourceBucket = Bucket,
            SourceKey = "source",
            DestinationBucket = Bucket,
            DestinationKey = "target",
            UploadId = uploadId,
            PartNumber = number,
        };
        configure?.Invoke(request);
        return new PartETag(await S3.CopyPartAsync(request));
    }
}
