using Amazon.DynamoDBv2.Model;
using DataSync.Local.Tests.Mappings;

namespace DataSync.Local.Tests.LambdaApi;

public sealed class FunctionFiguresTests(LambdaFixture fixture) : IClassFixture<LambdaFixture>
{
    private const string Region = "eu-west-1";

    [Fact]
    public async Task Invocations_errors_and_durations_are_counted_by_function()
    {
        using var lambda = new LambdaClient(fixture.Host, Region);
        await lambda.SendAsync(HttpMethod.Post, "functions/broken/invocations", "{}");
        await lambda.SendAsync(HttpMethod.Post, "functions/timed/invocations", "{}");

        var found = (
            await lambda.FigureAsync("AWS/Lambda", "Invocations", "Sum", ("FunctionName", "broken")),
            await lambda.FigureAsync("AWS/Lambda", "Errors", "Sum", ("FunctionName", "broken")),
            await lambda.FigureAsync("AWS/Lambda", "Errors", "Sum", ("FunctionName", "timed")),
            await lambda.FigureAsync("AWS/Lambda", "Duration", "SampleCount", ("FunctionName", "timed")));

        Assert.Equal((1, 1, 0, 1), found);
    }

    [Fact]
    public async Task Stream_tells_the_age_of_its_batches_last_record()
    {
        using var lambda = new LambdaClient(fixture.Host, Region);
        using var client = fixture.Regions.DynamoDb(Region);

        await client.PutItemAsync("items", new Dictionary<string, AttributeValue> { ["pk"] = new("a") });
        await Waiting.UntilAsync(async () => await lambda.FigureAsync("AWS/Lambda", "IteratorAge", "SampleCount", ("FunctionName", "capture")) > 0);

        Assert.InRange((await lambda.FigureAsync("AWS/Lambda", "IteratorAge", "Maximum", ("FunctionName", "capture"))).GetValueOrDefault(-1), 0, 60_000);
    }

    [Fact]
    public async Task Line_in_the_embedded_metric_format_becomes_figures_of_the_functions_region()
    {
        using var lambda = new LambdaClient(fixture.Host, Region);
        using var other = new LambdaClient(fixture.Host, "us-east-1");
        var line = $$$"""{"_aws":{"Timestamp":{{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}}},"CloudWatchMetrics":[{"Namespace":"Shop","Dimensions":[["Region"]],"Metrics":[{"Name":"Lag","Unit":"Milliseconds"}]}]},"Region":"here","Lag":[20,40]}""";

        await lambda.SendAsync(HttpMethod.Post, "functions/apply/invocations", line);
        await fixture.Regions.LineAsync("CloudWatchMetrics");

        Assert.Equal((60, 40), (await lambda.FigureAsync("Shop", "Lag", "Sum", ("Region", "here")), await lambda.FigureAsync("Shop", "Lag", "p99", ("Region", "here"))));
        Assert.Null(await other.FigureAsync("Shop", "Lag", "Sum", ("Region", "here")));
    }
}
