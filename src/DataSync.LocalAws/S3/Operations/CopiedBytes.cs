using DataSync.LocalAws.S3.Objects;
using DataSync.LocalAws.S3.Storage;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>The sums of bytes that are copied. What is known already is not computed again, so that most copies read nothing.</summary>
internal sealed record CopiedBytes(byte[] Md5, Checksum Checksum)
{
    /// <param name="source">The version that is copied.</param>
    /// <param name="content">Its bytes, or the part of them that is copied.</param>
    /// <param name="algorithm">What to sum with.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async ValueTask<CopiedBytes> OfAsync(ObjectVersion source, Content content, ChecksumAlgorithm algorithm, CancellationToken cancellationToken)
    {
        var isWhole = content.Length == source.Content.Length;
        if (isWhole && source.Parts.Count == 0 && source.Checksum is { IsComposite: false } sum && sum.Algorithm == algorithm)
        {
            return new CopiedBytes(Convert.FromHexString(source.ETag), sum);
        }

        using var digests = new BodyDigests(algorithm);
        await BlobStore.DigestAsync(content, digests, cancellationToken);
        return new CopiedBytes(digests.Md5(), digests.Checksum());
    }
}
