using DataSync.LocalAws.S3.Storage;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>Reads bodies into the store and holds them against everything the caller said of them. Of a body that is not what it should be nothing is kept.</summary>
internal sealed class BodyReceiver(BlobStore blobs)
{
    private const long MaxDocumentBytes = 4 * 1024 * 1024;
    private const string StreamingPrefix = "STREAMING-";
    private const string Unsigned = "UNSIGNED-PAYLOAD";

    /// <param name="call">The call.</param>
    /// <param name="fallback">The checksum to compute when the caller gives none.</param>
    /// <param name="maxBytes">The most that is taken.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public ValueTask<ReceivedBody> ReceiveAsync(S3Call call, ChecksumAlgorithm fallback, long maxBytes, CancellationToken cancellationToken) =>
        ReceiveAsync(call, ChecksumClaim.Read(call), fallback, maxBytes, cancellationToken);

    private async ValueTask<ReceivedBody> ReceiveAsync(
        S3Call call, ChecksumClaim claim, ChecksumAlgorithm fallback, long maxBytes, CancellationToken cancellationToken)
    {
        var signed = call.Header("x-amz-content-sha256");
        var isFramed = signed?.StartsWith(StreamingPrefix, StringComparison.Ordinal) == true
            || call.Header("Content-Encoding")?.Contains("aws-chunked", StringComparison.Ordinal) == true;
        var sha256 = SignedHash(signed);
        var md5 = ContentMd5(call);
        var length = AnnouncedLength(call, isFramed);
        if (length > maxBytes)
        {
            throw S3Errors.EntityTooLarge(length, maxBytes);
        }

        var framed = isFramed ? new AwsChunkedStream(call.Body) : null;
        using var digests = new BodyDigests(claim.Algorithm ?? fallback, withSha256: sha256 is not null);
        var content = await blobs.StoreAsync(framed ?? call.Body, digests, maxBytes, cancellationToken);
        try
        {
            if (content.Length != length)
            {
                throw new S3Exception(400, "IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header");
            }

            CheckMd5(md5, digests.Md5());
            CheckSha256(sha256, digests.Sha256());
            var checksum = digests.Checksum();
            claim.Check(checksum, framed?.Trailers ?? []);
            return new ReceivedBody(content, digests.Md5(), checksum);
        }
        catch
        {
            content.Release();
            throw;
        }
    }

    /// <summary>A body that is a document.</summary>
    /// <param name="call">The call.</param>
    /// <param name="needsDigest">True when the caller has to give an MD5 or a checksum.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async ValueTask<byte[]> ReadDocumentAsync(S3Call call, bool needsDigest, CancellationToken cancellationToken)
    {
        if (needsDigest && call.Header("Content-MD5") is null && ChecksumClaim.Read(call).Algorithm is null)
        {
            throw S3Errors.InvalidRequest("Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
        }

        return await BytesAsync(await ReceiveAsync(call, ChecksumAlgorithm.Crc64Nvme, MaxDocumentBytes, cancellationToken), cancellationToken);
    }

    /// <summary>A document that comes with the checksum of something else.</summary>
    public async ValueTask<byte[]> ReadUnsummedAsync(S3Call call, CancellationToken cancellationToken)
    {
        var none = new ChecksumClaim(Algorithm: null, Value: null, IsInTrailer: false);
        return await BytesAsync(await ReceiveAsync(call, none, ChecksumAlgorithm.Crc64Nvme, MaxDocumentBytes, cancellationToken), cancellationToken);
    }

    private static async ValueTask<byte[]> BytesAsync(ReceivedBody body, CancellationToken cancellationToken)
    {
        var bytes = new byte[body.Content.Length];
        await using var stream = new ContentStream(body.Content);
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private static long AnnouncedLength(S3Call call, bool isFramed)
    {
        var header = call.Header(isFramed ? "x-amz-decoded-content-length" : "Content-Length");
        if (header is null && !isFramed && call.Header("Transfer-Encoding") is null)
        {
            // A request without either header has no body.
            return 0;
        }

        return long.TryParse(header, out var length) && length >= 0
            ? length
            : throw new S3Exception(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
    }

    private static string? SignedHash(string? header)
    {
        if (header is null or Unsigned || header.StartsWith(StreamingPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        return header.Length == 64 && header.All(char.IsAsciiHexDigit)
            ? header
            : throw S3Errors.InvalidArgument(
                "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, or a valid sha256 value.",
                "x-amz-content-sha256", header);
    }

    private static byte[]? ContentMd5(S3Call call)
    {
        if (call.Header("Content-MD5") is not { } header)
        {
            return null;
        }

        var bytes = new byte[header.Length];
        return Convert.TryFromBase64String(header, bytes, out var length) && length == 16
            ? bytes[..16]
            : throw new S3Exception(400, "InvalidDigest", "The Content-MD5 you specified was invalid.", ("Content-MD5", header));
    }

    private static void CheckMd5(byte[]? claimed, byte[] computed)
    {
        if (claimed is not null && !claimed.AsSpan().SequenceEqual(computed))
        {
            throw new S3Exception(400, "BadDigest", "The Content-MD5 you specified did not match what we received.",
                ("ExpectedDigest", Convert.ToBase64String(claimed)), ("CalculatedDigest", Convert.ToBase64String(computed)));
        }
    }

    private static void CheckSha256(string? claimed, byte[]? computed)
    {
        if (claimed is not null && !claimed.Equals(Convert.ToHexString(computed!), StringComparison.OrdinalIgnoreCase))
        {
            throw new S3Exception(400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.",
                ("ClientComputedContentSHA256", claimed), ("S3ComputedContentSHA256", Convert.ToHexStringLower(computed!)));
        }
    }
}
