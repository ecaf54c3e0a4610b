using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.S3;

/// <summary>Uploads in parts.</summary>
public sealed class MultipartContract : S3Contract
{
    private const string OtherETag = "\"00000000000000000000000000000000\"";

    [ContractFact]
    public async Task Parts_are_joined_by_number_whatever_order_they_arrived_in()
    {
        var (one, two) = (Bytes(MinPartBytes, seed: 1), Bytes(1000, seed: 2));
        var uploadId = await StartUploadAsync("key");
        var second = await UploadPartAsync("key", uploadId, 7, two);
        var first = await UploadPartAsync("key", uploadId, 2, one);

        var completed = await CompleteAsync("key", uploadId, [first, second]);

        var etag = $"\"{Convert.ToHexStringLower(Digests.Md5([.. Digests.Md5(one), .. Digests.Md5(two)]))}-2\"";
        Assert.Equal((etag, "key", Bucket), (completed.ETag, completed.Key, completed.BucketName));
        using var got = await GetAsync("key");
        Assert.Equal((etag, (long)MinPartBytes + 1000), (got.ETag, got.ContentLength));
        Assert.Equal(SHA256.HashData([.. one, .. two]), SHA256.HashData(await BodyAsync(got)));
    }

    [ContractFact]
    public async Task Nothing_is_seen_before_the_upload_is_completed()
    {
        var uploadId = await StartUploadAsync("key");
        await UploadPartAsync("key", uploadId, 1, "body"u8.ToArray());

        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchKey", () => GetAsync("key"));
        Assert.Empty(await KeysAsync());
    }

    [ContractFact]
    public async Task Metadata_headers_tags_and_class_come_from_the_start_of_the_upload()
    {
        var uploadId = await StartUploadAsync("key", request =>
        {
            request.ContentType = "text/csv";
            request.Headers.CacheControl = "no-cache";
            request.Metadata["kind"] = "first";
            request.TagSet = [new Tag { Key = "team", Value = "sync" }];
            request.StorageClass = S3StorageClass.StandardInfrequentAccess;
        });
        var part = await UploadPartAsync("key", uploadId, 1, "body"u8.ToArray());
        await CompleteAsync("key", uploadId, [part]);

        var head = await HeadAsync("key");
        Assert.Equal(("text/csv", "no-cache", "first"), (head.Headers.ContentType, head.Headers.CacheControl, head.Metadata["kind"]));
        Assert.Equal("STANDARD_IA", head.StorageClass.Value);
        Assert.Equal([("team", "sync")], await TagsAsync("key"));
    }

    [ContractFact]
    public async Task A_part_put_again_replaces_the_one_before()
    {
        var uploadId = await StartUploadAsync("key");
        var old = await UploadPartAsync("key", uploadId, 1, "old"u8.ToArray());
        var part = await UploadPartAsync("key", uploadId, 1, "new"u8.ToArray());

        await RefusedAsync(HttpStatusCode.BadRequest, "InvalidPart", () => CompleteAsync("key", uploadId, [old]));
        await CompleteAsync("key", uploadId, [part]);

        Assert.Equal("new", await TextAsync("key"));
    }

    [ContractFact]
    public async Task Parts_that_are_not_named_are_left_out()
    {
        var uploadId = await StartUploadAsync("key");
        await UploadPartAsync("key", uploadId, 1, "left out"u8.ToArray());
        var part = await UploadPartAsync("key", uploadId, 2, "taken"u8.ToArray());

        await CompleteAsync("key", uploadId, [part]);

        Assert.Equal("taken", await TextAsync("key"));
    }

    [ContractFact]
    public async Task A_part_that_was_not_uploaded_cannot_be_named()
    {
        var uploadId = await StartUploadAsync("key");
        var part = await UploadPartAsync("key", uploadId, 1, Bytes(MinPartBytes));

        await RefusedAsync(HttpStatusCode.BadRequest, "InvalidPart", () => CompleteAsync("key", uploadId, [part, new PartETag(2, part.ETag)]));
        await RefusedAsync(HttpStatusCode.BadRequest, "InvalidPart", () => CompleteAsync("key", uploadId, [new PartETag(1, OtherETag)]));

        await CompleteAsync("key", uploadId, [part]);
    }

