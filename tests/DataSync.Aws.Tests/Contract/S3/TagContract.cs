using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.S3;

/// <summary>Tags of objects.</summary>
public sealed class TagContract : S3Contract
{
    private static readonly Tag Sync = new() { Key = "team", Value = "sync" };

    [ContractFact]
    public async Task Tags_of_a_put_are_kept_and_counted()
    {
        await PutAsync("key", "body", request => request.TagSet = [Sync, new Tag { Key = "a b/ü+=", Value = "c:d@é-_." }, new Tag { Key = "empty", Value = "" }]);

        using var got = await GetAsync("key");

        Assert.Equal([("a b/ü+=", "c:d@é-_."), ("empty", ""), ("team", "sync")], await TagsAsync("key"));
        Assert.Equal(3, got.TagCount);
    }

    [ContractFact]
    public async Task Tags_are_replaced_and_deleted_without_touching_the_object()
    {
        var put = await PutAsync("key", "body", request => (request.TagSet, request.Metadata["kind"]) = ([Sync], "first"));

        await PutTagsAsync(new Tag { Key = "new", Value = "1" });
        var replaced = await TagsAsync("key");
        await S3.DeleteObjectTaggingAsync(new DeleteObjectTaggingRequest { BucketName = Bucket, Key = "key" });

        Assert.Equal([("new", "1")], replaced);
        Assert.Empty(await TagsAsync("key"));
        var head = await HeadAsync("key");
        Assert.Equal((put.ETag, "first"), (head.ETag, head.Metadata["kind"]));
        Assert.Equal("body", await TextAsync("key"));
    }

    [ContractFact]
    public async Task An_object_has_ten_tags_at_most()
    {
        var ten = Enumerable.Range(0, 10).Select(n => new Tag { Key = $"k{n}", Value = "v" }).ToArray();
        await PutAsync("key", "body");

        await PutTagsAsync(ten);
        var error = await RefusedAsync(HttpStatusCode.BadRequest, () => PutTagsAsync([.. ten, Sync]));

        // AWS answers BadRequest where its documentation says InvalidTag.
        Assert.Contains(error.ErrorCode, new[] { "BadRequest", "InvalidTag" });
        Assert.Equal(10, (await TagsAsync("key")).Length);
    }

    [ContractFact]
    public async Task A_put_with_more_than_ten_tags_stores_nothing()
    {
        await RefusedAsync(HttpStatusCode.BadRequest, () => PutAsync("key", "body", request =>
            request.TagSet = [.. Enumerable.Range(0, 11).Select(n => new Tag { Key = $"k{n}", Value = "v" })]));

        Assert.Empty(await KeysAsync());
    }

    [ContractTheory]
    [InlineData(129, 1)]
    [InlineData(1, 257)]
    [InlineData(0, 1)]
    public async Task A_tag_has_128_characters_of_key_and_256_of_value(int keyLength, int valueLength)
    {
        await PutAsync("key", "body");
        await PutTagsAsync(new Tag { Key = new string('k', 128), Value = new string('v', 256) });

        var error = await RefusedAsync(HttpStatusCode.BadRequest, () => PutTagsAsync(new Tag { Key = new string('k', keyLength), Value = new string('v', valueLength) }));

        Assert.Equal("InvalidTag", error.ErrorCode);
    }

    [ContractTheory]
    [InlineData("a&b", "v")]
    [InlineData("k", "a<b")]
    [InlineData("k", "a\nb")]
    public async Task A_tag_has_letters_digits_spaces_and_a_few_signs_alone(string key, string value)
    {
        await PutAsync("key", "body");

        await RefusedAsync(HttpStatusCode.BadRequest, "InvalidTag", () => PutTagsAsync(new Tag { Key = key, Value = value }));
    }

    [ContractFact]
    public async Task A_tag_key_comes_once()
    {
        await PutAsync("key", "body");

        await RefusedAsync(HttpStatusCode.BadRequest, "InvalidTag", () => PutTagsAsync(Sync, new Tag { Key = "team", Value = "other" }));
    }

    [ContractFact]
    public async Task A_tag_key_of_the_services_own_is_refused()
    {
        await PutAsync("key", "body");

        await RefusedAsync(HttpStatusCode.BadRequest, "InvalidTag", () => PutTagsAsync(new Tag { Key = "aws:reserved", Value = "x" }));
    }

    [ContractFact]
    public async Task Each_version_has_tags_of_its_own()
    {
        await VersioningAsync(VersionStatus.Enabled);
        var first = await PutAsync("key", "one", request => request.TagSet = [Sync]);
        var second = await PutAsync("key", "two");

        await S3.PutObjectTaggingAsync(new PutObjectTaggingRequest
        {
            BucketName = Bucket,
            Key = "key",
            VersionId = first.VersionId,
            Tagging = new Tagging { TagSet = [new Tag { Key = "old", Value = "1" }] },
        });

        Assert.Equal([("old", "1")], await TagsAsync("key", first.VersionId));
        Assert.Empty(await TagsAsync("key", second.VersionId));
        Assert.Empty(await TagsAsync("key"));
    }

    [ContractFact]
    public async Task A_delete_marker_has_no_tags()
    {
        await VersioningAsync(VersionStatus.Enabled);
        await PutAsync("key", "one");
        var marker = await DeleteAsync("key");

        await RefusedAsync(HttpStatusCode.NotFound, () => TagsAsync("key"));
        await RefusedAsync(HttpStatusCode.MethodNotAllowed, "MethodNotAllowed", () => TagsAsync("key", marker.VersionId));
    }

    private Task PutTagsAsync(params Tag[] tags) =>
        S3.PutObjectTaggingAsync(new PutObjectTaggingRequest { BucketName = Bucket, Key = "key", Tagging = new Tagging { TagSet = [.. tags] } });
}
