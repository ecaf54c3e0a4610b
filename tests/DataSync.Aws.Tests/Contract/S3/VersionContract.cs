using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.S3;

/// <summary>Versions, delete markers and the null version.</summary>
public sealed class VersionContract : S3Contract
{
    [ContractFact]
    public async Task A_bucket_without_versions_gives_none()
    {
        var put = await PutAsync("key", "one");

        Assert.True(string.IsNullOrEmpty(put.VersionId));
        Assert.True(string.IsNullOrEmpty((await HeadAsync("key")).VersionId));
        Assert.Equal("one", await TextAsync("key", "null"));
    }

    [ContractFact]
    public async Task Every_put_makes_a_version_and_the_newest_is_current()
    {
        await VersioningAsync(VersionStatus.Enabled);

        var first = await PutAsync("key", "one");
        var second = await PutAsync("key", "two");

        Assert.NotEqual(first.VersionId, second.VersionId);
        Assert.Equal("two", await TextAsync("key"));
        Assert.Equal("one", await TextAsync("key", first.VersionId));
        Assert.Equal("two", await TextAsync("key", second.VersionId));
        Assert.Equal(second.VersionId, (await HeadAsync("key")).VersionId);
        Assert.Equal(first.VersionId, (await HeadAsync("key", request => request.VersionId = first.VersionId)).VersionId);
    }

    [ContractFact]
    public async Task What_was_there_before_versioning_is_the_null_version()
    {
        await PutAsync("key", "before");

        await VersioningAsync(VersionStatus.Enabled);
        await PutAsync("key", "after");

        Assert.Equal("before", await TextAsync("key", "null"));
        Assert.Contains(await VersionsAsync(), version => version is { VersionId: "null", IsLatest: false });
    }

    [ContractFact]
    public async Task A_delete_hides_the_object_under_a_marker()
    {
        await VersioningAsync(VersionStatus.Enabled);
        var put = await PutAsync("key", "one");

        var deleted = await DeleteAsync("key");

        Assert.Equal("true", deleted.DeleteMarker);
        Assert.NotEqual(put.VersionId, deleted.VersionId);
        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchKey", () => GetAsync("key"));
        await RefusedAsync(HttpStatusCode.NotFound, () => HeadAsync("key"));
        Assert.Equal("one", await TextAsync("key", put.VersionId));
    }

    [ContractFact]
    public async Task A_marker_named_by_its_version_cannot_be_read()
    {
        await VersioningAsync(VersionStatus.Enabled);
        await PutAsync("key", "one");
        var marker = await DeleteAsync("key");

        await RefusedAsync(HttpStatusCode.MethodNotAllowed, "MethodNotAllowed", () => GetAsync("key", request => request.VersionId = marker.VersionId));
        await RefusedAsync(HttpStatusCode.MethodNotAllowed, () => HeadAsync("key", request => request.VersionId = marker.VersionId));
    }

    [ContractFact]
    public async Task Deleting_the_marker_brings_the_object_back()
    {
        await VersioningAsync(VersionStatus.Enabled);
        await PutAsync("key", "one");
        var marker = await DeleteAsync("key");

        var undeleted = await DeleteAsync("key", request => request.VersionId = marker.VersionId);

        Assert.Equal(("true", marker.VersionId), (undeleted.DeleteMarker, undeleted.VersionId));
        Assert.Equal("one", await TextAsync("key"));
    }

    [ContractFact]
    public async Task Deleting_a_version_leaves_no_marker_and_makes_the_one_before_current()
    {
        await VersioningAsync(VersionStatus.Enabled);
        await PutAsync("key", "one");
        var second = await PutAsync("key", "two");

        var deleted = await DeleteAsync("key", request => request.VersionId = second.VersionId);

        Assert.Equal(second.VersionId, deleted.VersionId);
        Assert.NotEqual("true", deleted.DeleteMarker);
        Assert.Equal("one", await TextAsync("key"));
        Assert.Single(await VersionsAsync());
    }

