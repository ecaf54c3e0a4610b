namespace DataSync.Local.Tests.Templates;

public sealed class SamGlobalsTests
{
    [Theory]
    [InlineData("Timeout: 10", "", 10, 128)]
    [InlineData("Timeout: 10, MemorySize: 256", "Timeout: 20", 20, 256)]
    [InlineData("MemorySize: !If [Never, 1024, 512]", "", 3, 512)]
    [InlineData("MemorySize: 1024", "MemorySize: !Ref AWS::NoValue", 3, 128)]
    public void Value_of_a_resource_wins_over_the_global_one(string globals, string own, int timeout, int memory)
    {
        var function = Evaluation.Of($$"""
            Conditions: { Never: !Equals [a, b] }
            Globals: { Function: { {{globals}} } }
            Resources:
              F: { Type: AWS::Serverless::Function, Properties: { Handler: h, {{own}} } }
            """).Functions.Single();

        Assert.Equal((timeout, memory), ((int)function.Timeout.TotalSeconds, function.MemorySizeMb));
    }

    [Fact]
    public void Maps_are_merged_by_key()
    {
        var function = Evaluation.Of("""
            Globals: { Function: { Environment: { Variables: { A: global, B: global } } } }
            Resources:
              F: { Type: AWS::Serverless::Function, Properties: { Handler: h, Environment: { Variables: { B: own, C: own } } } }
            """).Functions.Single();

        Assert.Equal(["A=global", "B=own", "C=own"], function.Environment.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Lists_are_appended_to_the_global_ones()
    {
        var merged = DataSync.Local.Templates.SamGlobals.Apply(
            (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse("""{"Function":{"Layers":["global"],"Tags":{"a":"1"}}}""")!,
            "AWS::Serverless::Function",
            (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse("""{"Layers":["own"],"Tags":{"Fn::If":["C",{},{}]}}""")!);

        Assert.Equal("""{"Layers":["global","own"],"Tags":{"Fn::If":["C",{},{}]}}""", merged.ToJsonString());
    }

    [Fact]
    public void Plain_resources_take_nothing_from_globals()
    {
        var function = Evaluation.Of("""
            Globals: { Function: { Timeout: 10 } }
            Resources:
              F: { Type: AWS::Lambda::Function, Properties: { Handler: h } }
            """).Functions.Single();

        Assert.Equal(TimeSpan.FromSeconds(3), function.Timeout);
    }

    [Fact]
    public void Property_that_SAM_does_not_take_from_globals_is_refused()
    {
        var error = Evaluation.Error("Globals: { Function: { FunctionName: f } }\nResources: {}");

        Assert.Equal("Globals/Function: FunctionName is not a property that SAM takes from Globals", error);
    }
}
