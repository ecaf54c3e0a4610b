using System.CommandLine.Parsing;
using System.Globalization;

namespace DataSync.Cli.Cost;

/// <summary>Sizes as people write them: <c>400</c>, <c>400B</c>, <c>1KB</c>, <c>2.5MB</c>, <c>50GB</c>; a KB has 1,024 bytes, as DynamoDB and S3 count.</summary>
internal static class SizeText
{
    private static readonly (string Suffix, double Bytes)[] Units = [("TB", 1L << 40), ("GB", 1L << 30), ("MB", 1L << 20), ("KB", 1L << 10), ("B", 1), ("", 1)];

    /// <summary>Bytes; null when it is no size above zero.</summary>
    public static double? TryParse(string text)
    {
        var (suffix, bytes) = Units.First(u => text.EndsWith(u.Suffix, StringComparison.OrdinalIgnoreCase));
        return double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number * bytes is >= 0 and < 1e18
            ? number * bytes
            : null;
    }

    /// <summary>For an option.</summary>
    public static double? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (TryParse(text) is { } size)
        {
            return size;
        }

        result.AddError($"'{text}' is no size; write 400B, 1KB, 2.5MB or 50GB.");
        return null;
    }
}