    [ContractFact]
    public async Task A_completion_without_parts_is_refused()
    {
        var uploadId = await StartUploadAsync("key");
        await UploadPartAsync("key", uploadId, 1, "body"u8.ToArray());

        await RefusedAsync(HttpStatusCode.BadRequest, "MalformedXML", () => CompleteAsync("key", uploadId, []));
    }

    [ContractFact]
    public async Task A_part_below_5_MiB_has_to_be_the_last_one()
    {
        var uploadId = await StartUploadAsync("key");
        var first = await UploadPartAsync("key", uploadId, 1, Bytes(MinPartBytes - 1));
        var second = await UploadPartAsync("key", uploadId, 2, "end"u8.ToArray());

        await RefusedAsync(HttpStatusCode.BadRequest, "EntityTooSmall", () => CompleteAsync("key", uploadId, [first, second]));

        Assert.Empty(await KeysAsync());
    }

    [ContractTheory]
    [InlineData(0)]
    [InlineData(10_001)]
    public async Task Part_numbers_go_from_1_to_10000(int number)
    {
        var uploadId = await StartUploadAsync("key");

        await RefusedAsync(HttpStatusCode.BadRequest, "InvalidArgument", () => UploadPartAsync("key", uploadId, number, "body"u8.ToArray()));
        await UploadPartAsync("key", uploadId, 10_000, "body"u8.ToArray());
    }

    [ContractFact]
    public async Task An_aborted_upload_is_gone()
    {
        var uploadId = await StartUploadAsync("key");
        var part = await UploadPartAsync("key", uploadId, 1, "body"u8.ToArray());

        await S3.AbortMultipartUploadAsync(Bucket, "key", uploadId);

        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchUpload", () => UploadPartAsync("key", uploadId, 2, "body"u8.ToArray()));
        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchUpload", () => CompleteAsync("key", uploadId, [part]));
        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchUpload", () => S3.ListPartsAsync(Bucket, "key", uploadId));
        Assert.Empty((await UploadsAsync()).MultipartUploads ?? []);
    }

    [ContractFact]
    public async Task An_upload_that_never_was_is_not_found()
    {
        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchUpload", () => UploadPartAsync("key", "no-such-upload", 1, "body"u8.ToArray()));
        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchUpload", () => S3.AbortMultipartUploadAsync(Bucket, "key", "no-such-upload"));
    }

    [ContractFact]
    public async Task An_upload_belongs_to_its_key()
    {
        var uploadId = await StartUploadAsync("key");

        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchUpload", () => UploadPartAsync("other", uploadId, 1, "body"u8.ToArray()));
    }

    [ContractFact]
    public async Task Parts_are_listed_by_number_and_in_pages()
    {
        var uploadId = await StartUploadAsync("key");
        var third = await UploadPartAsync("key", uploadId, 3, "three"u8.ToArray());
        await UploadPartAsync("key", uploadId, 1, "one"u8.ToArray());
        await UploadPartAsync("key", uploadId, 2, "two"u8.ToArray());

        var first = await S3.ListPartsAsync(new ListPartsRequest { BucketName = Bucket, Key = "key", UploadId = uploadId, MaxParts = 2 });
        var rest = await S3.ListPartsAsync(new ListPartsRequest { BucketName = Bucket, Key = "key", UploadId = uploadId, PartNumberMarker = "2" });

        Assert.Equal([1, 2], first.Parts.Select(part => part.PartNumber!.Value));
        Assert.Equal((true, 2), (first.IsTruncated, first.NextPartNumberMarker));
        var last = Assert.Single(rest.Parts);
        Assert.Equal((3, 5L, third.ETag), (last.PartNumber, last.Size, last.ETag));
        Assert.False(rest.IsTruncated);
    }

