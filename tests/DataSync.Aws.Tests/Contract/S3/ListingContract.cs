using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.S3;

/// <summary>Listing the objects of a bucket.</summary>
public sealed class ListingContract : S3Contract
{
    [ContractFact]
    public async Task An_empty_bucket_lists_nothing()
    {
        var listed = await ListAsync();

        Assert.Empty(listed.S3Objects ?? []);
        Assert.Equal((0, false), (listed.KeyCount, listed.IsTruncated));
        Assert.Null(listed.NextContinuationToken);
    }

    [ContractFact]
    public async Task Keys_are_in_the_order_of_their_bytes()
    {
        foreach (var key in (string[])["ä", "b", "Z", "a/b", "a-b", "ab", "\uFF5E", "😀", "a"])
        {
            await PutAsync(key, "body");
        }

        // In UTF-16 the emoji's surrogates would come before U+FF5E.
        Assert.Equal(["Z", "a", "a-b", "a/b", "ab", "b", "ä", "\uFF5E", "😀"], await KeysAsync());
    }

    [ContractFact]
    public async Task A_listed_object_has_size_etag_and_time()
    {
        var put = await PutAsync("key", "body");

        var listed = Assert.Single((await ListAsync()).S3Objects);

        Assert.Equal(("key", 4L, put.ETag), (listed.Key, listed.Size, listed.ETag));
        Assert.NotNull(listed.LastModified);
        Assert.Null(listed.Owner);
    }

    [ContractFact]
    public async Task The_owner_is_listed_when_asked_for()
    {
        await PutAsync("key", "body");

        var listed = await ListAsync(request => request.FetchOwner = true);

        Assert.False(string.IsNullOrEmpty(Assert.Single(listed.S3Objects).Owner?.Id));
    }

    [ContractFact]
    public async Task A_prefix_is_compared_by_bytes_and_means_no_folder()
    {
        await PutAllAsync("a", "a/1", "a/2", "ab", "b/1");

        var listed = await ListAsync(request => request.Prefix = "a/");
        var wider = await ListAsync(request => request.Prefix = "a");
        var none = await ListAsync(request => request.Prefix = "nothing");

        Assert.Equal(["a/1", "a/2"], Keys(listed));
        Assert.Equal(["a", "a/1", "a/2", "ab"], Keys(wider));
        Assert.Empty(Keys(none));
    }

    [ContractFact]
    public async Task A_delimiter_rolls_keys_up_into_common_prefixes()
    {
        await PutAllAsync("a", "b/1", "b/2/3", "b/2/4", "c/5", "d");

        var top = await ListAsync(request => request.Delimiter = "/");
        var inside = await ListAsync(request => (request.Delimiter, request.Prefix) = ("/", "b/"));

        Assert.Equal(["a", "d"], Keys(top));
        Assert.Equal(["b/", "c/"], top.CommonPrefixes);
        Assert.Equal(4, top.KeyCount);
        Assert.Equal(["b/1"], Keys(inside));
        Assert.Equal(["b/2/"], inside.CommonPrefixes);
    }

    [ContractFact]
    public async Task A_delimiter_may_be_of_several_characters()
    {
        await PutAllAsync("one--1", "one--2", "two-3");

        var listed = await ListAsync(request => request.Delimiter = "--");

        Assert.Equal(["two-3"], Keys(listed));
        Assert.Equal(["one--"], listed.CommonPrefixes);
    }

    [ContractFact]
    public async Task Start_after_skips_what_sorts_before_whether_it_exists_or_not()
    {
        await PutAllAsync("a", "b", "c");

        Assert.Equal(["b", "c"], Keys(await ListAsync(request => request.StartAfter = "a")));
        Assert.Equal(["b", "c"], Keys(await ListAsync(request => request.StartAfter = "aa")));
        Assert.Empty(Keys(await ListAsync(request => request.StartAfter = "c")));
    }

    [ContractFact]
    public async Task Pages_have_max_keys_and_go_on_where_the_last_one_ended()
    {
        await PutAllAsync("a", "b", "c", "d", "e");

        var first = await ListAsync(request => request.MaxKeys = 2);
        var second = await ListAsync(request => (request.MaxKeys, request.ContinuationToken) = (2, first.NextContinuationToken));
        var third = await ListAsync(request => (request.MaxKeys, request.ContinuationToken) = (2, second.NextContinuationToken));

        Assert.Equal(["a", "b"], Keys(first));
        Assert.Equal((true, 2), (first.IsTruncated, first.KeyCount));
        Assert.Equal(["c", "d"], Keys(second));
        Assert.Equal(["e"], Keys(third));
        Assert.Equal((true, false), (second.IsTruncated, third.IsTruncated));
        Assert.Null(third.NextContinuationToken);
    }

