using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DataSync.Local.Templates;

/// <summary>CloudFormation's intrinsic functions.</summary>
internal static partial class Intrinsics
{
    public const string Transform = "Fn::Transform";

    private const string ForEach = "Fn::ForEach";

    private static readonly JsonSerializerOptions ReadableJson = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static bool IsCall(JsonObject value, string place)
    {
        var function = value.Select(pair => pair.Key).FirstOrDefault(key => key == "Ref" || key.StartsWith("Fn::", StringComparison.Ordinal));
        if (function is null)
        {
            return false;
        }

        RefuseLoop(function, place);
        return value.Count == 1 ? true : throw new TemplateException(place, $"{function} stands beside other keys");
    }

    /// <summary>Fn::ForEach makes keys of a key: it would have to run before everything else.</summary>
    public static void RefuseLoop(string key, string place)
    {
        if (key.StartsWith(ForEach, StringComparison.Ordinal))
        {
            throw new TemplateException(place, $"{ForEach} is not supported here; write out what {key} makes");
        }
    }

    public static JsonNode? Apply(Evaluator evaluator, string name, JsonNode? argument, string place) => name switch
    {
        "Ref" => Ref(evaluator, JsonText.Of(argument) ?? throw new TemplateException(place, "needs a name"), place),
        "Fn::GetAtt" => GetAtt(evaluator, argument, place),
        "Fn::Sub" => Sub(evaluator, argument, place),
        "Fn::Join" => ListFunctions.Join(evaluator, argument, place),
        "Fn::If" => If(evaluator, argument, place),
        "Fn::Select" => ListFunctions.Select(evaluator, argument, place),
        "Fn::Split" => ListFunctions.Split(evaluator, argument, place),
        "Fn::FindInMap" => FindInMap(evaluator, argument, place),
        "Fn::Base64" => JsonValue.Create(Convert.ToBase64String(Encoding.UTF8.GetBytes(evaluator.EvaluateText(argument, place)))),
        "Fn::GetAZs" => ListFunctions.Zones(evaluator, argument, place),
        "Fn::Cidr" => ListFunctions.Cidr(evaluator, argument, place),
        "Fn::Length" => ListFunctions.Length(evaluator.WithExtensions(name, place), argument, place),
        "Fn::ToJsonString" => ToJsonString(evaluator.WithExtensions(name, place), argument, place),
        "Fn::Equals" or "Fn::Not" or "Fn::And" or "Fn::Or" => JsonValue.Create(ConditionFunctions.Apply(evaluator, name, argument, place)),
        "Fn::ImportValue" => throw new TemplateException(place, "imports another stack's export; there are no other stacks here"),
        _ => throw new TemplateException(place, $"{name} is not supported here"),
    };

    private static JsonNode? Ref(Evaluator evaluator, string name, string place)
    {
        if (evaluator.Parameters.TryGet(name, out var parameter))
        {
            return parameter.DeepClone();
        }

        return name.StartsWith("AWS::", StringComparison.Ordinal)
            ? Pseudo(evaluator.Settings, name, place)
            : JsonValue.Create(evaluator.ResourcesAt(place).Ref(name, place));
    }

    private static JsonNode Pseudo(EvaluationSettings settings, string name, string place) => name switch
    {
        "AWS::NoValue" => Evaluator.NoValue,
        "AWS::AccountId" => JsonValue.Create(settings.AccountId),
        "AWS::Region" => JsonValue.Create(settings.Region),
        "AWS::Partition" => JsonValue.Create(RegionNames.Partition(settings.Region)),
        "AWS::URLSuffix" => JsonValue.Create(RegionNames.UrlSuffix(settings.Region)),
        "AWS::StackName" => JsonValue.Create(settings.StackName),
        "AWS::StackId" => JsonValue.Create(RegionNames.Arn(settings.Region, settings.AccountId, "cloudformation", $"stack/{settings.StackName}/local")),
        "AWS::NotificationARNs" => new JsonArray(),
        _ => throw new TemplateException(place, $"there is no pseudo parameter {name}"),
    };

    private static JsonValue GetAtt(Evaluator evaluator, JsonNode? argument, string place)
    {
        var parts = argument is JsonArray { Count: 2 } list
            ? [JsonText.Of(list[0]) ?? "", evaluator.EvaluateText(list[1], place + "/1")]
            : (JsonText.Of(argument) ?? "").Split('.', 2);
        return parts.Length == 2 && parts[0].Length > 0
            ? JsonValue.Create(evaluator.ResourcesAt(place).GetAtt(parts[0], parts[1], place))
            : throw new TemplateException(place, "needs a resource and an attribute");
    }

    private static JsonValue Sub(Evaluator evaluator, JsonNode? argument, string place)
    {
        var list = argument as JsonArray;
        var text = JsonText.Of(list is null ? argument : ListFunctions.Arguments(list, 2, 2, place)[0])
            ?? throw new TemplateException(place, "needs a text");
        var variables = list is null ? null : list[1] as JsonObject ?? throw new TemplateException(place, "needs an object of variables after the text");
        return JsonValue.Create(Placeholder().Replace(text, match =>
        {
            var name = match.Groups[1].Value;
            if (name.StartsWith('!'))
            {
                return "${" + name[1..] + "}";
            }

            name = name.Trim();
            if (variables is not null && variables.TryGetPropertyValue(name, out var variable))
            {
                return evaluator.EvaluateText(variable, place + "/1/" + name);
            }

            if (name.Contains('.'))
            {
                var parts = name.Split('.', 2);
                return evaluator.ResourcesAt(place).GetAtt(parts[0], parts[1], place);
            }

            return JsonText.Of(Ref(evaluator, name, place)) ?? throw new TemplateException(place, $"variable {name} does not resolve to text");
        }));
    }

    private static JsonNode? If(Evaluator evaluator, JsonNode? argument, string place)
    {
        var parts = ListFunctions.Arguments(argument, 3, 3, place);
        var condition = parts[0] is JsonObject
            ? evaluator.EvaluateCondition(parts[0], place + "/0")
            : evaluator.Condition(JsonText.Of(parts[0]) ?? "", place);
        return condition ? evaluator.Evaluate(parts[1], place + "/1") : evaluator.Evaluate(parts[2], place + "/2");
    }

    private static JsonNode? FindInMap(Evaluator evaluator, JsonNode? argument, string place)
    {
        var parts = ListFunctions.Arguments(argument, 3, 4, place);
        var value = () => evaluator.FindInMap(
            evaluator.EvaluateText(parts[0], place + "/0"),
            evaluator.EvaluateText(parts[1], place + "/1"),
            evaluator.EvaluateText(parts[2], place + "/2"),
            place);
        if (parts.Count == 3)
        {
            return value();
        }

        if (parts[3] is not JsonObject { Count: 1 } options || !options.TryGetPropertyValue("DefaultValue", out var fallback))
        {
            throw new TemplateException(place, "needs an object with DefaultValue after the keys, or nothing");
        }

        evaluator.WithExtensions("DefaultValue", place);
        return evaluator.HasInMap(parts, place) ? value() : evaluator.Evaluate(fallback, place + "/3/DefaultValue");
    }

    private static JsonValue ToJsonString(Evaluator evaluator, JsonNode? argument, string place) => argument is JsonObject or JsonArray
        ? JsonValue.Create(evaluator.Evaluate(argument, place)!.ToJsonString(ReadableJson))
        : throw new TemplateException(place, "needs an object or a list");

    [GeneratedRegex(@"\$\{([^}]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
