using System.Net;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.S3;

/// <summary>Conditional gets and heads.</summary>
public sealed class ReadConditionContract : S3Contract
{
    private const string OtherETag = "\"00000000000000000000000000000000\"";

    [ContractFact]
    public async Task A_get_if_match_returns_that_object_alone()
    {
        var put = await PutAsync("key", "body");

        using var got = await GetAsync("key", request => request.EtagToMatch = put.ETag);

        Assert.Equal("body"u8.ToArray(), await BodyAsync(got));
        await RefusedAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => GetAsync("key", request => request.EtagToMatch = OtherETag));
    }

    [ContractFact]
    public async Task A_get_if_none_match_returns_only_what_is_new()
    {
        var put = await PutAsync("key", "body");

        using var got = await GetAsync("key", request => request.EtagToNotMatch = OtherETag);

        Assert.Equal("body"u8.ToArray(), await BodyAsync(got));
        await RefusedAsync(HttpStatusCode.NotModified, () => GetAsync("key", request => request.EtagToNotMatch = put.ETag));
    }

    [ContractFact]
    public async Task A_head_has_the_same_conditions()
    {
        var put = await PutAsync("key", "body");

        var head = await HeadAsync("key", request => request.EtagToMatch = put.ETag);

        Assert.Equal(put.ETag, head.ETag);
        await RefusedAsync(HttpStatusCode.PreconditionFailed, () => HeadAsync("key", request => request.EtagToMatch = OtherETag));
        await RefusedAsync(HttpStatusCode.NotModified, () => HeadAsync("key", request => request.EtagToNotMatch = put.ETag));
    }

    [ContractFact]
    public async Task A_time_is_a_condition_by_the_second()
    {
        await PutAsync("key", "body");
        var modified = (await HeadAsync("key")).LastModified!.Value;

        using var newer = await GetAsync("key", request => request.ModifiedSinceDate = modified.AddHours(-1));
        using var unmodified = await GetAsync("key", request => request.UnmodifiedSinceDate = modified);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (newer.HttpStatusCode, unmodified.HttpStatusCode));
        await RefusedAsync(HttpStatusCode.NotModified, () => GetAsync("key", request => request.ModifiedSinceDate = modified));
        await RefusedAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => GetAsync("key", request => request.UnmodifiedSinceDate = modified.AddHours(-1)));
    }

    [ContractFact]
    public async Task A_matching_etag_outweighs_a_time_that_does_not()
    {
        var put = await PutAsync("key", "body");
        var modified = (await HeadAsync("key")).LastModified!.Value;

        using var got = await GetAsync("key", request =>
        {
            request.EtagToMatch = put.ETag;
            request.UnmodifiedSinceDate = modified.AddHours(-1);
        });

        Assert.Equal("body"u8.ToArray(), await BodyAsync(got));
    }

    [ContractFact]
    public async Task A_known_etag_outweighs_a_time_that_is_newer()
    {
        var put = await PutAsync("key", "body");
        var modified = (await HeadAsync("key")).LastModified!.Value;

        await RefusedAsync(HttpStatusCode.NotModified, () => GetAsync("key", request =>
        {
            request.EtagToNotMatch = put.ETag;
            request.ModifiedSinceDate = modified.AddHours(-1);
        }));
    }

    [ContractFact]
    public async Task A_condition_on_nothing_is_not_found()
    {
        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchKey", () => GetAsync("nothing", request => request.EtagToMatch = OtherETag));
    }
}
