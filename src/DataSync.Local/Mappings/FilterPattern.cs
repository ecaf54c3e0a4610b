using System.Text.Json;

namespace DataSync.Local.Mappings;

/// <summary>An event filter pattern. A record matches when every key of the pattern has a value that one of its conditions accepts.</summary>
public sealed class FilterPattern
{
    private const int MaxCharacters = 4096;

    private readonly JsonElement _root;

    private FilterPattern(JsonElement root) => _root = root;

    /// <summary>Parses a pattern. Throws <see cref="FormatException"/> with the reason when it isn't one.</summary>
    public static FilterPattern Parse(string text)
    {
        if (text.Length > MaxCharacters)
        {
            throw new FormatException($"the pattern has {text.Length} characters; the limit is {MaxCharacters}");
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement.Clone();
            Check(root, "the pattern");
            return new FilterPattern(root);
        }
        catch (JsonException exception)
        {
            throw new FormatException("the pattern is not JSON: " + exception.Message, exception);
        }
    }

    /// <summary>True when the event (one element of Records) matches. A string under the key <c>body</c> is read as JSON where the pattern asks for an object there.</summary>
    public bool Matches(JsonElement record) => MatchesObject(_root, record, isTop: true);

    private static void Check(JsonElement pattern, string place)
    {
        if (pattern.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{place} must be an object");
        }

        foreach (var property in pattern.EnumerateObject())
        {
            if (property.Name == "$or")
            {
                foreach (var alternative in property.Value.EnumerateArray())
                {
                    Check(alternative, place + "/$or");
                }
            }
            else if (property.Value.ValueKind == JsonValueKind.Array)
            {
                CheckConditions(property.Value, place + "/" + property.Name);
            }
            else
            {
                Check(property.Value, place + "/" + property.Name);
            }
        }
    }

    private static void CheckConditions(JsonElement conditions, string place)
    {
        if (conditions.GetArrayLength() == 0)
        {
            throw new FormatException($"{place} has an empty list of conditions, which nothing matches");
        }

        foreach (var condition in conditions.EnumerateArray().Where(condition => condition.ValueKind == JsonValueKind.Object))
        {
            var name = condition.EnumerateObject().FirstOrDefault().Name;
            if (name is not ("prefix" or "suffix" or "exists" or "anything-but" or "equals-ignore-case" or "numeric"))
            {
                throw new FormatException($"{place} has an unknown condition {condition.GetRawText()}");
            }
        }
    }

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
            var matches = property.Value.ValueKind == JsonValueKind.Array
                ? property.Value.EnumerateArray().Any(condition => Accepts(condition, child))
                : MatchesChild(property.Value, child, isTop && property.Name == "body");
            if (!matches)
            {
                return false;
            }
        }

        return true;
    }

    private static bool MatchesChild(JsonElement pattern, JsonElement? child, bool isBody)
    {
        if (!isBody || child is not { ValueKind: JsonValueKind.String } text)
        {
            return MatchesObject(pattern, child ?? default, isTop: false);
        }

        try
        {
            using var document = JsonDocument.Parse(text.GetString()!);
            return document.RootElement.ValueKind == JsonValueKind.Object && MatchesObject(pattern, document.RootElement, isTop: false);
        }
        catch (JsonException)
        {
            // AWS drops a message whose body is not JSON when the pattern needs JSON.
            return false;
        }
    }

    private static bool Accepts(JsonElement condition, JsonElement? value)
    {
        if (condition.ValueKind == JsonValueKind.Object)
        {
            var rule = condition.EnumerateObject().First();
            return rule.Name == "exists" ? Exists(value) == rule.Value.GetBoolean() : value is { } present && AnyElement(present, element => AcceptsRule(rule, element));
        }

        return value is { } found && AnyElement(found, element => SameScalar(condition, element));
    }

    /// <summary>Only leaves exist: an object is not a value that exists can see.</summary>
    private static bool Exists(JsonElement? value) => value is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Undefined) };

    private static bool AnyElement(JsonElement value, Func<JsonElement, bool> accepts) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Any(accepts) : accepts(value);

    private static bool AcceptsRule(JsonProperty rule, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : null;
        return rule.Name switch
        {
            "prefix" => text?.StartsWith(rule.Value.GetString()!, StringComparison.Ordinal) == true,
            "suffix" => text?.EndsWith(rule.Value.GetString()!, StringComparison.Ordinal) == true,
            "equals-ignore-case" => string.Equals(text, rule.Value.GetString(), StringComparison.OrdinalIgnoreCase),
            "numeric" => value.ValueKind == JsonValueKind.Number && InRange(rule.Value, value.GetDecimal()),
            _ => AnythingBut(rule.Value, value),
        };
    }

    private static bool AnythingBut(JsonElement excluded, JsonElement value) => excluded.ValueKind switch
    {
        JsonValueKind.Array => !excluded.EnumerateArray().Any(element => SameScalar(element, value)),
        JsonValueKind.Object => !AcceptsRule(excluded.EnumerateObject().First(), value),
        _ => !SameScalar(excluded, value),
    };

    private static bool InRange(JsonElement rule, decimal value)
    {
        var parts = rule.EnumerateArray().ToList();
        for (var i = 0; i + 1 < parts.Count; i += 2)
        {
            var limit = parts[i + 1].GetDecimal();
            var holds = parts[i].GetString() switch
            {
                "=" => value == limit,
                "<" => value < limit,
                "<=" => value <= limit,
                ">" => value > limit,
                ">=" => value >= limit,
                _ => false,
            };
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameScalar(JsonElement expected, JsonElement value) => expected.ValueKind == value.ValueKind && expected.ValueKind switch
    {
        JsonValueKind.String => expected.ValueEquals(value.GetString()),
        JsonValueKind.Number => expected.GetDecimal() == value.GetDecimal(),
        _ => true,
    };
}
