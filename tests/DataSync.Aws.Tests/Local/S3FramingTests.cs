using System.Net;
using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace DataSync.Aws.Tests.Local;

/// <summary>Bodies as they are on the wire, right and wrong, which no SDK would send.</summary>
public sealed class S3FramingTests
{
    private const string Authorization = "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=0";

    // The CRC-32 of "hello world".
    private const string Crc32 = "DUoRhQ==";

    public static TheoryData<string, string, string?> Framings => new()
    {
        { "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n", "x-amz-checksum-crc32" },
        { "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "b;chunk-signature=ab\r\nhello world\r\n0;chunk-signature=cd\r\n\r\n", null },
        {
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
            "B;chunk-signature=ab\r\nhello world\r\n0;chunk-signature=cd\r\nx-amz-checksum-crc32:DUoRhQ==\r\nx-amz-trailer-signature:ef\r\n\r\n",
            "x-amz-checksum-crc32"
        },
    };

    public static TheoryData<string, string> BrokenFramings => new()
    {
        { "b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n", "BadDigest" },
        { "b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n", "InvalidRequest" },
        { "b\r\nhello world\r\n0\r\n\r\n", "MalformedTrailerError" },
        { "b\r\nhello world\r\n", "IncompleteBody" },
        { "b\r\nhello", "IncompleteBody" },
        { "5\r\nhello world\r\n0\r\n\r\n", "IncompleteBody" },
        { "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", "IncompleteBody" },
        { "zz\r\nhello world\r\n0\r\n\r\n", "InvalidRequest" },
    };

    public static TheoryData<string, string, string> WrongClaims => new()
    {
        { "Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA==", "BadDigest" },
        { "Content-MD5", "not base64", "InvalidDigest" },
        { "x-amz-checksum-sha256", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "BadDigest" },
        { "x-amz-checksum-crc64nvme", "AAAAAAAAAAA=", "BadDigest" },
        { "x-amz-checksum-crc32", "AAAAAAAAAAA=", "InvalidRequest" },
        { "x-amz-sdk-checksum-algorithm", "CRC32", "InvalidRequest" },
        { "x-amz-content-sha256", "0000000000000000000000000000000000000000000000000000000000000000", "XAmzContentSHA256Mismatch" },
        { "x-amz-content-sha256", "nonsense", "InvalidArgument" },
    };

    [Theory]
    [MemberData(nameof(Framings))]
    public async Task Framing_is_taken_off_and_never_stored(string signed, string body, string? trailer)
    {
        await using var cloud = await S3Cloud.StartAsync();

        using var response = await PutAsync(cloud, body, ("x-amz-content-sha256", signed), ("x-amz-decoded-content-length", "11"), ("x-amz-trailer", trailer), ("Content-Encoding", "aws-chunked,gzip"));
        using var stored = await cloud.S3.GetObjectAsync(S3Cloud.Bucket, "key");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(11, stored.ContentLength);
        Assert.Equal("gzip", stored.Headers.ContentEncoding);
        Assert.Equal(trailer is not null, response.Headers.TryGetValues("x-amz-checksum-crc32", out var sum) && sum.Single() == Crc32);
    }

    [Theory]
    [MemberData(nameof(BrokenFramings))]
    public async Task A_body_that_is_framed_or_summed_wrongly_is_refused_and_nothing_is_stored(string body, string code)
    {
        await using var cloud = await S3Cloud.StartAsync();

        using var response = await PutAsync(
            cloud, body, ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"), ("x-amz-decoded-content-length", "11"), ("x-amz-trailer", "x-amz-checksum-crc32"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"<Code>{code}</Code>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, Assert.Single(cloud.Cloud.S3.Buckets()).Objects);
    }

    [Theory]
    [MemberData(nameof(WrongClaims))]
    public async Task A_wrong_claim_about_the_body_is_refused_and_nothing_is_stored(string header, string value, string code)
    {
        await using var cloud = await S3Cloud.StartAsync(overHttp: false);

        using var response = await PutAsync(cloud, "hello world", (header, value));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"<Code>{code}</Code>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, Assert.Single(cloud.Cloud.S3.Buckets()).Objects);
    }

    [Fact]
    public async Task Right_claims_of_every_kind_are_taken()
    {
        await using var cloud = await S3Cloud.StartAsync();
        var bytes = Encoding.ASCII.GetBytes("123456789");
        (string, string?)[] claims =
        [
            ("x-amz-checksum-crc32", "y/Q5Jg=="),
            ("x-amz-checksum-crc32c", "4waSgw=="),
            ("x-amz-checksum-crc64nvme", "rosUhgp5mIg="),
            ("x-amz-checksum-sha256", Convert.ToBase64String(SHA256.HashData(bytes))),
            ("x-amz-content-sha256", Convert.ToHexStringLower(SHA256.HashData(bytes))),
        ];

        foreach (var claim in claims)
        {
            using var response = await PutAsync(cloud, "123456789", claim);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Without_any_claim_the_object_is_summed_with_crc64nvme()
    {
        await using var cloud = await S3Cloud.StartAsync();

        using var response = await PutAsync(cloud, "123456789");

        Assert.Equal("rosUhgp5mIg=", Assert.Single(response.Headers.GetValues("x-amz-checksum-crc64nvme")));
        Assert.Equal("FULL_OBJECT", Assert.Single(response.Headers.GetValues("x-amz-checksum-type")));
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_refused()
    {
        await using var cloud = await S3Cloud.StartAsync();
        using var http = cloud.Http();
        using var request = Put("hello world");
        request.Headers.TransferEncodingChunked = true;

        using var response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.LengthRequired, response.StatusCode);
        Assert.Contains("<Code>MissingContentLength</Code>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_may_wait_to_be_told_to_continue()
    {
        await using var cloud = await S3Cloud.StartAsync();
        using var http = cloud.Http();
        using var request = Put("hello world");
        request.Headers.ExpectContinue = true;

        using var response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("hello world", await cloud.ReadAsync("key"));
    }

    [Fact]
    public async Task An_error_of_head_has_no_body_and_the_connection_goes_on()
    {
        await using var cloud = await S3Cloud.StartAsync();
        using var http = cloud.Http();
        using var head = new HttpRequestMessage(HttpMethod.Head, $"/{S3Cloud.Bucket}/none");
        head.Headers.TryAddWithoutValidation("Authorization", Authorization);

        using var missing = await http.SendAsync(head);
        using var stored = await http.SendAsync(Put("hello world"));

        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Empty(await missing.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
    }

    private static HttpRequestMessage Put(string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/{S3Cloud.Bucket}/key") { Content = new ByteArrayContent(Encoding.ASCII.GetBytes(body)) };
        request.Headers.TryAddWithoutValidation("Authorization", Authorization);
        return request;
    }

    private static async Task<HttpResponseMessage> PutAsync(S3Cloud cloud, string body, params (string Name, string? Value)[] headers)
    {
        using var http = cloud.Http();
        using var request = Put(body);
        foreach (var (name, value) in headers)
        {
            if (value is not null && !request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content!.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await http.SendAsync(request);
    }
}