    [ContractFact]
    public async Task Uploads_under_way_are_listed_by_key()
    {
        await StartUploadAsync("b");
        var first = await StartUploadAsync("a");
        var second = await StartUploadAsync("a");

        var all = (await UploadsAsync()).MultipartUploads;
        var prefixed = (await UploadsAsync(request => request.Prefix = "b")).MultipartUploads;

        Assert.Equal(["a", "a", "b"], all.Select(upload => upload.Key));
        Assert.Equal(new[] { first, second }.Order(StringComparer.Ordinal), all.Take(2).Select(upload => upload.UploadId).Order(StringComparer.Ordinal));
        Assert.Equal(["b"], prefixed.Select(upload => upload.Key));
    }

    [ContractFact]
    public async Task Uploads_under_way_are_listed_in_pages()
    {
        await StartUploadAsync("a");
        await StartUploadAsync("b");
        await StartUploadAsync("c");

        var first = await UploadsAsync(request => request.MaxUploads = 2);
        var second = await UploadsAsync(request => (request.KeyMarker, request.UploadIdMarker) = (first.NextKeyMarker, first.NextUploadIdMarker));

        Assert.Equal(["a", "b"], first.MultipartUploads.Select(upload => upload.Key));
        Assert.Equal(["c"], second.MultipartUploads.Select(upload => upload.Key));
        Assert.Equal((true, false), (first.IsTruncated, second.IsTruncated));
    }

    [ContractFact]
    public async Task A_completed_upload_is_a_version_and_is_under_way_no_more()
    {
        await VersioningAsync(VersionStatus.Enabled);
        await PutAsync("key", "one");

        var completed = await UploadAsync("key", "two"u8.ToArray());

        Assert.Equal("two", await TextAsync("key"));
        Assert.Equal(completed.VersionId, (await VersionsAsync())[0].VersionId);
        Assert.Equal(2, (await VersionsAsync()).Count);
        Assert.Empty((await UploadsAsync()).MultipartUploads ?? []);
    }

    [ContractFact]
    public async Task The_attributes_of_an_object_say_how_many_parts_it_has()
    {
        var uploadId = await StartUploadAsync("key");
        var first = await UploadPartAsync("key", uploadId, 1, Bytes(MinPartBytes));
        var second = await UploadPartAsync("key", uploadId, 2, "end"u8.ToArray());
        var completed = await CompleteAsync("key", uploadId, [first, second]);

        var attributes = await S3.GetObjectAttributesAsync(new GetObjectAttributesRequest
        {
            BucketName = Bucket,
            Key = "key",
            ObjectAttributes = [ObjectAttributes.ObjectParts, ObjectAttributes.ETag, ObjectAttributes.ObjectSize],
        });

        Assert.Equal(2, attributes.ObjectParts.TotalPartsCount);
        Assert.Equal((completed.ETag.Trim('"'), (long)MinPartBytes + 3), (attributes.ETag, attributes.ObjectSize));
    }

    [ContractFact]
    public async Task Two_uploads_of_one_key_do_not_mix()
    {
        var one = await StartUploadAsync("key");
        var two = await StartUploadAsync("key");
        var partOfOne = await UploadPartAsync("key", one, 1, "one"u8.ToArray());
        var partOfTwo = await UploadPartAsync("key", two, 1, "two"u8.ToArray());

        await CompleteAsync("key", two, [partOfTwo]);
        var before = await TextAsync("key");
        await CompleteAsync("key", one, [partOfOne]);

        Assert.Equal(("two", "one"), (before, await TextAsync("key")));
    }

    private Task<ListMultipartUploadsResponse> UploadsAsync(Action<ListMultipartUploadsRequest>? configure = null)
    {
        var request = new ListMultipartUploadsRequest { BucketName = Bucket };
        configure?.Invoke(request);
        return S3.ListMultipartUploadsAsync(request);
    }
}
