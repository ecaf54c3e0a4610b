using System.Text;
using System.Text.Json;
using DataSync.Core.Ports;
using DataSync.LocalAws.Protocol;
using Xunit;

namespace DataSync.Aws.Tests.Adapters;

public sealed class SqsQueueSenderTests
{
    private static readonly QueueAddress Changes = new(QueueKind.Changes);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    [InlineData(25, 3)]
    public async Task Ten_messages_go_in_one_request(int messageCount, int requestCount)
    {
        await using var queues = await QueueFixture.CreateAsync();

        var outcomes = await queues.Sender.SendAsync(Changes, Messages(messageCount, 100), default);

        Assert.All(outcomes, o => Assert.True(o.IsSent));
        Assert.Equal(messageCount, outcomes.Count);
        Assert.Equal(requestCount, queues.Calls.Count);
        Assert.Equal(messageCount, queues.Visible());
    }

    [Fact]
    public async Task A_mebibyte_goes_in_one_request()
    {
        await using var queues = await QueueFixture.CreateAsync();

        var outcomes = await queues.Sender.SendAsync(Changes, [.. Messages(2, 512 * 1024), .. Messages(2, 600 * 1024)], default);

        Assert.All(outcomes, o => Assert.True(o.IsSent, o.Error));
        Assert.Equal(3, queues.Calls.Count);
    }

    [Fact]
    public async Task A_message_larger_than_a_mebibyte_is_refused_and_the_others_are_sent()
    {
        await using var queues = await QueueFixture.CreateAsync();

        var outcomes = await queues.Sender.SendAsync(Changes, [.. Messages(1, 10), .. Messages(1, (1024 * 1024) + 1), .. Messages(1, 10)], default);

        Assert.Equal([true, false, true], outcomes.Select(o => o.IsSent));
        Assert.Equal([false, true, false], outcomes.Select(o => o.IsRefused));
        Assert.Contains("1048577", outcomes[1].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_entry_has_an_outcome_of_its_own()
    {
        await using var queues = await QueueFixture.CreateAsync();
        queues.Fault = _ => Json("""
            {"Successful":[{"Id":"0","MessageId":"m","MD5OfMessageBody":"fb0e22c79ac75679e9881e6ba183b354"}],
             "Failed":[{"Id":"1","SenderFault":true,"Code":"InvalidMessageContents","Message":"bad"},{"Id":"2","SenderFault":false,"Code":"InternalError","Message":"later"},
                       {"Id":"3","SenderFault":true,"Code":"RequestThrottled","Message":"slow"}]}
            """);

        var outcomes = await queues.Sender.SendAsync(Changes, Messages(5, 5), default);

        Assert.True(outcomes[0].IsSent);
        Assert.Equal([false, true, false, false, false], outcomes.Select(o => o.IsRefused));
        Assert.Equal("InternalError: later", outcomes[2].Error);
        Assert.Contains("does not mention", outcomes[4].Error, StringComparison.Ordinal);
        Assert.False(outcomes[4].IsSent);
    }

    [Fact]
    public async Task A_queue_that_cannot_be_reached_is_not_tried_again_for_the_rest()
    {
        await using var queues = await QueueFixture.CreateAsync();
        queues.Fault = _ => throw new HttpRequestException("cut off");
        var one = await queues.Sender.SendAsync(Changes, Messages(1, 10), default);
        var callsForOne = queues.Calls.Count;

        var outcomes = await queues.Sender.SendAsync(Changes, Messages(100, 10), default);

        Assert.False(one[0].IsSent);
        Assert.Equal(2 * callsForOne, queues.Calls.Count);
        Assert.All(outcomes, o => Assert.False(o.IsSent || o.IsRefused));
        Assert.All(outcomes, o => Assert.Contains("SendMessageBatch", o.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_queue_that_denies_or_is_missing_is_a_failure_and_no_refusal()
    {
        await using var queues = await QueueFixture.CreateAsync();
        var missing = await queues.Sender.SendAsync(new QueueAddress(QueueKind.Parked), Messages(1, 10), default);
        queues.Fault = _ => new AwsResponse(403, """{"__type":"com.amazonaws.sqs#AccessDenied","message":"no"}"""u8.ToArray(), "AccessDenied;Sender");

        var denied = await queues.Sender.SendAsync(Changes, Messages(1, 10), default);

        Assert.Equal((false, false), (missing[0].IsSent, missing[0].IsRefused));
        Assert.Contains("does not exist", missing[0].Error, StringComparison.Ordinal);
        Assert.Equal((false, false), (denied[0].IsSent, denied[0].IsRefused));
        Assert.Contains("AccessDenied", denied[0].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delay_is_kept_within_what_a_queue_can_do()
    {
        await using var queues = await QueueFixture.CreateAsync();
        var body = Encoding.UTF8.GetBytes("x");

        await queues.Sender.SendAsync(
            Changes, [new(body, TimeSpan.FromSeconds(-1)), new(body, TimeSpan.FromSeconds(30)), new(body, TimeSpan.FromHours(1))], default);

        using var request = JsonDocument.Parse(queues.Calls.Single().Body);
        Assert.Equal([0, 30, 900], request.RootElement.GetProperty("Entries").EnumerateArray().Select(e => e.GetProperty("DelaySeconds").GetInt32()));
    }

    [Fact]
    public async Task Changes_of_another_region_are_signed_for_that_region()
    {
        await using var queues = await QueueFixture.CreateAsync();

        await queues.Sender.SendAsync(new QueueAddress(QueueKind.Changes, "us-east-1"), Messages(1, 10), default);
        await queues.Sender.SendAsync(Changes, Messages(1, 10), default);

        Assert.Equal(["us-east-1", QueueFixture.Region], queues.Calls.Select(c => c.Region));
        Assert.Equal(1, queues.Visible("us-east-1"));
    }

    [Fact]
    public async Task Cancellation_by_the_caller_goes_on_as_it_is()
    {
        await using var queues = await QueueFixture.CreateAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await queues.Sender.SendAsync(Changes, Messages(1, 10), cancelled.Token));
    }

    private static OutgoingMessage[] Messages(int count, int bytes) =>
        [.. Enumerable.Range(0, count).Select(_ => new OutgoingMessage(Encoding.UTF8.GetBytes(new string('x', bytes)), TimeSpan.Zero))];

    private static AwsResponse Json(string json) => new(200, Encoding.UTF8.GetBytes(json));
}
