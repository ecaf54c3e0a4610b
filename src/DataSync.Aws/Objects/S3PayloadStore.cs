using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.Ports;

namespace DataSync.Aws.Objects;

/// <summary>The payload buckets: each region writes to its own, and reads from that of the region a change comes from.</summary>
/// <param name="clientOf">A client of a region; null for this one.</param>
/// <param name="bucket">The payload bucket of this region.</param>
public sealed class S3PayloadStore(Func<string?, IAmazonS3> clientOf, string bucket) : IPayloadStore
{
    /// <summary>The largest payload, in bytes: it is held in memory, and nothing that belongs in it is larger.</summary>
    public const long MaxBytes = 64L * 1024 * 1024;

    // The client's own limit is made for copies, and does not count the time that reading a body takes.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(45);

    /// <inheritdoc/>
    public async ValueTask<PayloadReference> PutAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (payload.Length > MaxBytes)
        {
            throw new StoreException(DeadLetterReason.ChangeTooLarge, isRetryable: false, $"A payload has {payload.Length} bytes; {MaxBytes} are allowed.");
        }

        var sha256 = Convert.ToHexStringLower(SHA256.HashData(payload.Span));
        var reference = new PayloadReference(bucket, "payloads/" + sha256, payload.Length, sha256);
        using var limited = Limited(cancellationToken);
        try
        {
            // Written even when it is there already: the bucket's lifecycle counts from the last write, and a new message needs all of it.
            using var body = ToStream(payload);
            var request = new PutObjectRequest { BucketName = bucket, Key = reference.Name, InputStream = body, ContentType = "application/octet-stream" };
            await clientOf(null).PutObjectAsync(request, limited.Token);
            return reference;
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "PutObject", bucket);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> GetAsync(PayloadReference reference, string region, CancellationToken cancellationToken)
    {
        if (reference.Size is < 0 or > MaxBytes)
        {
            throw Rejected(reference, $"is said to have {reference.Size} bytes; {MaxBytes} are allowed.");
        }

        var payload = new byte[reference.Size];
        using var limited = Limited(cancellationToken);
        try
        {
            var request = new GetObjectRequest { BucketName = reference.Bucket, Key = CopyRequests.SdkKey(reference.Name) };
            using var response = await clientOf(region).GetObjectAsync(request, limited.Token);
            if (response.ContentLength != reference.Size)
            {
                throw Rejected(reference, $"has {response.ContentLength} bytes instead of {reference.Size}.");
            }

            await response.ResponseStream.ReadExactlyAsync(payload, limited.Token);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "NoSuchKey")
        {
            // It is written before the message is sent, and reads see every write: it will not appear.
            throw Rejected(reference, "is not there any more. Write the item again where it was written.", e);
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw S3Failures.Sort(e, "GetObject", reference.Bucket);
        }

        var sha256 = Convert.ToHexStringLower(SHA256.HashData(payload));
        return sha256 == reference.Sha256 ? payload : throw Rejected(reference, $"has the digest {sha256} instead of {reference.Sha256}.");
    }

    private static CancellationTokenSource Limited(CancellationToken cancellationToken)
    {
        var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Timeout);
        return limited;
    }

    private static StoreException Rejected(PayloadReference reference, string what, Exception? inner = null) =>
        new(DeadLetterReason.Rejected, isRetryable: false, $"Payload '{reference.Name}' of bucket '{reference.Bucket}' {what}", inner);

    private static MemoryStream ToStream(ReadOnlyMemory<byte> payload) => MemoryMarshal.TryGetArray(payload, out var segment)
        ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
        : new MemoryStream(payload.ToArray(), writable: false);
}