    [ContractFact]
    public async Task A_deleted_version_is_no_version_any_more()
    {
        await VersioningAsync(VersionStatus.Enabled);
        var first = await PutAsync("key", "one");
        await PutAsync("key", "two");

        await DeleteAsync("key", request => request.VersionId = first.VersionId);

        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchVersion", () => GetAsync("key", request => request.VersionId = first.VersionId));
        await RefusedAsync(HttpStatusCode.NotFound, () => HeadAsync("key", request => request.VersionId = first.VersionId));
        await DeleteAsync("key", request => request.VersionId = first.VersionId);
    }

    [ContractFact]
    public async Task What_cannot_be_a_version_id_is_refused()
    {
        await VersioningAsync(VersionStatus.Enabled);
        await PutAsync("key", "one");

        await RefusedAsync(HttpStatusCode.BadRequest, "InvalidArgument", () => GetAsync("key", request => request.VersionId = "no version id"));
    }

    [ContractFact]
    public async Task Two_deletes_make_two_markers()
    {
        await VersioningAsync(VersionStatus.Enabled);
        await PutAsync("key", "one");

        var first = await DeleteAsync("key");
        var second = await DeleteAsync("key");

        Assert.NotEqual(first.VersionId, second.VersionId);
        Assert.Equal([true, true, false], (await VersionsAsync()).Select(version => version.IsDeleteMarker == true));
    }

    [ContractFact]
    public async Task Deleting_what_was_never_there_makes_a_marker()
    {
        await VersioningAsync(VersionStatus.Enabled);

        var deleted = await DeleteAsync("key");

        Assert.Equal("true", deleted.DeleteMarker);
        var marker = Assert.Single(await VersionsAsync());
        Assert.Equal((deleted.VersionId, true, true), (marker.VersionId, marker.IsDeleteMarker, marker.IsLatest));
    }

    [ContractFact]
    public async Task A_put_after_a_delete_is_current_again()
    {
        await VersioningAsync(VersionStatus.Enabled);
        await PutAsync("key", "one");
        await DeleteAsync("key");

        await PutAsync("key", "two");

        Assert.Equal("two", await TextAsync("key"));
        Assert.Equal([false, true, false], (await VersionsAsync()).Select(version => version.IsDeleteMarker == true));
    }

    [ContractFact]
    public async Task A_multiple_delete_names_markers_and_versions()
    {
        await VersioningAsync(VersionStatus.Enabled);
        var a = await PutAsync("a", "one");
        await PutAsync("b", "one");

        var response = await S3.DeleteObjectsAsync(new DeleteObjectsRequest
        {
            BucketName = Bucket,
            Objects = [new KeyVersion { Key = "a", VersionId = a.VersionId }, new KeyVersion { Key = "b" }],
        });

        var version = Assert.Single(response.DeletedObjects, deleted => deleted.Key == "a");
        var marker = Assert.Single(response.DeletedObjects, deleted => deleted.Key == "b");
        Assert.Equal(a.VersionId, version.VersionId);
        Assert.NotEqual(true, version.DeleteMarker);
        Assert.True(marker.DeleteMarker);
        Assert.Contains(await VersionsAsync(), found => found.VersionId == marker.DeleteMarkerVersionId && found.IsDeleteMarker == true);
    }

    [ContractFact]
    public async Task Suspended_versioning_writes_the_null_version_over_and_over()
    {
        await VersioningAsync(VersionStatus.Enabled);
        var kept = await PutAsync("key", "kept");
        await VersioningAsync(VersionStatus.Suspended);

        await PutAsync("key", "two");
        await PutAsync("key", "three");

        Assert.Equal("three", await TextAsync("key"));
        Assert.Equal(["null", kept.VersionId], (await VersionsAsync()).Select(version => version.VersionId));
        Assert.Equal("kept", await TextAsync("key", kept.VersionId));
    }

