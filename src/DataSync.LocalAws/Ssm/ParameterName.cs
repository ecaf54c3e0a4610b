using System.Text.RegularExpressions;

namespace DataSync.LocalAws.Ssm;

/// <summary>What a parameter may be called, and what a reference to one means.</summary>
internal static partial class ParameterName
{
    private const int MaxLength = 1011;
    private const int MaxLevels = 15;

    /// <summary>Checks the name of a parameter that is to be made.</summary>
    public static void Check(string name)
    {
        if (name.Length > MaxLength)
        {
            throw SsmException.Validation($"Parameter name is {name.Length} characters long; the most are {MaxLength}.");
        }

        if (!Pattern().IsMatch(name))
        {
            throw SsmException.Validation("Parameter name: only a mix of letters, numbers and the following 4 symbols .-_/ are allowed");
        }

        if (name.Contains('/') && !name.StartsWith('/'))
        {
            throw SsmException.Validation("Parameter name must be a fully qualified name: with a slash in it, it begins with one.");
        }

        var levels = name.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (levels.Length > MaxLevels)
        {
            throw new SsmException("HierarchyLevelLimitExceededException", $"A hierarchy can have a maximum of {MaxLevels} levels.");
        }

        if (levels.Length == 0 || levels[0].StartsWith("aws", StringComparison.OrdinalIgnoreCase) || levels[0].StartsWith("ssm", StringComparison.OrdinalIgnoreCase))
        {
            throw SsmException.Validation("Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).");
        }
    }

    /// <summary>Name and version (null: the newest) of <c>name</c>, <c>name:3</c> or the same after a parameter's ARN.</summary>
    public static (string Name, long? Version) Parse(string reference)
    {
        var text = reference;
        if (text.StartsWith("arn:", StringComparison.Ordinal))
        {
            var resource = text.Split(':', 6)[^1];
            var path = resource.StartsWith("parameter/", StringComparison.Ordinal) ? resource["parameter".Length..] : throw SsmException.NotFound(reference);
            // A name without slashes has one in the ARN all the same.
            text = path.IndexOf('/', 1) < 0 ? path[1..] : path;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return (text, null);
        }

        return long.TryParse(text[(colon + 1)..], out var version)
            ? (text[..colon], version)
            : throw new SsmException("ParameterVersionNotFound", $"Systems Manager could not find version {text[(colon + 1)..]} of {text[..colon]}; there are no labels here.");
    }

    [GeneratedRegex("^[a-zA-Z0-9_.\\-/]+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
