using System.Text;
using System.Text.Json;
using DataSync.Local.Mappings;
using DataSync.Local.Templates;
using DataSync.LocalAws;
using DataSync.LocalAws.Protocol;

namespace DataSync.Local.Tests.Mappings;

/// <summary>A mapping and the local SQS together: visibility, receive counts, groups and dead letters.</summary>
public sealed class QueueServiceMappingTests : IAsyncDisposable
{
    private static readonly TimeSpan Visibility = TimeSpan.FromSeconds(30);

    private readonly SignallingTime _time = new();
    private readonly ScriptedInvoker _function = new();
    private readonly LocalCloud _cloud;

    public QueueServiceMappingTests() => _cloud = LocalCloud.Create(new LocalCloudOptions { Time = _time });

    [Fact]
    public async Task Failed_batch_comes_back_after_its_visibility_timeout_and_not_before()
    {
        await CreateAsync("work", "{}");
        await SendAsync("work", "a");
        await using var mapping = await StartedAsync("work", reports: false);

        (await _function.NextAsync()).Fail();
        _time.Advance(Visibility - TimeSpan.FromSeconds(1));
        Assert.Equal(1, _function.Count);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["a 2"], Messages(await _function.NextAsync()));
    }

    [Fact]
    public async Task Message_that_failed_too_often_moves_to_the_dead_letter_queue_and_the_function_sees_it_no_more()
    {
        await CreateAsync("dead", "{}");
        await CreateAsync("work", """{"RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:000000000000:dead\",\"maxReceiveCount\":2}"}""");
        await SendAsync("work", "poison");
        await using var mapping = await StartedAsync("work", reports: true);

        for (var receive = 1; receive <= 2; receive++)
        {
            var call = await _function.NextAsync();
            call.Report(Ids(call));
            _time.Advance(Visibility);
        }

        var letters = await _cloud.Sqs.ReceiveAsync(Arn("dead"), 10, TimeSpan.FromSeconds(20), null, CancellationToken.None).InTimeAsync();
        Assert.Contains("poison", Encoding.UTF8.GetString(Assert.Single(letters).Json.Span), StringComparison.Ordinal);
        Assert.Equal(2, _function.Count);
    }

    [Fact]
    public async Task Batch_holds_several_groups_each_in_order_and_a_group_that_failed_waits_while_others_go_on()
    {
        await CreateAsync("work.fifo", """{"FifoQueue":"true","ContentBasedDeduplication":"true"}""");
        await SendAsync("work.fifo", "a", "one");
        await SendAsync("work.fifo", "b", "one");
        await SendAsync("work.fifo", "c", "two");
        var mapping = await StartedAsync("work.fifo", reports: true);

        var first = await _function.NextAsync();
        first.Report(Ids(first)[..2]);
        await SendAsync("work.fifo", "d", "one");
        await SendAsync("work.fifo", "e", "two");
        var second = await _function.NextAsync();
        second.Succeed();
        await mapping.DisposeAsync();
        _time.Advance(Visibility);
        await using var next = await StartedAsync("work.fifo", reports: true);
        var third = await _function.NextAsync();

        Assert.Equal(["a 1", "b 1", "c 1"], Messages(first));
        Assert.Equal(["e 1"], Messages(second));
        Assert.Equal(["a 2", "b 2", "d 1"], Messages(third));
    }

    [Fact]
    public async Task Second_half_of_a_large_fifo_batch_is_not_run_when_the_first_failed()
    {
        await CreateAsync("work.fifo", """{"FifoQueue":"true","ContentBasedDeduplication":"true","MaximumMessageSize":"1048576"}""");
        for (var i = 0; i < 8; i++)
        {
            await SendAsync("work.fifo", i + new string('x', 1_000_000), "one");
        }

        await using var mapping = await StartedAsync("work.fifo", reports: true);

        var first = await _function.NextAsync();
        first.Fail();
        _time.Advance(Visibility);
        var second = await _function.NextAsync();

        Assert.Equal(6, Messages(first).Count);
        Assert.Equal(("0", "2"), (Messages(second)[0][..1], Messages(second)[0][^1..]));
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    private static string Arn(string queue) => "arn:aws:sqs:eu-west-1:000000000000:" + queue;

    private async Task<IEventSourceMapping> StartedAsync(string queue, bool reports)
    {
        var settings = new QueueMappingSettings("mapping", "Apply", "apply", true, Arn(queue)) { ReportsBatchItemFailures = reports, VisibilityTimeout = Visibility };
        var mapping = new QueueMapping(settings, new MappingContext(_function, "arn:function", _time), _cloud.Sqs, 1);
        await mapping.StartAsync();
        return mapping;
    }

    private Task CreateAsync(string queue, string attributes) => CallAsync("CreateQueue", $$"""{"QueueName":"{{queue}}","Attributes":{{attributes}}}""");

    private Task SendAsync(string queue, string body, string? group = null) => CallAsync(
        "SendMessage",
        $$"""{"QueueUrl":"http://127.0.0.1/000000000000/{{queue}}","MessageBody":"{{body}}"{{(group is null ? "" : $",\"MessageGroupId\":\"{group}\"")}}}""");

    private async Task CallAsync(string operation, string body)
    {
        var response = await _cloud.Sqs.HandleAsync(new AwsRequest("sqs", "eu-west-1", operation, Encoding.UTF8.GetBytes(body)), CancellationToken.None);
        Assert.True(response.Status == 200, Encoding.UTF8.GetString(response.Body.Span));
    }

    /// <summary>Body and receive count of each message.</summary>
    private static List<string> Messages(ScriptedCall call)
    {
        using var document = JsonDocument.Parse(call.Text);
        return [.. document.RootElement.GetProperty("Records").EnumerateArray()
            .Select(record => $"{record.GetProperty("body").GetString()} {record.GetProperty("attributes").GetProperty("ApproximateReceiveCount").GetString()}")];
    }

    private static string[] Ids(ScriptedCall call)
    {
        using var document = JsonDocument.Parse(call.Text);
        return [.. document.RootElement.GetProperty("Records").EnumerateArray().Select(record => record.GetProperty("messageId").GetString()!)];
    }
}
