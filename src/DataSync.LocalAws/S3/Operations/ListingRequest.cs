using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>What all listings are asked with.</summary>
internal sealed record ListingRequest(string Prefix, string Delimiter, int MaxKeys, bool IsEncoded)
{
    private const int Limit = 1000;

    public static ListingRequest Read(S3Call call, string limitName = "max-keys")
    {
        var encoding = call.Parameter("encoding-type");
        return encoding is null or "" or "url"
            ? new ListingRequest(call.Parameter("prefix") ?? "", call.Parameter("delimiter") ?? "", ReadLimit(call, limitName), encoding is "url")
            : throw S3Errors.InvalidArgument("Invalid Encoding Method specified in Request", "encoding-type", encoding);
    }

    /// <summary>A key as the answer carries it.</summary>
    public string Shown(string key) => IsEncoded ? UrlText.Encode(key) : key;

    /// <summary>The common prefix a key is rolled up into; null for one that is listed itself.</summary>
    public string? RollUp(string key)
    {
        var at = Delimiter.Length == 0 ? -1 : key.IndexOf(Delimiter, Prefix.Length, StringComparison.Ordinal);
        return at < 0 ? null : key[..(at + Delimiter.Length)];
    }

    public static int ReadLimit(S3Call call, string name)
    {
        if (call.Parameter(name) is not { Length: > 0 } text)
        {
            return Limit;
        }

        return int.TryParse(text, out var number) && number >= 0
            ? Math.Min(number, Limit)
            : throw S3Errors.InvalidArgument($"Argument {name} must be an integer between 0 and 2147483647", name, text);
    }
}
