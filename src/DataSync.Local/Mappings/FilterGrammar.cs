using System.Text.Json;

namespace DataSync.Local.Mappings;

/// <summary>What a pattern may hold: the operators that Lambda documents for event source mappings, or the ones more that rules of EventBridge have.</summary>
/// <param name="isRule">True for the pattern of a rule.</param>
internal sealed class FilterGrammar(bool isRule)
{
    private const double NumericLimit = 5e9;

    /// <summary>Throws <see cref="FormatException"/> naming the place of what Lambda would not take.</summary>
    public void Check(JsonElement pattern, string place)
    {
        if (pattern.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{place} must be an object");
        }

        if (!pattern.EnumerateObject().Any())
        {
            throw new FormatException($"{place} is empty");
        }

        foreach (var property in pattern.EnumerateObject())
        {
            var inner = place + "/" + property.Name;
            if (property.Name == "$or")
            {
                CheckAlternatives(property.Value, inner);
            }
            else if (property.Value.ValueKind == JsonValueKind.Array)
            {
                CheckConditions(property.Value, inner);
            }
            else
            {
                Check(property.Value, inner);
            }
        }
    }

    private void CheckAlternatives(JsonElement alternatives, string place)
    {
        if (alternatives.ValueKind != JsonValueKind.Array || alternatives.GetArrayLength() < 2)
        {
            throw new FormatException($"{place} must be a list of at least two patterns");
        }

        foreach (var alternative in alternatives.EnumerateArray())
        {
            Check(alternative, place);
        }
    }

    private void CheckConditions(JsonElement conditions, string place)
    {
        if (conditions.GetArrayLength() == 0)
        {
            throw new FormatException($"{place} has an empty list of conditions, which nothing matches");
        }

        foreach (var condition in conditions.EnumerateArray())
        {
            if (condition.ValueKind == JsonValueKind.Array)
            {
                throw new FormatException($"{place} has a list among its conditions");
            }

            if (condition.ValueKind == JsonValueKind.Object)
            {
                CheckRule(condition, place);
            }
        }
    }

    private void CheckRule(JsonElement condition, string place)
    {
        var rules = condition.EnumerateObject().ToList();
        if (rules.Count != 1)
        {
            throw new FormatException($"{place} has a condition that is not exactly one rule: {condition.GetRawText()}");
        }

        var rule = rules[0];
        var wanted = rule.Name switch
        {
            "prefix" or "suffix" or "equals-ignore-case" => rule.Value.ValueKind == JsonValueKind.String ? null : "a text",
            "wildcard" when isRule => rule.Value.ValueKind == JsonValueKind.String ? null : "a text",
            "exists" => rule.Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "true or false",
            "anything-but" => IsExclusion(rule.Value) ? null : "texts or numbers, not both",
            "numeric" => IsRange(rule.Value) ? null : "one or two comparisons, such as [\">\", 0, \"<=\", 5], with numbers from -5e9 to 5e9",
            _ => throw new FormatException($"{place} has an unknown condition {condition.GetRawText()}"),
        };
        if (wanted is not null)
        {
            throw new FormatException($"{place}: {rule.Name} needs {wanted}, not {rule.Value.GetRawText()}");
        }
    }

    private bool IsExclusion(JsonElement value)
    {
        if (isRule && value.ValueKind == JsonValueKind.Object)
        {
            return value.EnumerateObject().ToList() is [{ Name: "prefix" or "suffix" or "equals-ignore-case" or "wildcard" } inner] && IsTexts(inner.Value);
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            return value.ValueKind is JsonValueKind.String or JsonValueKind.Number;
        }

        var kinds = value.EnumerateArray().Select(element => element.ValueKind).Distinct().ToList();
        return kinds is [JsonValueKind.String or JsonValueKind.Number];
    }

    private static bool IsTexts(JsonElement value) => value.ValueKind == JsonValueKind.String
        || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(text => text.ValueKind == JsonValueKind.String));

    private static bool IsRange(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is not (2 or 4))
        {
            return false;
        }

        var parts = value.EnumerateArray().ToList();
        var comparisons = new List<string>();
        for (var i = 0; i < parts.Count; i += 2)
        {
            if (parts[i].ValueKind != JsonValueKind.String || parts[i + 1].ValueKind != JsonValueKind.Number || Math.Abs(parts[i + 1].GetDouble()) > NumericLimit)
            {
                return false;
            }

            comparisons.Add(parts[i].GetString()!);
        }

        // A range is from below to above; equality stands alone.
        return comparisons is ["=" or "<" or "<=" or ">" or ">="] or [">" or ">=", "<" or "<="];
    }
}
