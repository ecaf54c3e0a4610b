using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DataSync.Local.Templates;

/// <summary>CloudFormation's intrinsic functions.</summary>
internal static partial class Intrinsics
{
    public static bool IsCall(JsonObject value, string place)
    {
        var function = value.Select(pair => pair.Key).FirstOrDefault(key => key == "Ref" || key.StartsWith("Fn::", StringComparison.Ordinal));
        if (function is null)
        {
            return false;
        }

        return value.Count == 1 ? true : throw new TemplateException(place, $"{function} stands beside other keys");
    }

    public static JsonNode? Apply(Evaluator evaluator, string name, JsonNode? argument, string place) => name switch
    {
        "Ref" => Ref(evaluator, JsonText.Of(argument) ?? throw new TemplateException(place, "needs a name"), place),
        "Fn::GetAtt" => GetAtt(evaluator, argument, place),
        "Fn::Sub" => Sub(evaluator, argument, place),
        "Fn::Join" => Join(evaluator, argument, place),
        "Fn::If" => If(evaluator, argument, place),
        "Fn::Select" => Select(evaluator, argument, place),
        "Fn::Split" => Split(evaluator, argument, place),
        "Fn::FindInMap" => FindInMap(evaluator, argument, place),
        "Fn::Base64" => JsonValue.Create(Convert.ToBase64String(Encoding.UTF8.GetBytes(evaluator.EvaluateText(argument, place)))),
        "Fn::GetAZs" => Zones(evaluator, argument, place),
        "Fn::Equals" or "Fn::Not" or "Fn::And" or "Fn::Or" => JsonValue.Create(ApplyCondition(evaluator, name, argument, place)),
        "Fn::ImportValue" => throw new TemplateException(place, "imports another stack's export; there are no other stacks here"),
        _ => throw new TemplateException(place, $"{name} is not supported here"),
    };

    public static bool ApplyCondition(Evaluator evaluator, string name, JsonNode? argument, string place)
    {
        switch (name)
        {
            case "Fn::Equals":
                var sides = List(argument, 2, 2, place);
                return Comparable(evaluator.Evaluate(sides[0], place + "/0")) == Comparable(evaluator.Evaluate(sides[1], place + "/1"));
            case "Fn::Not":
                return !evaluator.EvaluateCondition(List(argument, 1, 1, place)[0], place + "/0");
            case "Fn::And":
                var all = List(argument, 2, 10, place);
                return Enumerable.Range(0, all.Count).All(i => evaluator.EvaluateCondition(all[i], place + "/" + i));
            case "Fn::Or":
                var any = List(argument, 2, 10, place);
                return Enumerable.Range(0, any.Count).Any(i => evaluator.EvaluateCondition(any[i], place + "/" + i));
            case "Fn::Contains":
                var search = List(argument, 2, 2, place);
                return Texts(evaluator, search[0], place + "/0").Contains(evaluator.EvaluateText(search[1], place + "/1"), StringComparer.Ordinal);
            default:
                throw new TemplateException(place, $"{name} is not a condition function");
        }
    }

    private static string Comparable(JsonNode? node) => JsonText.Of(node) ?? node?.ToJsonString() ?? "";

    private static JsonNode? Ref(Evaluator evaluator, string name, string place)
    {
        if (evaluator.Parameters.TryGet(name, out var parameter))
        {
            return parameter.DeepClone();
        }

        return name.StartsWith("AWS::", StringComparison.Ordinal)
            ? Pseudo(evaluator.Settings, name, place)
            : JsonValue.Create(evaluator.Resources.Ref(name, place));
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
            ? JsonValue.Create(evaluator.Resources.GetAtt(parts[0], parts[1], place))
            : throw new TemplateException(place, "needs a resource and an attribute");
    }

    private static JsonValue Sub(Evaluator evaluator, JsonNode? argument, string place)
    {
        var list = argument as JsonArray;
        var text = JsonText.Of(list is null ? argument : List(list, 2, 2, place)[0])
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
                return evaluator.Resources.GetAtt(parts[0], parts[1], place);
            }

            return JsonText.Of(Ref(evaluator, name, place)) ?? throw new TemplateException(place, $"variable {name} does not resolve to text");
        }));
    }

    private static JsonValue Join(Evaluator evaluator, JsonNode? argument, string place)
    {
        var parts = List(argument, 2, 2, place);
        var separator = JsonText.Of(parts[0]) ?? throw new TemplateException(place, "needs a separator");
        return JsonValue.Create(string.Join(separator, Texts(evaluator, parts[1], place + "/1")));
    }

    private static JsonNode? If(Evaluator evaluator, JsonNode? argument, string place)
    {
        var parts = List(argument, 3, 3, place);
        var condition = parts[0] is JsonObject
            ? evaluator.EvaluateCondition(parts[0], place + "/0")
            : evaluator.Condition(JsonText.Of(parts[0]) ?? "", place);
        return condition ? evaluator.Evaluate(parts[1], place + "/1") : evaluator.Evaluate(parts[2], place + "/2");
    }

    private static JsonNode? Select(Evaluator evaluator, JsonNode? argument, string place)
    {
        var parts = List(argument, 2, 2, place);
        var indexText = evaluator.EvaluateText(parts[0], place + "/0");
        var items = evaluator.Evaluate(parts[1], place + "/1") as JsonArray ?? throw new TemplateException(place, "the second argument is not a list");
        return int.TryParse(indexText, out var index) && index >= 0 && index < items.Count
            ? items[index]?.DeepClone()
            : throw new TemplateException(place, $"index {indexText} is outside a list of {items.Count}");
    }

    private static JsonArray Split(Evaluator evaluator, JsonNode? argument, string place)
    {
        var parts = List(argument, 2, 2, place);
        var separator = JsonText.Of(parts[0]) is { Length: > 0 } text ? text : throw new TemplateException(place, "needs a separator");
        return new JsonArray([.. evaluator.EvaluateText(parts[1], place + "/1").Split(separator).Select(part => (JsonNode)JsonValue.Create(part))]);
    }

    private static JsonNode? FindInMap(Evaluator evaluator, JsonNode? argument, string place)
    {
        var parts = List(argument, 3, 3, place);
        return evaluator.FindInMap(
            evaluator.EvaluateText(parts[0], place + "/0"),
            evaluator.EvaluateText(parts[1], place + "/1"),
            evaluator.EvaluateText(parts[2], place + "/2"),
            place);
    }

    private static JsonArray Zones(Evaluator evaluator, JsonNode? argument, string place)
    {
        var region = argument is null ? "" : evaluator.EvaluateText(argument, place);
        region = region.Length == 0 ? evaluator.Settings.Region : region;
        return [region + "a", region + "b", region + "c"];
    }

    private static IEnumerable<string> Texts(Evaluator evaluator, JsonNode? node, string place)
    {
        var items = evaluator.Evaluate(node, place) as JsonArray ?? throw new TemplateException(place, "is not a list");
        return items.Select(item => JsonText.Of(item) ?? throw new TemplateException(place, $"holds {JsonText.Kind(item)} where text is needed"));
    }

    private static JsonArray List(JsonNode? argument, int min, int max, string place) => argument is JsonArray list && list.Count >= min && list.Count <= max
        ? list
        : throw new TemplateException(place, min == max ? $"needs a list of {min}" : $"needs a list of {min} to {max}");

    [GeneratedRegex(@"\$\{([^}]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
