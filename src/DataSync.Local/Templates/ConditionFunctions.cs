using System.Text.Json.Nodes;

namespace DataSync.Local.Templates;

/// <summary>CloudFormation's functions that are true or false; those of Rules among them.</summary>
internal static class ConditionFunctions
{
    public static bool Apply(Evaluator evaluator, string name, JsonNode? argument, string place)
    {
        switch (name)
        {
            case "Fn::Equals":
                var sides = ListFunctions.Arguments(argument, 2, 2, place);
                return Comparable(evaluator.Evaluate(sides[0], place + "/0")) == Comparable(evaluator.Evaluate(sides[1], place + "/1"));
            case "Fn::Not":
                return !evaluator.EvaluateCondition(ListFunctions.Arguments(argument, 1, 1, place)[0], place + "/0");
            case "Fn::And":
                var all = ListFunctions.Arguments(argument, 2, 10, place);
                return Enumerable.Range(0, all.Count).All(i => evaluator.EvaluateCondition(all[i], place + "/" + i));
            case "Fn::Or":
                var any = ListFunctions.Arguments(argument, 2, 10, place);
                return Enumerable.Range(0, any.Count).Any(i => evaluator.EvaluateCondition(any[i], place + "/" + i));
            case "Fn::Contains":
                var search = ListFunctions.Arguments(argument, 2, 2, place);
                return ListFunctions.Texts(evaluator, search[0], place + "/0").Contains(evaluator.EvaluateText(search[1], place + "/1"), StringComparer.Ordinal);
            case "Fn::EachMemberEquals":
                var members = ListFunctions.Arguments(argument, 2, 2, place);
                var value = evaluator.EvaluateText(members[1], place + "/1");
                return ListFunctions.Texts(evaluator, members[0], place + "/0").All(member => member == value);
            case "Fn::EachMemberIn":
                var lists = ListFunctions.Arguments(argument, 2, 2, place);
                var allowed = ListFunctions.Texts(evaluator, lists[1], place + "/1").ToHashSet(StringComparer.Ordinal);
                return ListFunctions.Texts(evaluator, lists[0], place + "/0").All(allowed.Contains);
            default:
                throw new TemplateException(place, $"{name} is not a condition function");
        }
    }

    /// <summary>Scalars are equal as text: 5 and "5" are the same.</summary>
    private static string Comparable(JsonNode? node) => JsonText.Of(node) ?? node?.ToJsonString() ?? "";
}
