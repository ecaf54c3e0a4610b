using System.Net;
using System.Text;
using Amazon.S3.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.S3;

/// <summary>Parts of an object, by range.</summary>
public sealed class RangeContract : S3Contract
{
    private const string Digits = "0123456789";

    [ContractTheory]
    [InlineData("bytes=0-4", "01234", "bytes 0-4/10")]
    [InlineData("bytes=0-0", "0", "bytes 0-0/10")]
    [InlineData("bytes=9-9", "9", "bytes 9-9/10")]
    [InlineData("bytes=5-", "56789", "bytes 5-9/10")]
    [InlineData("bytes=8-100", "89", "bytes 8-9/10")]
    [InlineData("bytes=-3", "789", "bytes 7-9/10")]
    [InlineData("bytes=-20", Digits, "bytes 0-9/10")]
    public async Task A_range_returns_its_bytes_alone(string range, string expected, string contentRange)
    {
        await PutAsync("key", Digits);

        using var got = await GetAsync("key", request => request.ByteRange = new ByteRange(range));

        Assert.Equal(HttpStatusCode.PartialContent, got.HttpStatusCode);
        Assert.Equal((contentRange, (long)expected.Length), (got.ContentRange, got.ContentLength));
        Assert.Equal(expected, Encoding.UTF8.GetString(await BodyAsync(got)));
    }

    [ContractTheory]
    [InlineData("bytes=10-")]
    [InlineData("bytes=10-20")]
    [InlineData("bytes=1000000-1000001")]
    [InlineData("bytes=-0")]
    public async Task A_range_without_a_byte_of_the_object_is_refused(string range)
    {
        await PutAsync("key", Digits);

        await RefusedAsync(HttpStatusCode.RequestedRangeNotSatisfiable, "InvalidRange", () => GetAsync("key", request => request.ByteRange = new ByteRange(range)));
    }

    [ContractTheory]
    [InlineData("bytes=5-2")]
    [InlineData("bytes=a-b")]
    [InlineData("items=0-4")]
    public async Task What_is_no_range_is_ignored(string range)
    {
        await PutAsync("key", Digits);

        using var got = await GetAsync("key", request => request.ByteRange = new ByteRange(range));

        Assert.Equal(HttpStatusCode.OK, got.HttpStatusCode);
        Assert.Equal(Digits, Encoding.UTF8.GetString(await BodyAsync(got)));
    }

    [ContractFact]
    public async Task An_empty_object_has_no_range()
    {
        await PutAsync("key", "");

        await RefusedAsync(HttpStatusCode.RequestedRangeNotSatisfiable, "InvalidRange", () => GetAsync("key", request => request.ByteRange = new ByteRange(0, 0)));
    }

    [ContractFact]
    public async Task A_head_of_a_range_has_its_length()
    {
        await PutAsync("key", Digits);

        var head = await HeadAsync("key", request => request.Range = "bytes=2-4");

        Assert.Equal((HttpStatusCode.PartialContent, 3L, "bytes 2-4/10"), (head.HttpStatusCode, head.ContentLength, head.ContentRange));
        await RefusedAsync(HttpStatusCode.RequestedRangeNotSatisfiable, () => HeadAsync("key", request => request.Range = "bytes=10-"));
    }

    [ContractFact]
    public async Task A_range_far_into_a_large_object_is_exact()
    {
        var body = Bytes(MinPartBytes + 100);
        await PutAsync("key", body);

        var got = await BodyAsync(await GetAsync("key", request => request.ByteRange = new ByteRange(MinPartBytes - 50, MinPartBytes + 49)));

        Assert.Equal(body[(MinPartBytes - 50)..(MinPartBytes + 50)], got);
    }

    [ContractFact]
    public async Task A_range_of_what_changed_since_is_refused_by_its_etag()
    {
        var first = await PutAsync("key", Digits);
        await PutAsync("key", "9876543210");

        await RefusedAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => GetAsync("key", request =>
        {
            request.ByteRange = new ByteRange(0, 4);
            request.EtagToMatch = first.ETag;
        }));
    }

    [ContractFact]
    public async Task An_object_of_one_piece_is_its_first_part()
    {
        await PutAsync("key", Digits);

        using var got = await GetAsync("key", request => request.PartNumber = 1);

        Assert.Equal(Digits, Encoding.UTF8.GetString(await BodyAsync(got)));
        await RefusedAsync(HttpStatusCode.RequestedRangeNotSatisfiable, "InvalidPartNumber", () => GetAsync("key", request => request.PartNumber = 2));
    }

    [ContractFact]
    public async Task A_part_of_a_multipart_object_is_read_by_its_number()
    {
        var uploadId = await StartUploadAsync("key");
        var first = await UploadPartAsync("key", uploadId, 1, Bytes(MinPartBytes));
        var second = await UploadPartAsync("key", uploadId, 2, Encoding.UTF8.GetBytes("the last part"));
        await CompleteAsync("key", uploadId, [first, second]);

        using var got = await GetAsync("key", request => request.PartNumber = 2);

        Assert.Equal((HttpStatusCode.PartialContent, 2), (got.HttpStatusCode, got.PartsCount));
        Assert.Equal("the last part", Encoding.UTF8.GetString(await BodyAsync(got)));
    }
}
