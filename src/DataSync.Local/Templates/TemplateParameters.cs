using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DataSync.Local.Templates;

/// <summary>The template's parameters with the caller's values or their defaults, checked against every constraint.</summary>
internal sealed class TemplateParameters
{
    private static readonly HashSet<string> Attributes = new(StringComparer.Ordinal)
    {
        "Type", "Default", "Description", "AllowedValues", "AllowedPattern", "ConstraintDescription", "MinLength", "MaxLength", "MinValue", "MaxValue", "NoEcho",
    };

    // Types whose values AWS looks up in the account; there is no account here, so any text will do.
    private static readonly HashSet<string> AccountTypes = new(StringComparer.Ordinal)
    {
        "AWS::EC2::AvailabilityZone::Name", "AWS::EC2::Image::Id", "AWS::EC2::Instance::Id", "AWS::EC2::KeyPair::KeyName", "AWS::EC2::SecurityGroup::GroupName",
        "AWS::EC2::SecurityGroup::Id", "AWS::EC2::Subnet::Id", "AWS::EC2::Volume::Id", "AWS::EC2::VPC::Id", "AWS::Route53::HostedZone::Id",
    };

    private readonly Dictionary<string, JsonNode> _values = new(StringComparer.Ordinal);

    private TemplateParameters()
    {
    }

    /// <summary>Values as text, lists joined by commas; NoEcho ones masked.</summary>
    public Dictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    /// <summary>Values that must not be shown.</summary>
    public List<string> Secrets { get; } = [];

    public bool TryGet(string name, out JsonNode value) => _values.TryGetValue(name, out value!);

    public static TemplateParameters Resolve(JsonObject? definitions, IReadOnlyDictionary<string, string> given)
    {
        var result = new TemplateParameters();
        foreach (var name in given.Keys.Where(name => definitions?.ContainsKey(name) != true))
        {
            var known = definitions is null ? "none" : string.Join(", ", definitions.Select(pair => pair.Key).Order(StringComparer.Ordinal));
            throw new TemplateException("Parameters/" + name, $"the template has no such parameter; it has: {known}");
        }

        foreach (var (name, node) in definitions ?? [])
        {
            var definition = node as JsonObject ?? throw new TemplateException("Parameters/" + name, "is not an object");
            var text = given.TryGetValue(name, out var value) ? value : DefaultOf(name, definition);
            var isSecret = JsonText.Of(definition["NoEcho"]) == "true";
            result._values[name] = new Definition(name, definition, isSecret).Check(text);
            result.Texts[name] = isSecret ? "****" : text;
            if (isSecret && text.Length > 0)
            {
                result.Secrets.Add(text);
            }
        }

        return result;
    }

    private static string DefaultOf(string name, JsonObject definition) => definition.TryGetPropertyValue("Default", out var value)
        ? JsonText.Of(value) ?? (value is null ? "" : throw new TemplateException("Parameters/" + name, "Default is not a plain value"))
        : throw new TemplateException("Parameters/" + name, "has no default and no value was given");

    private sealed class Definition(string name, JsonObject definition, bool isSecret)
    {
        public JsonNode Check(string text)
        {
            if (definition.Select(pair => pair.Key).FirstOrDefault(key => !Attributes.Contains(key)) is { } unknown)
            {
                throw Error($"{unknown} is not an attribute of a parameter");
            }

            var type = JsonText.Of(definition["Type"]) ?? throw Error("has no Type");
            if (!IsList(type))
            {
                CheckOne(text, type == "Number");
                return JsonValue.Create(text);
            }

            var items = new JsonArray();
            foreach (var item in text.Length == 0 ? [] : text.Split(',', StringSplitOptions.TrimEntries))
            {
                CheckOne(item, type == "List<Number>");
                items.Add(JsonValue.Create(item));
            }

            return items;
        }

        private bool IsList(string type)
        {
            if (type.StartsWith("AWS::SSM::Parameter::Value<", StringComparison.Ordinal))
            {
                throw Error($"is of type {type}, which reads the Parameter Store; there is none here");
            }

            var element = type.StartsWith("List<", StringComparison.Ordinal) && type.EndsWith('>') ? type[5..^1] : null;
            var isKnown = element is null
                ? type is "String" or "Number" or "CommaDelimitedList" or "AWS::SSM::Parameter::Name" || AccountTypes.Contains(type)
                : element == "Number" || AccountTypes.Contains(element);
            return isKnown ? type == "CommaDelimitedList" || element is not null : throw Error($"{type} is not a type of parameters");
        }

        private void CheckOne(string value, bool isNumber)
        {
            if (isNumber)
            {
                CheckNumber(value);
            }

            if (definition["AllowedValues"] is JsonArray allowed && !allowed.Any(node => JsonText.Of(node) == value))
            {
                throw Bad(value, "is not one of AllowedValues " + string.Join(", ", allowed.Select(JsonText.Of)));
            }

            if (JsonText.Of(definition["AllowedPattern"]) is { } pattern && !Matches(pattern, value))
            {
                throw Bad(value, $"does not match AllowedPattern {pattern}");
            }

            if (Limit("MinLength") is { } minLength && value.Length < minLength)
            {
                throw Bad(value, $"is shorter than MinLength {minLength}");
            }

            if (Limit("MaxLength") is { } maxLength && value.Length > maxLength)
            {
                throw Bad(value, $"is longer than MaxLength {maxLength}");
            }
        }

        private void CheckNumber(string value)
        {
            if (!decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                throw Bad(value, "is not a number (Type Number)");
            }

            if (Limit("MinValue") is { } min && number < min)
            {
                throw Bad(value, $"is less than MinValue {min}");
            }

            if (Limit("MaxValue") is { } max && number > max)
            {
                throw Bad(value, $"is more than MaxValue {max}");
            }
        }

        private bool Matches(string pattern, string value)
        {
            try
            {
                // CloudFormation matches the whole value, anchored or not.
                return Regex.IsMatch(value, "^(?:" + pattern + ")$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)) && !value.EndsWith('\n');
            }
            catch (ArgumentException exception)
            {
                throw Error($"AllowedPattern {pattern} is not a regular expression: {exception.Message}");
            }
        }

        private decimal? Limit(string key) => JsonText.Of(definition[key]) is not { } text
            ? null
            : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var limit) ? limit : throw Error($"{key} {text} is not a number");

        private TemplateException Bad(string value, string why)
        {
            var shown = isSecret ? "the value" : $"\"{value}\"";
            var description = JsonText.Of(definition["ConstraintDescription"]) is { } text ? $" ({text})" : "";
            return Error($"{shown} {why}{description}");
        }

        private TemplateException Error(string reason) => new("Parameters/" + name, reason);
    }
}
