using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.S3;

/// <summary>Putting, getting and deleting whole objects in a bucket without versions.</summary>
public sealed class ObjectContract : S3Contract
{
    [ContractTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(MinPartBytes + 1)]
    public async Task A_body_comes_back_as_it_was_put(int size)
    {
        var body = Bytes(size);

        var put = await PutAsync("key", body);
        using var got = await GetAsync("key");

        var etag = Digests.ETag(body);
        Assert.Equal(etag, put.ETag);
        Assert.Equal((etag, (long)size), (got.ETag, got.ContentLength));
        Assert.Equal(Convert.ToHexString(SHA256.HashData(body)), Convert.ToHexString(SHA256.HashData(await BodyAsync(got))));
    }

    [ContractTheory]
    [InlineData("plain.txt")]
    [InlineData("a/b/c")]
    [InlineData("a/../b")]
    [InlineData("./b")]
    [InlineData("trailing/")]
    [InlineData("double//slash")]
    [InlineData("with space and + plus")]
    [InlineData("percent%20encoded%2F")]
    [InlineData("ümläut/日本語/😀")]
    [InlineData("?query&x=y#hash")]
    [InlineData("quote'\"&<>")]
    [InlineData("()!*~;:@=,$")]
    [InlineData("back\\slash^`{|}")]
    public async Task A_key_means_what_it_says_in_every_call(string key)
    {
        await PutAsync(key, "body");
        await PutAsync("decoy", "other");

        var head = await HeadAsync(key);
        var text = await TextAsync(key);
        var keys = await KeysAsync();
        await S3.DeleteObjectsAsync(new DeleteObjectsRequest { BucketName = Bucket, Objects = [new KeyVersion { Key = key }] });

        Assert.Equal(4, head.ContentLength);
        Assert.Equal("body", text);
        Assert.Equal(2, keys.Length);
        Assert.Contains(key, keys);
        Assert.Equal(["decoy"], await KeysAsync());
    }

    // The SDK drops one leading slash from the path, so that "/key" would be "key". In bodies and copy sources it drops none.
    [ContractFact]
    public async Task A_key_may_begin_with_a_slash_which_the_sdk_wants_twice_in_paths()
    {
        await PutAsync("key", "other");
        await PutAsync("//key", "body");
        await CopyAsync("/key", "//copy");

        Assert.Equal(["/copy", "/key", "key"], await KeysAsync());
        Assert.Equal(("body", "body", "other"), (await TextAsync("//key"), await TextAsync("//copy"), await TextAsync("key")));
    }

    [ContractFact]
    public async Task A_key_has_1024_bytes_at_most()
    {
        var longest = new string('k', 1022) + "ü";

        await PutAsync(longest, "body");

        Assert.Equal("body", await TextAsync(longest));
        await RefusedAsync(HttpStatusCode.BadRequest, "KeyTooLongError", () => PutAsync(longest + "k", "body"));
    }

    [ContractFact]
    public async Task The_last_put_of_a_key_replaces_everything_of_the_one_before()
    {
        await PutAsync("key", "one", request =>
        {
            request.ContentType = "text/csv";
            request.Metadata["kind"] = "first";
            request.TagSet = [new Tag { Key = "t", Value = "1" }];
        });

        await PutAsync("key", "two");

        using var got = await GetAsync("key");
        Assert.Equal("two"u8.ToArray(), await BodyAsync(got));
        Assert.Empty(got.Metadata.Keys);
        Assert.NotEqual("text/csv", got.Headers.ContentType);
        Assert.Empty(await TagsAsync("key"));
    }

    [ContractFact]
    public async Task A_head_says_what_a_get_says()
    {
        await PutAsync("key", "body", request =>
        {
            request.ContentType = "text/plain";
            request.Metadata["kind"] = "first";
        });

        var head = await HeadAsync("key");
        using var got = await GetAsync("key");

        Assert.Equal((got.ETag, got.ContentLength, got.LastModified), (head.ETag, head.ContentLength, head.LastModified));
        Assert.Equal((got.Headers.ContentType, got.Metadata["kind"]), (head.Headers.ContentType, head.Metadata["kind"]));
        Assert.Equal(("text/plain", "first"), (head.Headers.ContentType, head.Metadata["kind"]));
    }

    [ContractFact]
    public async Task What_is_not_there_is_not_found()
    {
        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchKey", () => GetAsync("nothing"));
        await RefusedAsync(HttpStatusCode.NotFound, () => HeadAsync("nothing"));
        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchKey", () => CopyAsync("nothing", "target"));
        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchKey", () => TagsAsync("nothing"));
    }

    [ContractFact]
    public async Task An_error_says_which_key_and_which_request()
    {
        var error = await RefusedAsync(HttpStatusCode.NotFound, "NoSuchKey", () => GetAsync("nothing"));

        Assert.Equal("The specified key does not exist.", error.Message);
        Assert.False(string.IsNullOrEmpty(error.RequestId));
    }

