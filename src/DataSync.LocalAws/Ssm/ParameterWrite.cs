using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DataSync.LocalAws.Ssm;

/// <summary>PutParameter, with the rules of AWS for types, sizes and patterns.</summary>
internal static class ParameterWrite
{
    private const int StandardBytes = 4096;
    private const int AdvancedBytes = 8192;
    private static readonly string[] Types = ["String", "StringList", "SecureString"];
    private static readonly string[] Tiers = ["Standard", "Advanced", "Intelligent-Tiering"];
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);

    public static JsonObject Put(RegionParameters parameters, SsmInput input, DateTimeOffset now, string? writtenBy)
    {
        var name = input.RequiredText("Name");
        ParameterName.Check(name);
        var value = input.RequiredText("Value");
        var tier = input.Text("Tier") ?? "Standard";
        if (!Tiers.Contains(tier, StringComparer.Ordinal))
        {
            throw SsmException.Validation($"Tier {tier} is none of {string.Join(", ", Tiers)}.");
        }

        var isOverwrite = input.Flag("Overwrite");
        if (isOverwrite && input.Structures("Tags").Count > 0)
        {
            throw SsmException.Validation("Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag.");
        }

        var size = Encoding.UTF8.GetByteCount(value);
        tier = tier == "Intelligent-Tiering" ? size > StandardBytes ? "Advanced" : "Standard" : tier;
        CheckSize(size, tier);
        var written = parameters.Put(name, before =>
        {
            if (before is not null && !isOverwrite)
            {
                throw new SsmException("ParameterAlreadyExists", "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.");
            }

            var pattern = input.Text("AllowedPattern") ?? before?.AllowedPattern;
            CheckPattern(value, pattern);
            return new ParameterVersion(name, TypeOf(input.Text("Type"), before), value, (before?.Version ?? 0) + 1, now)
            {
                Description = input.Text("Description") ?? before?.Description,
                AllowedPattern = pattern,
                Tier = tier,
                DataType = input.Text("DataType") ?? before?.DataType ?? "text",
                WrittenBy = writtenBy,
            };
        });
        return new JsonObject { ["Version"] = written.Version, ["Tier"] = written.Tier };
    }

    private static string TypeOf(string? asked, ParameterVersion? before)
    {
        if (asked is not null && !Types.Contains(asked, StringComparer.Ordinal))
        {
            throw new SsmException("UnsupportedParameterType", $"Type {asked} is none of {string.Join(", ", Types)}.");
        }

        if (before is null)
        {
            return asked ?? throw SsmException.Validation("A parameter type is required when you create a parameter.");
        }

        return asked is null || asked == before.Type
            ? before.Type
            : throw new SsmException("HierarchyTypeMismatchException", $"Parameter Store does not support changing a parameter type: {before.Name} is a {before.Type}.");
    }

    private static void CheckSize(int size, string tier)
    {
        if (size > AdvancedBytes)
        {
            throw SsmException.Validation($"Parameters support a maximum parameter value of {AdvancedBytes} characters.");
        }

        if (size > StandardBytes && tier == "Standard")
        {
            throw SsmException.Validation(
                $"Standard tier parameters support a maximum parameter value of {StandardBytes} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.");
        }
    }

    private static void CheckPattern(string value, string? pattern)
    {
        if (pattern is null)
        {
            return;
        }

        try
        {
            if (!Regex.IsMatch(value, pattern, RegexOptions.CultureInvariant, PatternLimit))
            {
                throw new SsmException("ParameterPatternMismatchException", $"Parameter value, cannot be validated against allowedPattern: {pattern}");
            }
        }
        catch (ArgumentException)
        {
            throw new SsmException("InvalidAllowedPatternException", $"The pattern {pattern} is not valid.");
        }
    }
}
