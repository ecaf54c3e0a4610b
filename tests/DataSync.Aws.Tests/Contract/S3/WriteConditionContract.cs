using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.S3;

/// <summary>Conditional puts, completions, and deletes: what guards the writes of a replica.</summary>
public sealed class WriteConditionContract : S3Contract
{
    private const string OtherETag = "\"00000000000000000000000000000000\"";

    [ContractFact]
    public async Task A_put_if_none_match_creates_and_never_replaces()
    {
        await PutAsync("key", "one", request => request.IfNoneMatch = "*");

        await RefusedAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => PutAsync("key", "two", request => request.IfNoneMatch = "*"));

        Assert.Equal("one", await TextAsync("key"));
    }

    [ContractFact]
    public async Task A_put_if_match_replaces_that_object_alone()
    {
        var first = await PutAsync("key", "one");
        var second = await PutAsync("key", "two", request => request.IfMatch = first.ETag);

        await RefusedAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => PutAsync("key", "three", request => request.IfMatch = first.ETag));

        Assert.NotEqual(first.ETag, second.ETag);
        Assert.Equal("two", await TextAsync("key"));
    }

    [ContractFact]
    public async Task A_put_if_match_of_nothing_is_not_found()
    {
        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchKey", () => PutAsync("key", "one", request => request.IfMatch = OtherETag));

        Assert.Empty(await KeysAsync());
    }

    [ContractFact]
    public async Task If_none_match_of_an_etag_is_not_implemented_for_writes()
    {
        await PutAsync("key", "one");

        await RefusedAsync(HttpStatusCode.NotImplemented, "NotImplemented", () => PutAsync("key", "two", request => request.IfNoneMatch = OtherETag));

        Assert.Equal("one", await TextAsync("key"));
    }

    [ContractFact]
    public async Task Of_many_conditional_creations_one_wins()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
        {
            try
            {
                await PutAsync("key", $"body {n}", request => request.IfNoneMatch = "*");
                return $"body {n}";
            }
            catch (AmazonS3Exception error) when (error.ErrorCode is "PreconditionFailed" or "ConditionalRequestConflict")
            {
                return null;
            }
        }));

        Assert.Equal(Assert.Single(outcomes, outcome => outcome is not null), await TextAsync("key"));
    }

    [ContractFact]
    public async Task A_failed_condition_makes_no_version()
    {
        await VersioningAsync(VersionStatus.Enabled);
        await PutAsync("key", "one");

        await RefusedAsync(HttpStatusCode.PreconditionFailed, () => PutAsync("key", "two", request => request.IfNoneMatch = "*"));
        await RefusedAsync(HttpStatusCode.PreconditionFailed, () => PutAsync("key", "two", request => request.IfMatch = OtherETag));

        Assert.Single(await VersionsAsync());
    }

    [ContractFact]
    public async Task A_delete_marker_on_top_counts_as_nothing()
    {
        await VersioningAsync(VersionStatus.Enabled);
        var first = await PutAsync("key", "one");
        await DeleteAsync("key");

        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchKey", () => PutAsync("key", "two", request => request.IfMatch = first.ETag));
        await PutAsync("key", "two", request => request.IfNoneMatch = "*");

        Assert.Equal("two", await TextAsync("key"));
        Assert.Equal(3, (await VersionsAsync()).Count);
    }

    [ContractFact]
    public async Task A_condition_looks_at_the_newest_version_alone()
    {
        await VersioningAsync(VersionStatus.Enabled);
        var first = await PutAsync("key", "one");
        await PutAsync("key", "two");

        await RefusedAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => PutAsync("key", "three", request => request.IfMatch = first.ETag));
    }

    [ContractFact]
    public async Task An_upload_completed_if_none_match_never_replaces()
    {
        await UploadAsync("key", "one"u8.ToArray(), request => request.IfNoneMatch = "*");

        await RefusedAsync(
            HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => UploadAsync("key", "two"u8.ToArray(), request => request.IfNoneMatch = "*"));

        Assert.Equal("one", await TextAsync("key"));
    }

    [ContractFact]
    public async Task An_upload_completed_if_match_replaces_that_object_alone()
    {
        var first = await PutAsync("key", "one");
        await UploadAsync("key", "two"u8.ToArray(), request => request.IfMatch = first.ETag);

        await RefusedAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => UploadAsync("key", "three"u8.ToArray(), request => request.IfMatch = first.ETag));

        Assert.Equal("two", await TextAsync("key"));
    }

    [ContractFact]
    public async Task An_upload_completed_if_match_of_nothing_is_not_found()
    {
        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchKey", () => UploadAsync("key", "one"u8.ToArray(), request => request.IfMatch = OtherETag));

        Assert.Empty(await KeysAsync());
    }

    [ContractFact]
    public async Task A_delete_if_match_deletes_that_object_alone()
    {
        var first = await PutAsync("key", "one");
        var second = await PutAsync("key", "two");

        await RefusedAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => DeleteAsync("key", request => request.IfMatch = first.ETag));
        var kept = await TextAsync("key");
        await DeleteAsync("key", request => request.IfMatch = second.ETag);

        Assert.Equal("two", kept);
        Assert.Empty(await KeysAsync());
    }

    [ContractFact]
    public async Task A_delete_if_match_of_any_deletes_what_is_there()
    {
        await PutAsync("key", "one");

        await DeleteAsync("key", request => request.IfMatch = "*");

        Assert.Empty(await KeysAsync());
    }

    // The documentation names 412 and 404 in this place; a caller has to take both for "it is not there".
    [ContractTheory]
    [InlineData("*")]
    [InlineData(OtherETag)]
    public async Task A_delete_if_match_of_nothing_is_refused(string etag)
    {
        var error = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => DeleteAsync("nothing", request => request.IfMatch = etag));

        Assert.True(error.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed, $"{error.StatusCode}");
    }

    [ContractFact]
    public async Task A_delete_if_match_puts_its_marker_on_that_version_alone()
    {
        await VersioningAsync(VersionStatus.Enabled);
        var first = await PutAsync("key", "one");
        var second = await PutAsync("key", "two");

        await RefusedAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => DeleteAsync("key", request => request.IfMatch = first.ETag));
        var versionsBefore = await VersionsAsync();
        var deleted = await DeleteAsync("key", request => request.IfMatch = second.ETag);

        Assert.Equal(2, versionsBefore.Count);
        Assert.Equal("true", deleted.DeleteMarker);
        Assert.Equal(3, (await VersionsAsync()).Count);
    }

    [ContractFact]
    public async Task A_delete_if_match_under_a_marker_is_refused_and_makes_no_second_marker()
    {
        await VersioningAsync(VersionStatus.Enabled);
        var first = await PutAsync("key", "one");
        await DeleteAsync("key");

        var error = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => DeleteAsync("key", request => request.IfMatch = first.ETag));

        Assert.True(error.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed, $"{error.StatusCode}");
        Assert.Equal(2, (await VersionsAsync()).Count);
    }

    [ContractFact]
    public async Task Each_entry_of_a_multiple_delete_has_a_condition_of_its_own()
    {
        var a = await PutAsync("a", "one");
        await PutAsync("b", "one");

        var error = await Assert.ThrowsAsync<DeleteObjectsException>(() => S3.DeleteObjectsAsync(new DeleteObjectsRequest
        {
            BucketName = Bucket,
            Objects = [new KeyVersion { Key = "a", ETag = a.ETag }, new KeyVersion { Key = "b", ETag = OtherETag }],
        }));

        Assert.Equal(["a"], error.Response.DeletedObjects.Select(deleted => deleted.Key));
        Assert.Equal([("b", "PreconditionFailed")], error.Response.DeleteErrors.Select(failed => (failed.Key, failed.Code)));
        Assert.Equal(["b"], await KeysAsync());
    }
}
