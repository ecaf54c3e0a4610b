using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.S3;

/// <summary>What a server-side copy takes along, and from where.</summary>
public sealed class CopyContract : S3Contract
{
    [ContractFact]
    public async Task A_copy_has_body_metadata_headers_and_tags_of_its_source()
    {
        await PutAsync("source", "body", request =>
        {
            request.ContentType = "text/csv";
            request.Headers.CacheControl = "max-age=60";
            request.Headers.ContentDisposition = "attachment";
            request.Headers.ContentEncoding = "identity";
            request.Headers["Content-Language"] = "de";
            request.Metadata["kind"] = "first";
            request.TagSet = [new Tag { Key = "team", Value = "sync" }];
        });

        var copied = await CopyAsync("source", "target");

        var head = await HeadAsync("target");
        Assert.Equal("body", await TextAsync("target"));
        Assert.Equal(head.ETag, copied.ETag);
        Assert.Equal(("text/csv", "max-age=60", "attachment"), (head.Headers.ContentType, head.Headers.CacheControl, head.Headers.ContentDisposition));
        Assert.Equal(("identity", "de"), (head.Headers.ContentEncoding, head.Headers["Content-Language"] ?? head.ContentLanguage));
        Assert.Equal("first", head.Metadata["kind"]);
        Assert.Equal([("team", "sync")], await TagsAsync("target"));
    }

    [ContractFact]
    public async Task A_copy_that_replaces_metadata_keeps_none_of_the_sources()
    {
        await PutAsync("source", "body", request =>
        {
            request.ContentType = "text/csv";
            request.Headers.CacheControl = "max-age=60";
            request.Metadata["kind"] = "first";
            request.TagSet = [new Tag { Key = "team", Value = "sync" }];
        });

        await CopyAsync("source", "target", request =>
        {
            request.MetadataDirective = S3MetadataDirective.REPLACE;
            request.ContentType = "text/plain";
            request.Metadata["stamp"] = "v1";
        });

        var head = await HeadAsync("target");
        Assert.Equal(("text/plain", "v1"), (head.Headers.ContentType, head.Metadata["stamp"]));
        Assert.True(string.IsNullOrEmpty(head.Headers.CacheControl));
        Assert.Equal(["x-amz-meta-stamp"], head.Metadata.Keys);
        Assert.Equal([("team", "sync")], await TagsAsync("target"));
    }

    [ContractFact]
    public async Task Metadata_given_to_a_copy_that_does_not_replace_is_ignored()
    {
        await PutAsync("source", "body", request => request.Metadata["kind"] = "first");

        await CopyAsync("source", "target", request =>
        {
            request.MetadataDirective = S3MetadataDirective.COPY;
            request.Metadata["stamp"] = "v1";
        });

        Assert.Equal(["x-amz-meta-kind"], (await HeadAsync("target")).Metadata.Keys);
    }

    [ContractFact]
    public async Task A_copy_that_replaces_tags_has_the_new_ones_alone()
    {
        await PutAsync("source", "body", request => request.TagSet = [new Tag { Key = "team", Value = "sync" }]);

        await CopyAsync("source", "replaced", request =>
        {
            request.TaggingDirective = TaggingDirective.REPLACE;
            request.TagSet = [new Tag { Key = "new", Value = "a = b" }];
        });
        await CopyAsync("source", "emptied", request => request.TaggingDirective = TaggingDirective.REPLACE);

        Assert.Equal([("new", "a = b")], await TagsAsync("replaced"));
        Assert.Empty(await TagsAsync("emptied"));
    }

    [ContractFact]
    public async Task The_storage_class_is_not_copied()
    {
        await PutAsync("source", "body", request => request.StorageClass = S3StorageClass.StandardInfrequentAccess);

        await CopyAsync("source", "plain");
        await CopyAsync("source", "kept", request => request.StorageClass = S3StorageClass.StandardInfrequentAccess);

        Assert.True(string.IsNullOrEmpty((await HeadAsync("plain")).StorageClass?.Value));
        Assert.Equal("STANDARD_IA", (await HeadAsync("kept")).StorageClass.Value);
    }

