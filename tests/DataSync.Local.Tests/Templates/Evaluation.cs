using DataSync.Local.Templates;

namespace DataSync.Local.Tests.Templates;

/// <summary>Evaluates template texts with an account, a stack name and a region that every test knows.</summary>
internal static class Evaluation
{
    public static LocalStack Of(string text, params (string Name, string Value)[] parameters) => In("eu-west-1", text, parameters);

    public static LocalStack In(string region, string text, params (string Name, string Value)[] parameters) =>
        Template.Parse(text).Evaluate(new EvaluationSettings(region, "000000000000", "sync", parameters.ToDictionary(pair => pair.Name, pair => pair.Value)));

    /// <summary>The output V of a template that has one queue named <c>work</c> beside it.</summary>
    public static string Value(string expression, string more = "", string region = "eu-west-1") => In(region, $$"""
        Resources:
          Work: { Type: AWS::SQS::Queue, Properties: { QueueName: work } }
        Outputs:
          V: { Value: {{expression}} }
        {{more}}
        """).Outputs.Single().Value;

    public static string Error(string text, params (string Name, string Value)[] parameters) =>
        Assert.Throws<TemplateException>(() => Of(text, parameters)).Message;
}
