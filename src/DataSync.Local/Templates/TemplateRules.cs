using System.Text.Json.Nodes;

namespace DataSync.Local.Templates;

/// <summary>The template's Rules: assertions on parameters that go beyond a single one.</summary>
internal static class TemplateRules
{
    public static void Check(JsonObject? rules, Evaluator evaluator)
    {
        foreach (var (name, node) in rules ?? [])
        {
            var place = "Rules/" + name;
            var rule = node as JsonObject ?? throw new TemplateException(place, "is not an object");
            if (rule["RuleCondition"] is { } condition && !evaluator.EvaluateCondition(condition, place + "/RuleCondition"))
            {
                continue;
            }

            foreach (var assertion in (rule["Assertions"] as JsonArray ?? []).OfType<JsonObject>())
            {
                if (!evaluator.EvaluateCondition(assertion["Assert"], place + "/Assert"))
                {
                    throw new TemplateException(place, JsonText.Of(assertion["AssertDescription"]) ?? "the assertion is false");
                }
            }
        }
    }
}