    [ContractFact]
    public async Task Suspended_versioning_deletes_the_null_version_and_leaves_a_null_marker()
    {
        await VersioningAsync(VersionStatus.Enabled);
        var kept = await PutAsync("key", "kept");
        await VersioningAsync(VersionStatus.Suspended);
        await PutAsync("key", "two");

        var deleted = await DeleteAsync("key");

        Assert.Equal(("true", "null"), (deleted.DeleteMarker, deleted.VersionId));
        Assert.Equal([("null", true), (kept.VersionId, false)], (await VersionsAsync()).Select(version => (version.VersionId, version.IsDeleteMarker == true)));
    }

    [ContractFact]
    public async Task The_null_version_is_deleted_by_its_name_for_good()
    {
        await PutAsync("key", "before");
        await VersioningAsync(VersionStatus.Enabled);
        var kept = await PutAsync("key", "kept");

        var deleted = await DeleteAsync("key", request => request.VersionId = "null");

        Assert.Equal("null", deleted.VersionId);
        Assert.Equal([kept.VersionId], (await VersionsAsync()).Select(version => version.VersionId));
    }

    [ContractFact]
    public async Task Versions_are_listed_by_key_and_the_newest_first()
    {
        await VersioningAsync(VersionStatus.Enabled);
        var b1 = await PutAsync("b", "one");
        var a1 = await PutAsync("a", "one");
        var a2 = await PutAsync("a", "two, longer");
        var marker = await DeleteAsync("b");

        var versions = await VersionsAsync();

        Assert.Equal(
            [("a", a2.VersionId, true), ("a", a1.VersionId, false), ("b", marker.VersionId, true), ("b", b1.VersionId, false)],
            versions.Select(version => (version.Key, version.VersionId, version.IsLatest == true)));
        Assert.Equal((11L, a2.ETag), (versions[0].Size, versions[0].ETag));
    }

    [ContractFact]
    public async Task Versions_are_listed_in_pages_across_keys()
    {
        await VersioningAsync(VersionStatus.Enabled);
        await PutAsync("a", "one");
        await PutAsync("a", "two");
        await PutAsync("b", "one");
        await DeleteAsync("b");

        var all = await VersionsAsync();
        var first = await S3.ListVersionsAsync(new ListVersionsRequest { BucketName = Bucket, MaxKeys = 1 });
        var second = await S3.ListVersionsAsync(new ListVersionsRequest
        {
            BucketName = Bucket,
            MaxKeys = 2,
            KeyMarker = first.NextKeyMarker,
            VersionIdMarker = first.NextVersionIdMarker,
        });
        var third = await S3.ListVersionsAsync(new ListVersionsRequest
        {
            BucketName = Bucket,
            MaxKeys = 2,
            KeyMarker = second.NextKeyMarker,
            VersionIdMarker = second.NextVersionIdMarker,
        });

        Assert.Equal((true, true, false), (first.IsTruncated, second.IsTruncated, third.IsTruncated));
        Assert.Equal(
            all.Select(version => version.VersionId),
            first.Versions.Concat(second.Versions).Concat(third.Versions).Select(version => version.VersionId));
    }

    [ContractFact]
    public async Task Versions_have_prefix_and_delimiter_too()
    {
        await VersioningAsync(VersionStatus.Enabled);
        await PutAsync("a/1", "one");
        await PutAsync("a/1", "two");
        await PutAsync("b/1", "one");
        await PutAsync("c", "one");

        var prefixed = await S3.ListVersionsAsync(new ListVersionsRequest { BucketName = Bucket, Prefix = "a/" });
        var rolledUp = await S3.ListVersionsAsync(new ListVersionsRequest { BucketName = Bucket, Delimiter = "/" });

        Assert.Equal(["a/1", "a/1"], prefixed.Versions.Select(version => version.Key));
        Assert.Equal(["c"], rolledUp.Versions.Select(version => version.Key));
        Assert.Equal(["a/", "b/"], rolledUp.CommonPrefixes);
    }
}
