using DataSync.Core.Ports;
using DataSync.Functions.Tests.Support;

namespace DataSync.Functions.Tests.EndToEnd;

public sealed class RedriveTests
{
    [Fact]
    public async Task Changes_go_back_and_are_applied_when_the_cause_is_gone()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.BuryAsync("a", "b");

        var response = await regions.B.RedriveAsync("changes");
        await regions.B.ApplyAsync();

        Assert.Equal((2, 0, 0, 0, true), (response.Redriven, response.Skipped, response.Kept, response.FailedAgain, response.Empty));
        Assert.NotNull(await regions.B.ReadAsync("a"));
        Assert.NotNull(await regions.B.ReadAsync("b"));
        Assert.Equal(0, regions.B.Visible(LocalRegion.ChangesDlq));
    }

    [Fact]
    public async Task A_message_that_SQS_itself_gave_up_on_goes_back_as_it_is()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.PutAsync("""{"pk":{"S":"a"}}""");
        await regions.A.CaptureAsync();
        var raw = (await regions.B.PeekAsync(LocalRegion.Changes)).Single().GetRawText();
        await regions.B.Application.Sqs(null).PurgeQueueAsync($"http://127.0.0.1/000000000000/{LocalRegion.Changes}");
        await regions.B.SendAsync(LocalRegion.ChangesDlq, raw);

        var response = await regions.B.RedriveAsync("changes");
        await regions.B.ApplyAsync();

        Assert.Equal(1, response.Redriven);
        Assert.NotNull(await regions.B.ReadAsync("a"));
    }

    [Fact]
    public async Task A_message_that_is_not_even_json_goes_back_as_it_is()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.B.SendAsync(LocalRegion.ChangesDlq, "hello");

        var response = await regions.B.RedriveAsync("changes");
        await regions.B.ApplyAsync();

        Assert.Equal(1, response.Redriven);
        Assert.Equal("hello", (await regions.B.PeekAsync(LocalRegion.ChangesDlq)).Single().GetProperty("body").GetString());
    }

    [Fact]
    public async Task Only_letters_of_the_reason_asked_for_go_back_and_the_others_stay_visible()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.BuryAsync("a");
        await regions.B.SendAsync(LocalRegion.Changes, "hello");
        await regions.B.ApplyAsync();
        regions.Time.Advance(TimeSpan.FromMinutes(1));

        var response = await regions.B.RedriveAsync("changes", reason: "RetriesExhausted");

        Assert.Equal((1, 1), (response.Redriven, response.Skipped));
        Assert.Equal("MalformedEnvelope", (await regions.B.PeekAsync(LocalRegion.ChangesDlq)).Single().GetProperty("reason").GetString());
    }

    [Fact]
    public async Task No_more_go_back_than_asked_for()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.BuryAsync("a", "b", "c");

        var response = await regions.B.RedriveAsync("changes", max: 2);

        Assert.Equal((2, false), (response.Redriven, response.Empty));
        Assert.Equal(1, regions.B.Visible(LocalRegion.ChangesDlq));
        Assert.Equal(2, regions.B.Visible(LocalRegion.Changes));
    }

    [Theory]
    [InlineData("orders", null, null, "'orders'")]
    [InlineData(null, null, null, "changes, parked, capture, object-events or failures")]
    [InlineData("changes", 0, null, "between 1 and")]
    [InlineData("changes", null, "Because", "'Because'")]
    public async Task A_request_that_is_not_understood_says_what_is_wrong_with_it(string? queue, int? max, string? reason, string words)
    {
        await using var regions = await LocalRegions.TwoAsync();

        var error = await Assert.ThrowsAsync<ArgumentException>(() => regions.B.RedriveAsync(queue!, max, reason));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_crash_between_sending_and_deleting_makes_a_duplicate_that_changes_nothing()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.BuryAsync("a");
        regions.Traffic.Fault = call => call.Operation == "DeleteMessageBatch" ? Traffic.Denied(call) : null;
        await Assert.ThrowsAsync<StoreException>(() => regions.B.RedriveAsync("changes"));
        regions.Traffic.Fault = null;
        await regions.B.ApplyAsync();
        var first = await regions.B.ReadAsync("a");
        regions.Time.Advance(TimeSpan.FromMinutes(16));

        var response = await regions.B.RedriveAsync("changes");
        await regions.SettleAsync();

        Assert.Equal(1, response.Redriven);
        Assert.Equal(first, await regions.B.ReadAsync("a"));
        Assert.Equal(0, regions.B.Visible(LocalRegion.ChangesDlq));
    }

    [Fact]
    public async Task A_queue_that_takes_nothing_back_keeps_the_letter()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.BuryAsync("a");
        regions.Traffic.Fault = call => call.Operation == "SendMessageBatch" ? Traffic.Denied(call) : null;

        var response = await regions.B.RedriveAsync("changes");

        Assert.Equal((0, 1), (response.Redriven, response.Kept));
        Assert.Equal(1, regions.B.Visible(LocalRegion.ChangesDlq));
    }

    [Fact]
    public async Task Parked_letters_go_back_to_the_parked_queue()
    {
        await using var regions = await LocalRegions.TwoAsync();
        const string envelope = """{"format":1,"target":"us-east-1","origin":"eu-west-1","hops":1,"sentMs":1767225600000,"changes":[]}""";
        await regions.A.SendAsync(LocalRegion.ParkedDlq, "{\"format\":1,\"reason\":\"UnknownTarget\",\"detail\":\"\",\"envelope\":" + envelope + "}");

        var response = await regions.A.RedriveAsync("parked");
        await regions.A.ForwardAsync();

        Assert.Equal(1, response.Redriven);
        Assert.Equal(1, regions.B.Visible(LocalRegion.Changes));
    }

    [Fact]
    public async Task A_record_of_the_stream_is_captured_again_and_reaches_the_other_region()
    {
        await using var regions = await LocalRegions.TwoAsync();
        var record = Payloads.Record();
        await regions.A.SendAsync(LocalRegion.CaptureDlq, "{\"format\":1,\"reason\":\"MalformedRecord\",\"detail\":\"\",\"record\":" + record + "}");

        var response = await regions.A.RedriveAsync("capture");
        await regions.B.ApplyAsync();

        Assert.Equal(1, response.Redriven);
        Assert.NotNull(await regions.B.ReadAsync("a"));
    }

    [Theory]
    [InlineData("""{"dynamodb":{"SequenceNumber":5}}""")]
    [InlineData("""{"eventSourceARN":5}""")]
    [InlineData("5")]
    [InlineData("{}")]
    public async Task A_record_that_is_still_unreadable_stays_and_the_next_one_goes_on(string unreadable)
    {
        await using var regions = await LocalRegions.TwoAsync();
        foreach (var record in new[] { unreadable, Payloads.Record() })
        {
            await regions.A.SendAsync(LocalRegion.CaptureDlq, "{\"format\":1,\"reason\":\"MalformedRecord\",\"detail\":\"\",\"record\":" + record + "}");
        }

        var response = await regions.A.RedriveAsync("capture");

        Assert.Equal((1, 1), (response.Redriven, response.Kept));
        Assert.Equal(1, regions.A.Visible(LocalRegion.CaptureDlq));
    }

    [Fact]
    public async Task An_older_record_captured_again_does_not_undo_a_newer_write()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"}}""");
        var old = regions.Cloud.DynamoDb.Read(regions.A.StreamArn, regions.Cloud.DynamoDb.ListShards(regions.A.StreamArn)[0].ShardId, null, 1, int.MaxValue)[0];
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"2"}}""");
        await regions.SettleAsync();
        await regions.A.SendAsync(LocalRegion.CaptureDlq, "{\"format\":1,\"reason\":\"Rejected\",\"detail\":\"\",\"record\":" + System.Text.Encoding.UTF8.GetString(old.Json.Span) + "}");

        var response = await regions.A.RedriveAsync("capture");
        await regions.SettleAsync();

        Assert.Equal(1, response.Redriven);
        Assert.Contains("\"2\"", System.Text.Encoding.UTF8.GetString((await regions.B.ReadAsync("a"))!.Content.Canonical), StringComparison.Ordinal);
    }
}
