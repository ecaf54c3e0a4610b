using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>Some bytes of an object.</summary>
/// <param name="First">The first one, counted from 0.</param>
/// <param name="Length">How many.</param>
internal readonly record struct ByteRange(long First, long Length)
{
    private const string Unit = "bytes=";

    public long Last => First + Length - 1;

    /// <summary>The range of a read; null for the whole object, which is also what a range that can't be read stands for.</summary>
    /// <exception cref="S3Exception">The object has no byte of the range.</exception>
    public static ByteRange? Of(string? header, long size)
    {
        if (!TryParse(header, out var first, out var last))
        {
            return null;
        }

        var range = (first, last) switch
        {
            (null, { } suffix) => new ByteRange(Math.Max(0, size - suffix), Math.Min(suffix, size)),
            ({ } from, null) => new ByteRange(from, size - from),
            ({ } from, { } to) => new ByteRange(from, Math.Min(to, size - 1) - from + 1),
            _ => default,
        };
        return range.Length > 0
            ? range
            : throw new S3Exception(416, "InvalidRange", "The requested range is not satisfiable", ("RangeRequested", header!), ("ActualObjectSize", $"{size}"))
            {
                Headers = { ["Content-Range"] = $"bytes */{size}" },
            };
    }

    /// <summary>The range of a copied part, which has to have both ends and lie within the source.</summary>
    public static ByteRange OfCopy(string header, long size)
    {
        if (!TryParse(header, out var first, out var last) || first is null || last is null)
        {
            throw S3Errors.InvalidArgument(
                "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
                "x-amz-copy-source-range", header);
        }

        return last < size
            ? new ByteRange(first.Value, last.Value - first.Value + 1)
            : throw S3Errors.InvalidArgument($"Range specified is not valid for source object of size: {size}", "x-amz-copy-source-range", header);
    }

    private static bool TryParse(string? header, out long? first, out long? last)
    {
        (first, last) = (null, null);
        if (header?.StartsWith(Unit, StringComparison.OrdinalIgnoreCase) != true || header.Contains(',', StringComparison.Ordinal))
        {
            return false;
        }

        var ends = header[Unit.Length..].Split('-');
        return ends.Length == 2 && TryParseEnd(ends[0], out first) && TryParseEnd(ends[1], out last) && (first is not null || last is not null) && !(first > last);
    }

    private static bool TryParseEnd(string text, out long? value)
    {
        value = long.TryParse(text.Trim(), System.Globalization.NumberStyles.None, provider: null, out var number) ? number : null;
        return value is not null || text.Trim().Length == 0;
    }
}
