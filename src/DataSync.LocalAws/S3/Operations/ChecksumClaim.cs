using DataSync.LocalAws.S3.Storage;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>The checksum a caller gives for a body: in a header, or in a trailer that comes after the body.</summary>
internal sealed record ChecksumClaim(ChecksumAlgorithm? Algorithm, string? Value, bool IsInTrailer)
{
    public static ChecksumClaim Read(S3Call call)
    {
        var given = ChecksumAlgorithm.All.Where(algorithm => call.Header(algorithm.Header) is not null).ToList();
        var trailer = call.Header("x-amz-trailer") is { } names
            ? ChecksumAlgorithm.All.FirstOrDefault(algorithm => names.Contains(algorithm.Header, StringComparison.OrdinalIgnoreCase) && IsNamed(names, algorithm))
                ?? throw S3Errors.InvalidRequest("The value specified in the x-amz-trailer header is not supported")
            : null;
        if (given.Count + (trailer is null ? 0 : 1) > 1)
        {
            throw S3Errors.InvalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
        }

        var announced = call.Header("x-amz-sdk-checksum-algorithm");
        var algorithm = trailer ?? given.FirstOrDefault();
        if (announced is not null && algorithm is null)
        {
            throw S3Errors.InvalidRequest("x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.");
        }

        if (announced is not null && !algorithm!.Name.Equals(announced, StringComparison.OrdinalIgnoreCase))
        {
            throw S3Errors.InvalidRequest("Value for x-amz-sdk-checksum-algorithm header is invalid.");
        }

        var value = trailer is null && algorithm is not null ? Checked(algorithm, call.Header(algorithm.Header)!) : null;
        return new ChecksumClaim(algorithm, value, trailer is not null);
    }

    /// <summary>Throws unless the bytes had the checksum claimed.</summary>
    public void Check(Checksum computed, IReadOnlyDictionary<string, string> trailers)
    {
        if (Algorithm is null)
        {
            return;
        }

        var claimed = !IsInTrailer ? Value!
            : trailers.TryGetValue(Algorithm.Header, out var trailer) ? Checked(Algorithm, trailer)
            : throw S3Errors.MalformedTrailer();
        if (claimed != computed.Value)
        {
            throw S3Errors.BadDigest(Algorithm.Name);
        }
    }

    private static bool IsNamed(string names, ChecksumAlgorithm algorithm) =>
        names.Split(',', StringSplitOptions.TrimEntries).Contains(algorithm.Header, StringComparer.OrdinalIgnoreCase);

    private static string Checked(ChecksumAlgorithm algorithm, string value)
    {
        Span<byte> bytes = stackalloc byte[64];
        return Convert.TryFromBase64String(value, bytes, out var length) && length == algorithm.Bytes
            ? value
            : throw S3Errors.InvalidRequest($"Value for {algorithm.Header} header is invalid.");
    }
}