    [ContractFact]
    public async Task The_website_redirect_is_not_copied()
    {
        await PutAsync("source", "body", request => request.WebsiteRedirectLocation = "/elsewhere");

        await CopyAsync("source", "target");

        Assert.Equal("/elsewhere", (await HeadAsync("source")).WebsiteRedirectLocation);
        Assert.True(string.IsNullOrEmpty((await HeadAsync("target")).WebsiteRedirectLocation));
    }

    [ContractFact]
    public async Task A_copy_onto_itself_has_to_change_something()
    {
        await PutAsync("key", "body", request => request.Metadata["kind"] = "first");

        await RefusedAsync(HttpStatusCode.BadRequest, "InvalidRequest", () => CopyAsync("key", "key"));
        await CopyAsync("key", "key", request =>
        {
            request.MetadataDirective = S3MetadataDirective.REPLACE;
            request.Metadata["kind"] = "second";
        });

        Assert.Equal("second", (await HeadAsync("key")).Metadata["kind"]);
        Assert.Equal("body", await TextAsync("key"));
    }

    [ContractTheory]
    [InlineData("with space")]
    [InlineData("plus+plus")]
    [InlineData("percent%2Bencoded")]
    [InlineData("ümläut/日本語/😀")]
    [InlineData("?versionId=none")]
    [InlineData("a//b/")]
    public async Task A_source_key_means_what_it_says(string key)
    {
        await PutAsync(key, "body");

        await CopyAsync(key, key + ".copy");

        Assert.Equal("body", await TextAsync(key + ".copy"));
    }

    [ContractFact]
    public async Task An_older_version_can_be_the_source()
    {
        await VersioningAsync(VersionStatus.Enabled);
        var first = await PutAsync("key", "one");
        await PutAsync("key", "two");

        var copied = await CopyAsync("key", "key", request => request.SourceVersionId = first.VersionId);

        Assert.Equal("one", await TextAsync("key"));
        Assert.Equal(first.VersionId, copied.SourceVersionId);
        Assert.Equal(3, (await VersionsAsync()).Count);
        Assert.DoesNotContain(copied.VersionId, new[] { null, "", first.VersionId });
    }

    [ContractFact]
    public async Task A_delete_marker_cannot_be_a_source()
    {
        await VersioningAsync(VersionStatus.Enabled);
        await PutAsync("key", "one");
        var marker = await DeleteAsync("key");

        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchKey", () => CopyAsync("key", "target"));
        await RefusedAsync(HttpStatusCode.BadRequest, "InvalidRequest", () => CopyAsync("key", "target", request => request.SourceVersionId = marker.VersionId));
    }

    [ContractFact]
    public async Task A_copy_crosses_regions_when_it_is_asked_for_at_the_target()
    {
        using var elsewhere = Server.Client(Server.OtherRegion);
        var target = await CreateBucketAsync(elsewhere, Server.OtherRegion);
        await PutAsync("key", "body", request => request.Metadata["kind"] = "first");

        await elsewhere.CopyObjectAsync(new CopyObjectRequest { SourceBucket = Bucket, SourceKey = "key", DestinationBucket = target, DestinationKey = "copy" });

        using var got = await elsewhere.GetObjectAsync(target, "copy");
        Assert.Equal("first", got.Metadata["kind"]);
        Assert.Equal("body"u8.ToArray(), await BodyAsync(got));
    }

    [ContractFact]
    public async Task A_copy_from_a_bucket_that_is_not_there_is_refused()
    {
        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchBucket", () => CopyAsync("key", "target", request => request.SourceBucket = NewName()));
    }

    [ContractFact]
    public async Task A_copy_outlives_its_source()
    {
        var body = Bytes(100_000);
        await PutAsync("source", body);
        await CopyAsync("source", "target");

        await PutAsync("source", "replaced");
        await DeleteAsync("source");

        Assert.Equal(body, await BodyAsync(await GetAsync("target")));
    }

    [ContractFact]
    public async Task A_copy_of_an_upload_in_parts_is_one_piece()
    {
        var uploaded = await UploadAsync("source", "body"u8.ToArray());

        var copied = await CopyAsync("source", "target");

        Assert.EndsWith("-1\"", uploaded.ETag, StringComparison.Ordinal);
        Assert.Equal("\"841a2d689ad86bd1611447453c22c6fc\"", copied.ETag);
    }
}
