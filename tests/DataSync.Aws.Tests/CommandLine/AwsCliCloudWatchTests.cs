using System.Globalization;
using System.Text.Json;
using Xunit;

namespace DataSync.Aws.Tests.CommandLine;

public sealed class AwsCliCloudWatchTests
{
    private const string Lag = """[{"Id":"lag","MetricStat":{"Metric":{"Namespace":"Shop","MetricName":"Lag","Dimensions":[{"Name":"Region","Value":"eu-west-1"}]},"Period":3600,"Stat":"Maximum"}}]""";

    [SkippableFact]
    public async Task Figures_are_put_listed_and_read()
    {
        await using var aws = await AwsCli.StartAsync();
        await aws.RunAsync("cloudwatch", "put-metric-data", "--namespace", "Shop", "--metric-name", "Lag", "--value", "12.5", "--dimensions", "Region=eu-west-1");
        await aws.RunAsync("cloudwatch", "put-metric-data", "--namespace", "Shop", "--metric-name", "Lag", "--value", "40", "--dimensions", "Region=eu-west-1");

        var metrics = await aws.RunAsync("cloudwatch", "list-metrics", "--namespace", "Shop", "--dimensions", "Name=Region");
        var answer = await aws.RunAsync(Query(Lag));

        var metric = Assert.Single(metrics.GetProperty("Metrics").EnumerateArray());
        Assert.Equal("Lag", metric.GetProperty("MetricName").GetString());
        var result = Assert.Single(answer.GetProperty("MetricDataResults").EnumerateArray());
        Assert.Equal(("lag", "Lag", "Complete"), (Text(result, "Id"), Text(result, "Label"), Text(result, "StatusCode")));
        Assert.Equal([40], result.GetProperty("Values").EnumerateArray().Select(value => value.GetDouble()));
        Assert.Equal(1, result.GetProperty("Timestamps").GetArrayLength());
    }

    [SkippableFact]
    public async Task Math_is_refused_by_name()
    {
        await using var aws = await AwsCli.StartAsync();

        var error = await aws.FailAsync(Query("""[{"Id":"sum","Expression":"a + b"}]"""));

        Assert.Contains("(ValidationError) when calling the GetMetricData operation: Query 'sum' has the expression 'a + b'", error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Queues_tell_how_full_they_are()
    {
        await using var aws = await AwsCli.StartAsync();
        var url = (await aws.RunAsync("sqs", "create-queue", "--queue-name", "changes")).GetProperty("QueueUrl").GetString()!;
        await aws.RunAsync("sqs", "send-message", "--queue-url", url, "--message-body", "one");

        var answer = await aws.RunAsync(Query(
            """[{"Id":"visible","MetricStat":{"Metric":{"Namespace":"AWS/SQS","MetricName":"ApproximateNumberOfMessagesVisible","Dimensions":[{"Name":"QueueName","Value":"changes"}]},"Period":60,"Stat":"Average"}}]"""));

        Assert.Equal([1], answer.GetProperty("MetricDataResults")[0].GetProperty("Values").EnumerateArray().Select(value => value.GetDouble()));
    }

    private static string[] Query(string queries) =>
        ["cloudwatch", "get-metric-data", "--start-time", Time(-15), "--end-time", Time(1), "--metric-data-queries", queries];

    private static string Time(int minutes) => DateTimeOffset.UtcNow.AddMinutes(minutes).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
