using System.Buffers;

namespace DataSync.Core.Serving;

/// <summary>A dependency of the application's own that answers a GET with 2xx while it is well.</summary>
/// <param name="Name">What the check is called in the answer.</param>
/// <param name="Url">Never shown to anyone.</param>
/// <param name="IsRequired">False when the region can serve without it: then it only warns.</param>
public sealed record UrlCheck(string Name, Uri Url, bool IsRequired)
{
    /// <summary>The most checks that there may be: all run at once, in a function of little memory.</summary>
    public const int MaxCount = 10;

    private const int MaxNameLength = 32;

    private static readonly SearchValues<char> NameLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private const string Form = "It must be name=https://host/path, or name?=https://host/path for a dependency that the region can serve without.";

    /// <summary>Reads <c>name=https://...,other?=https://...</c>.</summary>
    /// <param name="text">Empty for none. A comma in a URL is written %2C.</param>
    /// <param name="problems">A sentence for each entry that is not understood, with its remedy; empty when all are.</param>
    /// <returns>The entries that are understood, in their order.</returns>
    public static IReadOnlyList<UrlCheck> ParseList(string text, out IReadOnlyList<string> problems)
    {
        var found = new List<string>();
        var checks = new List<UrlCheck>();
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var problem = Parse(entry, checks);
            if (problem is not null)
            {
                found.Add(problem);
            }
        }

        if (checks.Count > MaxCount)
        {
            found.Add($"there are {checks.Count} checks; {MaxCount} may be. Let one URL stand for several dependencies.");
        }

        problems = found;
        return checks;
    }

    /// <summary>The name alone: a URL can hold what is nobody's business.</summary>
    public override string ToString() => Name;

    private static string? Parse(string entry, List<UrlCheck> checks)
    {
        var equals = entry.IndexOf('=', StringComparison.Ordinal);
        var left = equals < 0 ? "" : entry[..equals].Trim();
        var name = left.TrimEnd('?');
        if (left.Length - name.Length > 1 || !IsName(name))
        {
            return $"the entry '{Shown(entry)}' has no name of lower-case letters, digits and - before the first =, at most 32. {Form}";
        }

        if (HealthCheckNames.All.Contains(name, StringComparer.Ordinal) || checks.Exists(c => c.Name == name))
        {
            return $"the name '{name}' is taken: each check has a name of its own, and {string.Join(", ", HealthCheckNames.All)} are Health's. Choose another one.";
        }

        if (!Uri.TryCreate(entry[(equals + 1)..].Trim(), UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
        {
            return $"'{name}' is '{Shown(entry[(equals + 1)..])}', which is no URL. {Form}";
        }

        if (url.UserInfo.Length > 0)
        {
            return $"'{name}' has a user name or password in its URL. Remove it: a health check's URL must need no secret.";
        }

        checks.Add(new UrlCheck(name, url, IsRequired: left.Length == name.Length));
        return null;
    }

    // What stands before the @ of a URL, or in its query, is not for a log.
    private static string Shown(string entry)
    {
        var text = entry.Contains('@', StringComparison.Ordinal) ? "..." + entry[entry.LastIndexOf('@')..] : entry;
        return text.Split('?', 2) is [var first, var rest] && rest.Contains('=', StringComparison.Ordinal) && first.Contains("://", StringComparison.Ordinal) ? first + "?..." : text;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength && char.IsAsciiLetterLower(name[0]) && !name.AsSpan().ContainsAnyExcept(NameLetters);
}
