using System.Globalization;

namespace DataSync.Aws.Control;

/// <summary>How a function is set up.</summary>
/// <param name="Variables">Its environment variables.</param>
/// <param name="ModifiedAt">When it was deployed last; null when Lambda does not say.</param>
public sealed record FunctionConfiguration(IReadOnlyDictionary<string, string> Variables, DateTimeOffset? ModifiedAt)
{
    // Lambda writes +0000, which no standard format of .NET reads.
    internal static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParseExact(text?.Replace("+0000", "Z", StringComparison.Ordinal), "yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}
