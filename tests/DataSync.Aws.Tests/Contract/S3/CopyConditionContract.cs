using System.Net;
using Amazon.S3;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.S3;

/// <summary>Conditions of a copy, on its source and on its target.</summary>
public sealed class CopyConditionContract : S3Contract
{
    private const string OtherETag = "\"00000000000000000000000000000000\"";

    [ContractFact]
    public async Task A_copy_if_the_source_matches_takes_that_object_alone()
    {
        var put = await PutAsync("source", "body");

        await CopyAsync("source", "target", request => request.ETagToMatch = put.ETag);

        Assert.Equal("body", await TextAsync("target"));
        await RefusedAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => CopyAsync("source", "other", request => request.ETagToMatch = OtherETag));
        Assert.Equal(["source", "target"], await KeysAsync());
    }

    [ContractFact]
    public async Task A_copy_if_the_source_does_not_match_takes_any_other_object()
    {
        var put = await PutAsync("source", "body");

        await CopyAsync("source", "target", request => request.ETagToNotMatch = OtherETag);

        Assert.Equal("body", await TextAsync("target"));
        await RefusedAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => CopyAsync("source", "other", request => request.ETagToNotMatch = put.ETag));
    }

    [ContractFact]
    public async Task A_copy_depends_on_when_the_source_was_modified()
    {
        await PutAsync("source", "body");
        var modified = (await HeadAsync("source")).LastModified!.Value;

        await CopyAsync("source", "newer", request => request.ModifiedSinceDate = modified.AddHours(-1));
        await CopyAsync("source", "unmodified", request => request.UnmodifiedSinceDate = modified);

        Assert.Equal(["newer", "source", "unmodified"], await KeysAsync());
        await RefusedAsync(
            HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => CopyAsync("source", "other", request => request.UnmodifiedSinceDate = modified.AddHours(-1)));
        await RefusedAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => CopyAsync("source", "other", request => request.ModifiedSinceDate = modified));
    }

    [ContractFact]
    public async Task An_etag_of_the_source_outweighs_its_time()
    {
        var put = await PutAsync("source", "body");
        var modified = (await HeadAsync("source")).LastModified!.Value;

        await CopyAsync("source", "matches", request => (request.ETagToMatch, request.UnmodifiedSinceDate) = (put.ETag, modified.AddHours(-1)));
        await RefusedAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => CopyAsync("source", "known", request =>
            (request.ETagToNotMatch, request.ModifiedSinceDate) = (put.ETag, modified.AddHours(-1))));

        Assert.Equal(["matches", "source"], await KeysAsync());
    }

    [ContractFact]
    public async Task A_copy_if_none_match_creates_and_never_replaces()
    {
        await PutAsync("one", "one");
        await PutAsync("two", "two");
        await CopyAsync("one", "target", request => request.IfNoneMatch = "*");

        await RefusedAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => CopyAsync("two", "target", request => request.IfNoneMatch = "*"));

        Assert.Equal("one", await TextAsync("target"));
    }

    [ContractFact]
    public async Task A_copy_if_match_replaces_that_object_alone()
    {
        await PutAsync("source", "new");
        var old = await PutAsync("target", "old");
        await CopyAsync("source", "target", request => request.IfMatch = old.ETag);
        await PutAsync("source", "newest");

        await RefusedAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => CopyAsync("source", "target", request => request.IfMatch = old.ETag));

        Assert.Equal("new", await TextAsync("target"));
    }

    [ContractFact]
    public async Task A_copy_if_match_of_nothing_is_not_found()
    {
        await PutAsync("source", "new");

        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchKey", () => CopyAsync("source", "target", request => request.IfMatch = OtherETag));

        Assert.Equal(["source"], await KeysAsync());
    }

    [ContractFact]
    public async Task A_copy_if_none_match_succeeds_over_a_delete_marker()
    {
        await VersioningAsync(VersionStatus.Enabled);
        await PutAsync("source", "new");
        var old = await PutAsync("target", "old");
        await DeleteAsync("target");

        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchKey", () => CopyAsync("source", "target", request => request.IfMatch = old.ETag));
        await CopyAsync("source", "target", request => request.IfNoneMatch = "*");

        Assert.Equal("new", await TextAsync("target"));
    }

    [ContractFact]
    public async Task Conditions_on_source_and_target_have_to_hold_both()
    {
        var source = await PutAsync("source", "new");
        var target = await PutAsync("target", "old");

        await RefusedAsync(HttpStatusCode.PreconditionFailed, () => CopyAsync("source", "target", request => (request.ETagToMatch, request.IfMatch) = (source.ETag, OtherETag)));
        await RefusedAsync(HttpStatusCode.PreconditionFailed, () => CopyAsync("source", "target", request => (request.ETagToMatch, request.IfMatch) = (OtherETag, target.ETag)));
        var before = await TextAsync("target");
        await CopyAsync("source", "target", request => (request.ETagToMatch, request.IfMatch) = (source.ETag, target.ETag));

        Assert.Equal(("old", "new"), (before, await TextAsync("target")));
    }

    [ContractFact]
    public async Task A_condition_on_a_source_version_is_about_that_version()
    {
        await VersioningAsync(VersionStatus.Enabled);
        var first = await PutAsync("source", "one");
        await PutAsync("source", "two");

        await CopyAsync("source", "target", request => (request.SourceVersionId, request.ETagToMatch) = (first.VersionId, first.ETag));

        Assert.Equal("one", await TextAsync("target"));
    }
}
