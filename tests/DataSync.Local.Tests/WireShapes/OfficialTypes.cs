using System.Text.Json;
using System.Text.RegularExpressions;

namespace DataSync.Local.Tests.WireShapes;

/// <summary>
/// Holds JSON to the types of the official Lambda packages, by the listing of their signatures and the rules of their serializer: names bind whatever
/// their case, byte strings are base64, times are numbers.
/// </summary>
internal sealed partial class OfficialTypes
{
    private readonly Dictionary<string, Dictionary<string, string>> _members = new(StringComparer.Ordinal);

    public OfficialTypes()
    {
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "LambdaPackages", "public-api.txt")))
        {
            if (Property().Match(line) is { Success: true } match)
            {
                var type = match.Groups["type"].Value;
                if (!_members.TryGetValue(type, out var members))
                {
                    members = _members[type] = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                }

                members.Add(match.Groups["name"].Value, match.Groups["of"].Value);
            }
        }
    }

    /// <summary>The members of a type, as the listing names them.</summary>
    public IReadOnlyCollection<string> MembersOf(string type) => _members[type].Keys;

    /// <summary>What is wrong with a value that should be of this type, each with its place; nothing when it binds in full.</summary>
    public IEnumerable<string> Mistakes(JsonElement value, string type, string place)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return [$"{place} is null"];
        }

        if (Generic().Match(type) is { Success: true } generic)
        {
            var element = generic.Groups["element"].Value;
            return generic.Groups["name"].Value == "Dictionary"
                ? Of(value, JsonValueKind.Object, place, () => value.EnumerateObject().SelectMany(pair => Mistakes(pair.Value, element, $"{place}.{pair.Name}")))
                : Of(value, JsonValueKind.Array, place, () => value.EnumerateArray().SelectMany((item, i) => Mistakes(item, element, $"{place}[{i}]")));
        }

        return type.TrimEnd('?') switch
        {
            "string" => Of(value, JsonValueKind.String, place, () => []),
            "long" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _) ? [] : [$"{place} is not a whole number"],
            "System.DateTime" => Of(value, JsonValueKind.Number, place, () => []),
            "bool" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? [] : [$"{place} is not true or false"],
            "System.IO.MemoryStream" => value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out _) ? [] : [$"{place} is not base64"],
            _ => Of(value, JsonValueKind.Object, place, () => value.EnumerateObject().SelectMany(pair => Member(pair, type, place))),
        };
    }

    private IEnumerable<string> Member(JsonProperty property, string type, string place) => _members[type].TryGetValue(property.Name, out var of)
        ? Mistakes(property.Value, of, $"{place}.{property.Name}")
        : [$"{place}.{property.Name} is no member of {type}"];

    private static IEnumerable<string> Of(JsonElement value, JsonValueKind kind, string place, Func<IEnumerable<string>> inner) =>
        value.ValueKind == kind ? inner() : [$"{place} is {value.ValueKind}, not {kind}"];

    [GeneratedRegex(@"^P:(?<type>Amazon\.Lambda\.\w+Events\.[\w.]+)\.(?<name>\w+) : (?<of>.+?) \{ get;", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Property();

    [GeneratedRegex(@"^System\.Collections\.Generic\.(?<name>Dictionary|List|IList)<(string, )?(?<element>.+)>$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Generic();
}