    [ContractFact]
    public async Task A_delete_succeeds_whether_or_not_there_is_an_object()
    {
        await PutAsync("key", "body");

        var first = await DeleteAsync("key");
        var second = await DeleteAsync("key");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (first.HttpStatusCode, second.HttpStatusCode));
        Assert.True(string.IsNullOrEmpty(first.VersionId) && string.IsNullOrEmpty(first.DeleteMarker));
        Assert.Empty(await KeysAsync());
    }

    [ContractFact]
    public async Task Many_objects_are_deleted_at_once_and_each_is_named()
    {
        await PutAsync("a", "body");
        await PutAsync("b", "body");
        await PutAsync("c", "body");

        var response = await S3.DeleteObjectsAsync(new DeleteObjectsRequest
        {
            BucketName = Bucket,
            Objects = [new KeyVersion { Key = "a" }, new KeyVersion { Key = "b" }, new KeyVersion { Key = "never there" }],
        });

        Assert.Equal(["a", "b", "never there"], response.DeletedObjects.Select(deleted => deleted.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["c"], await KeysAsync());
    }

    [ContractFact]
    public async Task A_quiet_delete_names_nothing_that_went_well()
    {
        await PutAsync("a", "body");

        var response = await S3.DeleteObjectsAsync(new DeleteObjectsRequest { BucketName = Bucket, Quiet = true, Objects = [new KeyVersion { Key = "a" }] });

        Assert.Empty(response.DeletedObjects ?? []);
        Assert.Empty(await KeysAsync());
    }

    [ContractFact]
    public async Task A_thousand_keys_are_deleted_at_once_and_no_more()
    {
        await PutAsync("key-0", "body");
        var thousand = Enumerable.Range(0, 1000).Select(n => new KeyVersion { Key = $"key-{n}" }).ToList();

        var error = await RefusedAsync(HttpStatusCode.BadRequest, "MalformedXML", () => S3.DeleteObjectsAsync(
            new DeleteObjectsRequest { BucketName = Bucket, Objects = [.. thousand, new KeyVersion { Key = "one more" }] }));
        var response = await S3.DeleteObjectsAsync(new DeleteObjectsRequest { BucketName = Bucket, Objects = thousand });

        Assert.Contains("XML", error.Message, StringComparison.Ordinal);
        Assert.Equal(1000, response.DeletedObjects.Count);
        Assert.Empty(await KeysAsync());
    }

    [ContractTheory]
    [InlineData("STANDARD_IA")]
    [InlineData("GLACIER_IR")]
    [InlineData("INTELLIGENT_TIERING")]
    public async Task A_storage_class_is_kept_and_listed(string storageClass)
    {
        await PutAsync("key", "body", request => request.StorageClass = storageClass);

        var head = await HeadAsync("key");
        var listed = await S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket });

        Assert.Equal(storageClass, head.StorageClass.Value);
        Assert.Equal(storageClass, Assert.Single(listed.S3Objects).StorageClass.Value);
    }

    [ContractFact]
    public async Task The_standard_storage_class_is_listed_but_not_a_header()
    {
        await PutAsync("key", "body");

        var head = await HeadAsync("key");
        var listed = await S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket });

        Assert.True(string.IsNullOrEmpty(head.StorageClass?.Value));
        Assert.Equal("STANDARD", Assert.Single(listed.S3Objects).StorageClass.Value);
    }

    [ContractFact]
    public async Task An_unknown_storage_class_is_refused_and_stores_nothing()
    {
        await RefusedAsync(HttpStatusCode.BadRequest, "InvalidStorageClass", () => PutAsync("key", "body", request => request.StorageClass = "SHELF"));

        Assert.Empty(await KeysAsync());
    }

    [ContractFact]
    public async Task Attributes_are_read_without_the_body()
    {
        var put = await PutAsync("key", "body");

        var attributes = await S3.GetObjectAttributesAsync(new GetObjectAttributesRequest
        {
            BucketName = Bucket,
            Key = "key",
            ObjectAttributes = [ObjectAttributes.ETag, ObjectAttributes.ObjectSize, ObjectAttributes.StorageClass, ObjectAttributes.Checksum],
        });

        Assert.Equal(put.ETag.Trim('"'), attributes.ETag);
        Assert.Equal((4L, "STANDARD"), (attributes.ObjectSize, attributes.StorageClass.Value));
        Assert.Equal(put.ChecksumCRC32, attributes.Checksum.ChecksumCRC32);
    }

    [ContractFact]
    public async Task A_presigned_url_gets_an_object_without_more_credentials()
    {
        await PutAsync("with space/ü", "body");
        var url = await S3.GetPreSignedURLAsync(new GetPreSignedUrlRequest
        {
            BucketName = Bucket,
            Key = "with space/ü",
            Expires = DateTime.UtcNow.AddMinutes(5),
            Protocol = Protocol.HTTP,
        });

        Assert.Equal("body", await Server.Http.GetStringAsync(new Uri(url)));
    }

    [ContractFact]
    public async Task A_presigned_url_puts_an_object()
    {
        var url = await S3.GetPreSignedURLAsync(new GetPreSignedUrlRequest
        {
            BucketName = Bucket,
            Key = "key",
            Verb = HttpVerb.PUT,
            Expires = DateTime.UtcNow.AddMinutes(5),
            Protocol = Protocol.HTTP,
        });

        using var body = new ByteArrayContent("body"u8.ToArray());
        using var response = await Server.Http.PutAsync(new Uri(url), body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("body", await TextAsync("key"));
    }
}
