using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DataSync.Local.Mappings;

/// <summary>
/// An event filter pattern. A record matches when every key of the pattern has a value that one of its conditions accepts. Only leaves have values: a
/// list stands for each of its elements, an object for none.
/// </summary>
public sealed class FilterPattern
{
    private const int MaxCharacters = 4096;

    private readonly JsonElement _root;

    private FilterPattern(JsonElement root) => _root = root;

    /// <summary>Parses a pattern. Throws <see cref="FormatException"/> with the reason when it isn't one, or uses what Lambda's filters don't have.</summary>
    public static FilterPattern Parse(string text) => Parse(text, isRule: false);

    /// <summary>Parses the event pattern of an EventBridge rule, which has more operators. Throws <see cref="FormatException"/> with the reason when it isn't one.</summary>
    public static FilterPattern ParseRule(string text) => Parse(text, isRule: true);

    private static FilterPattern Parse(string text, bool isRule)
    {
        if (text.Length > MaxCharacters)
        {
            throw new FormatException($"the pattern has {text.Length} characters; the limit is {MaxCharacters}");
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement.Clone();
            new FilterGrammar(isRule).Check(root, "the pattern");
            return new FilterPattern(root);
        }
        catch (JsonException exception)
        {
            throw new FormatException("the pattern is not JSON: " + exception.Message, exception);
        }
    }

    /// <summary>
    /// True when the event (one element of Records) matches. A message's <c>body</c> must be of the kind that the pattern asks for: JSON for an object,
    /// a plain text for a list of conditions; otherwise the message does not match, whatever it says.
    /// </summary>
    public bool Matches(JsonElement record) => MatchesObject(_root, record, isTop: true);

    private static bool MatchesObject(JsonElement pattern, JsonElement value, bool isTop)
    {
        foreach (var property in pattern.EnumerateObject())
        {
            if (property.Name == "$or")
            {
                if (!property.Value.EnumerateArray().Any(alternative => MatchesObject(alternative, value, isTop)))
                {
                    return false;
                }

                continue;
            }

            JsonElement? child = value.ValueKind == JsonValueKind.Object && value.TryGetProperty(property.Name, out var found) ? found : null;
            var matches = isTop && property.Name == "body" && child is { ValueKind: JsonValueKind.String } body
                ? MatchesBody(property.Value, body)
                : MatchesChild(property.Value, child);
            if (!matches)
            {
                return false;
            }
        }

        return true;
    }

    private static bool MatchesChild(JsonElement pattern, JsonElement? child)
    {
        if (pattern.ValueKind == JsonValueKind.Array)
        {
            return pattern.EnumerateArray().Any(condition => Accepts(condition, child));
        }

        return child is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0
            ? list.EnumerateArray().Any(element => MatchesObject(pattern, element, isTop: false))
            : MatchesObject(pattern, child ?? default, isTop: false);
    }

    private static bool MatchesBody(JsonElement pattern, JsonElement body)
    {
        var asksForText = pattern.ValueKind == JsonValueKind.Array;
        try
        {
            using var document = JsonDocument.Parse(body.GetString()!);
            // A number or a quoted text is JSON too, but no pattern can look into it: it counts as plain text.
            var isJson = document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
            return asksForText ? !isJson && MatchesChild(pattern, body) : isJson && MatchesChild(pattern, document.RootElement);
        }
        catch (JsonException)
        {
            return asksForText && MatchesChild(pattern, body);
        }
    }

    private static bool Accepts(JsonElement condition, JsonElement? value)
    {
        if (condition.ValueKind == JsonValueKind.Object)
        {
            var rule = condition.EnumerateObject().First();
            return rule.Name == "exists" ? Exists(value) == rule.Value.GetBoolean() : value is { } present && AnyLeaf(present, element => AcceptsRule(rule, element));
        }

        return value is { } found && AnyLeaf(found, element => IsSame(condition, element));
    }

    private static bool Exists(JsonElement? value) => value is { ValueKind: not JsonValueKind.Undefined } found && AnyLeaf(found, _ => true);

    private static bool AnyLeaf(JsonElement value, Func<JsonElement, bool> accepts) => value.ValueKind switch
    {
        JsonValueKind.Object => false,
        JsonValueKind.Array => value.EnumerateArray().Any(element => AnyLeaf(element, accepts)),
        _ => accepts(value),
    };

    private static bool AcceptsRule(JsonProperty rule, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : null;
        return rule.Name switch
        {
            "prefix" => text?.StartsWith(rule.Value.GetString()!, StringComparison.Ordinal) == true,
            "suffix" => text?.EndsWith(rule.Value.GetString()!, StringComparison.Ordinal) == true,
            "equals-ignore-case" => string.Equals(text, rule.Value.GetString(), StringComparison.OrdinalIgnoreCase),
            "wildcard" => text is not null && MatchesWildcard(rule.Value.GetString()!, text),
            "numeric" => value.ValueKind == JsonValueKind.Number && InRange(rule.Value, value.GetDouble()),
            _ => AnythingBut(rule.Value, value),
        };
    }

    private static bool AnythingBut(JsonElement excluded, JsonElement value) => excluded.ValueKind switch
    {
        JsonValueKind.Array => !excluded.EnumerateArray().Any(element => IsSame(element, value)),
        JsonValueKind.Object => !Alternatives(excluded.EnumerateObject().First()).Any(rule => AcceptsRule(rule, value)),
        _ => !IsSame(excluded, value),
    };

    /// <summary>A rule whose value is a list of texts is one rule for each of them.</summary>
    private static IEnumerable<JsonProperty> Alternatives(JsonProperty rule) => rule.Value.ValueKind != JsonValueKind.Array
        ? [rule]
        : rule.Value.EnumerateArray().Select(text => JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement> { [rule.Name] = text }).EnumerateObject().First());

    /// <summary>An asterisk stands for any text, also none; a backslash takes the meaning from the character after it.</summary>
    private static bool MatchesWildcard(string pattern, string text)
    {
        var expression = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            var isEscape = pattern[i] == '\\' && i + 1 < pattern.Length;
            expression.Append(pattern[i] == '*' ? ".*" : Regex.Escape(pattern[isEscape ? ++i : i].ToString()));
        }

        return Regex.IsMatch(text, expression.Append("\\z").ToString(), RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant);
    }

    private static bool InRange(JsonElement rule, double value)
    {
        var parts = rule.EnumerateArray().ToList();
        return Enumerable.Range(0, parts.Count / 2).All(i =>
        {
            var limit = parts[(i * 2) + 1].GetDouble();
            return parts[i * 2].GetString() switch
            {
                "=" => value == limit,
                "<" => value < limit,
                "<=" => value <= limit,
                ">" => value > limit,
                _ => value >= limit,
            };
        });
    }

    /// <summary>Numbers are compared as they are written: 300, 300.0 and 3.0e2 are three values.</summary>
    private static bool IsSame(JsonElement expected, JsonElement value) => expected.ValueKind == value.ValueKind && expected.ValueKind switch
    {
        JsonValueKind.String => expected.ValueEquals(value.GetString()),
        JsonValueKind.Number => expected.GetRawText() == value.GetRawText(),
        _ => true,
    };
}