    [ContractFact]
    public async Task Common_prefixes_count_as_keys_and_come_once()
    {
        await PutAllAsync("a/1", "a/2", "a/3", "b", "c/1");

        var first = await ListAsync(request => (request.Delimiter, request.MaxKeys) = ("/", 1));
        var second = await ListAsync(request => (request.Delimiter, request.MaxKeys, request.ContinuationToken) = ("/", 1, first.NextContinuationToken));
        var third = await ListAsync(request => (request.Delimiter, request.MaxKeys, request.ContinuationToken) = ("/", 1, second.NextContinuationToken));

        Assert.Equal(["a/"], first.CommonPrefixes);
        Assert.Empty(Keys(first));
        Assert.Equal(["b"], Keys(second));
        Assert.Empty(second.CommonPrefixes ?? []);
        Assert.Equal(["c/"], third.CommonPrefixes);
        Assert.Equal((true, true, false), (first.IsTruncated, second.IsTruncated, third.IsTruncated));
    }

    [ContractFact]
    public async Task A_full_last_page_is_not_truncated()
    {
        await PutAllAsync("a", "b");

        var listed = await ListAsync(request => request.MaxKeys = 2);

        Assert.Equal((2, false), (listed.KeyCount, listed.IsTruncated));
    }

    [ContractFact]
    public async Task An_object_put_behind_the_page_is_seen_by_the_next_one()
    {
        await PutAllAsync("a", "c");
        var first = await ListAsync(request => request.MaxKeys = 1);

        await PutAllAsync("0", "b");
        var second = await ListAsync(request => request.ContinuationToken = first.NextContinuationToken);

        Assert.Equal(["b", "c"], Keys(second));
    }

    [ContractFact]
    public async Task A_wrong_continuation_token_is_refused()
    {
        await RefusedAsync(HttpStatusCode.BadRequest, "InvalidArgument", () => ListAsync(request => request.ContinuationToken = "no such token"));
    }

    [ContractFact]
    public async Task No_page_has_more_than_a_thousand_keys()
    {
        await PutAllAsync("a");

        var listed = await ListAsync(request => request.MaxKeys = 5000);

        Assert.Equal((1000, 1), (listed.MaxKeys, listed.KeyCount));
    }

    [ContractFact]
    public async Task Url_encoding_makes_any_key_fit_into_the_answer()
    {
        await PutAllAsync("a b+c/ü");

        var listed = await ListAsync(request => request.Encoding = EncodingType.Url);

        Assert.Equal("url", listed.Encoding?.Value);
        Assert.Equal("a b+c/ü", WebUtility.UrlDecode(Assert.Single(listed.S3Objects).Key));
    }

    [ContractFact]
    public async Task The_first_version_of_the_call_pages_by_marker()
    {
        await PutAllAsync("a", "b", "c/1", "c/2", "d");

        var first = await S3.ListObjectsAsync(new ListObjectsRequest { BucketName = Bucket, Delimiter = "/", MaxKeys = 3 });
        var second = await S3.ListObjectsAsync(new ListObjectsRequest { BucketName = Bucket, Delimiter = "/", MaxKeys = 3, Marker = first.NextMarker });

        Assert.Equal(["a", "b"], first.S3Objects.Select(found => found.Key));
        Assert.Equal(["c/"], first.CommonPrefixes);
        Assert.Equal((true, "c/"), (first.IsTruncated, first.NextMarker));
        Assert.Equal(["d"], second.S3Objects.Select(found => found.Key));
        Assert.False(second.IsTruncated);
    }

    [ContractFact]
    public async Task Deleted_objects_are_not_listed_in_a_versioned_bucket()
    {
        await VersioningAsync(VersionStatus.Enabled);
        await PutAllAsync("a", "b");

        await DeleteAsync("a");

        Assert.Equal(["b"], await KeysAsync());
    }

    private static string[] Keys(ListObjectsV2Response listed) => [.. (listed.S3Objects ?? []).Select(found => found.Key)];

    private async Task PutAllAsync(params string[] keys)
    {
        foreach (var key in keys)
        {
            await PutAsync(key, "body");
        }
    }

    private Task<ListObjectsV2Response> ListAsync(Action<ListObjectsV2Request>? configure = null)
    {
        var request = new ListObjectsV2Request { BucketName = Bucket };
        configure?.Invoke(request);
        return S3.ListObjectsV2Async(request);
    }
}
