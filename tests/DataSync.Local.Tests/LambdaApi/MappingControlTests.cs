using System.Net;
using Amazon.DynamoDBv2.Model;
using DataSync.Local.Tests.Hosting;
using DataSync.Local.Tests.Mappings;

namespace DataSync.Local.Tests.LambdaApi;

public sealed class MappingControlTests
{
    private const string Region = "eu-west-1";

    [Fact]
    public async Task Disabled_queue_keeps_its_messages_until_it_is_enabled_again()
    {
        await using var fixture = await HostFixture.StartAsync(LambdaTemplate.Text);
        using var lambda = new LambdaClient(fixture.Host, Region);
        using var sqs = fixture.Sqs(Region);
        var region = fixture.Host.Region(Region);
        var id = region.Output("ApplyMappingId");

        var disabling = await lambda.EnableAsync(id, enabled: false);
        await Waiting.UntilAsync(async () => await lambda.StateAsync(id) == "Disabled");
        await sqs.SendMessageAsync(region.Output("WorkUrl"), "waits for its turn");
        var waiting = await lambda.FigureAsync("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", ("QueueName", "work"));
        var enabling = await lambda.EnableAsync(id, enabled: true);
        await fixture.LineAsync("waits for its turn");

        Assert.Equal((HttpStatusCode.Accepted, "Disabling", "Enabling", "Enabled"), (disabling.Status, disabling.Text("State"), enabling.Text("State"), await lambda.StateAsync(id)));
        Assert.Equal(1, waiting);
    }

    [Fact]
    public async Task Disabled_stream_goes_on_with_the_record_it_stopped_before()
    {
        await using var fixture = await HostFixture.StartAsync(LambdaTemplate.Text);
        using var lambda = new LambdaClient(fixture.Host, Region);
        using var client = fixture.DynamoDb(Region);
        var id = fixture.Host.Region(Region).Output("CaptureMappingId");
        await lambda.EnableAsync(id, enabled: false);
        await Waiting.UntilAsync(async () => await lambda.StateAsync(id) == "Disabled");

        await client.PutItemAsync("items", new Dictionary<string, AttributeValue> { ["pk"] = new("a") });
        var before = await lambda.FigureAsync("AWS/Lambda", "Invocations", "Sum", ("FunctionName", "capture"));
        await lambda.EnableAsync(id, enabled: true);
        await fixture.LineAsync("echo");

        Assert.Null(before);
    }

    [Fact]
    public async Task Mapping_that_is_as_wanted_is_left_as_it_is()
    {
        await using var fixture = await HostFixture.StartAsync(LambdaTemplate.Text);
        using var lambda = new LambdaClient(fixture.Host, Region);
        var id = fixture.Host.Region(Region).Output("ApplyMappingId");

        var same = await lambda.EnableAsync(id, enabled: true);
        var none = await lambda.SendAsync(HttpMethod.Put, $"event-source-mappings/{id}", """{"FunctionName":"apply"}""");

        Assert.Equal((HttpStatusCode.Accepted, "Enabled", "Enabled"), (same.Status, same.Text("State"), none.Text("State")));
    }
}
