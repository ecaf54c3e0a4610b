using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataSync.Local.Templates;

/// <summary>Reads YAML (or JSON, which is YAML) into JSON nodes, with every short tag written out as its long form.</summary>
internal static class TemplateReader
{
    private static readonly HashSet<string> FnTags = new(StringComparer.Ordinal)
    {
        "Sub", "GetAtt", "Join", "If", "Equals", "Select", "Split", "FindInMap", "Not", "And", "Or", "ImportValue", "Base64", "GetAZs", "Cidr", "Transform", "Length", "ToJsonString", "Contains", "EachMemberEquals", "EachMemberIn",
    };

    public static JsonObject Read(string text, string name)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException exception)
        {
            throw new TemplateException(name, $"not valid YAML, line {exception.Start.Line}, column {exception.Start.Column}: {exception.Message}");
        }

        if (stream.Documents.Count != 1)
        {
            throw new TemplateException(name, $"holds {stream.Documents.Count} YAML documents; a template is exactly one");
        }

        return Convert(stream.Documents[0].RootNode, name) as JsonObject
            ?? throw new TemplateException(name, "is not a mapping with Resources at its top level");
    }

    private static JsonNode? Convert(YamlNode node, string place)
    {
        var tag = node.Tag.IsEmpty ? "" : node.Tag.Value;
        if (!tag.StartsWith('!') || tag.Length == 1)
        {
            return ConvertPlain(node, place);
        }

        var function = tag[1..];
        if (function is "Ref" or "Condition")
        {
            return new JsonObject { [function] = ConvertPlain(node, place) };
        }

        if (!FnTags.Contains(function))
        {
            throw new TemplateException(place, $"unknown tag {tag} (line {node.Start.Line})");
        }

        return new JsonObject { ["Fn::" + function] = ConvertPlain(node, place) };
    }

    private static JsonNode? ConvertPlain(YamlNode node, string place)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                var result = new JsonObject();
                foreach (var (keyNode, value) in mapping.Children)
                {
                    var key = (keyNode as YamlScalarNode)?.Value
                        ?? throw new TemplateException(place, $"a key that is not a plain value (line {keyNode.Start.Line})");
                    result[key] = Convert(value, place + "/" + key);
                }

                return result;
            case YamlSequenceNode sequence:
                var list = new JsonArray();
                for (var i = 0; i < sequence.Children.Count; i++)
                {
                    list.Add(Convert(sequence.Children[i], place + "/" + i));
                }

                return list;
            case YamlScalarNode scalar:
                return Scalar(scalar);
            default:
                throw new TemplateException(place, $"unexpected YAML (line {node.Start.Line})");
        }
    }

    /// <summary>Only true, false, null and plain integers are more than text: a number such as 1.10 or an account id with leading zeros must come out as written.</summary>
    private static JsonValue? Scalar(YamlScalarNode scalar)
    {
        var value = scalar.Value ?? "";
        // A tagged scalar (!Sub text) is always text.
        if (scalar.Style != ScalarStyle.Plain || (!scalar.Tag.IsEmpty && scalar.Tag.Value.StartsWith('!')))
        {
            return JsonValue.Create(value);
        }

        switch (value)
        {
            case "" or "~" or "null":
                return null;
            case "true" or "True":
                return JsonValue.Create(true);
            case "false" or "False":
                return JsonValue.Create(false);
        }

        return long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number.ToString(CultureInfo.InvariantCulture) == value
            ? JsonValue.Create(number)
            : JsonValue.Create(value);
    }
}
