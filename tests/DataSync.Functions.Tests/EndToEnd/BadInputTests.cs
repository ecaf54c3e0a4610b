using System.Text.Json;
using DataSync.Core.Versions;
using DataSync.Functions.Tests.Support;

namespace DataSync.Functions.Tests.EndToEnd;

/// <summary>What must never block a shard and never get lost.</summary>
public sealed class BadInputTests
{
    private const string NowMs = "1767225600000";

    [Fact]
    public async Task A_malformed_record_becomes_a_dead_letter_and_its_neighbours_go_through()
    {
        await using var regions = await LocalRegions.TwoAsync();
        var bad = Payloads.Record(keys: """{"pk":{"S":"bad"}}""", newImage: """{"pk":{"X":"bad"}}""", sequenceNumber: "\"100000000000000000002\"");

        var failed = await regions.A.CaptureAsync(Payloads.Event([Payloads.Record(), bad, Payloads.Record("""{"pk":{"S":"b"}}""", """{"pk":{"S":"b"}}""")]));
        await regions.B.ApplyAsync();

        Assert.Null(failed);
        Assert.NotNull(await regions.B.ReadAsync("a"));
        Assert.NotNull(await regions.B.ReadAsync("b"));
        var letter = await LetterAsync(regions.A, LocalRegion.CaptureDlq, "MalformedRecord");
        Assert.Equal(bad, letter.GetProperty("record").GetRawText());
        Assert.Equal("CaptureItems", letter.GetProperty("function").GetString());
        Assert.Equal("request-1", letter.GetProperty("requestId").GetString());
    }

    [Fact]
    public async Task A_malformed_record_that_no_queue_takes_is_where_the_stream_goes_on()
    {
        await using var regions = await LocalRegions.TwoAsync();
        regions.Traffic.Fault = call => call.Service == "sqs" && Traffic.QueueOf(call) == LocalRegion.CaptureDlq ? Traffic.Denied(call) : null;
        var bad = Payloads.Record(keys: "{}", sequenceNumber: "\"100000000000000000002\"");

        var failed = await regions.A.CaptureAsync(Payloads.Event([Payloads.Record(), bad]));

        Assert.Equal("100000000000000000002", failed);
        Assert.Equal(1, regions.B.Visible(LocalRegion.Changes));
    }

    [Fact]
    public async Task A_record_without_a_sequence_number_that_no_queue_takes_brings_the_whole_batch_again()
    {
        await using var regions = await LocalRegions.TwoAsync();
        regions.Traffic.Fault = call => call.Service == "sqs" && Traffic.QueueOf(call) == LocalRegion.CaptureDlq ? Traffic.Denied(call) : null;

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => regions.A.CaptureAsync(Payloads.Event([Payloads.Record(), "{}"])));

        Assert.Contains("without a sequence number", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_record_larger_than_a_message_still_becomes_a_dead_letter()
    {
        await using var regions = await LocalRegions.TwoAsync();
        var numbers = string.Join(',', Enumerable.Repeat("""{"N":"1"}""", 130_000));
        var bad = Payloads.Record(newImage: "{\"pk\":{\"S\":\"a\"},\"_sync\":{\"S\":\"mine\"},\"l\":{\"L\":[" + numbers + "]}}");

        var failed = await regions.A.CaptureAsync(Payloads.Event([bad]));

        Assert.Null(failed);
        var letter = await LetterAsync(regions.A, LocalRegion.CaptureDlq, "MalformedRecord");
        Assert.Contains("StampAttribute", letter.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("100000000000000000001 of {\"pk\":{\"S\":\"a\"}}", letter.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"format":2,"origin":"eu-west-1","changes":[]}""", "UnknownFormat")]
    [InlineData("""{"format":0,"origin":"eu-west-1","changes":[]}""", "UnknownFormat")]
    [InlineData("hello", "MalformedEnvelope")]
    [InlineData("{}", "UnknownFormat")]
    [InlineData("""{"format":1,"changes":[]}""", "MalformedEnvelope")]
    [InlineData("""{"format":1,"gzip":"AAAA"}""", "MalformedEnvelope")]
    public async Task A_message_that_is_no_envelope_becomes_a_dead_letter_with_its_body(string body, string reason)
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.B.SendAsync(LocalRegion.Changes, body);

        var failed = await regions.B.ApplyAsync();

        Assert.Empty(failed!);
        var letter = await LetterAsync(regions.B, LocalRegion.ChangesDlq, reason);
        Assert.Equal(body, letter.GetProperty("body").GetString());
    }

    [Fact]
    public async Task One_malformed_change_does_not_hold_the_rest_of_its_envelope()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.B.SendAsync(LocalRegion.Changes, Envelope(Put("a", Version(0)), """{"entity":"items","key":{"pk":{"S":"b"}}}""", Put("c", Version(0))));

        var failed = await regions.B.ApplyAsync();

        Assert.Empty(failed!);
        Assert.NotNull(await regions.B.ReadAsync("a"));
        Assert.NotNull(await regions.B.ReadAsync("c"));
        await LetterAsync(regions.B, LocalRegion.ChangesDlq, "MalformedChange");
    }

    [Fact]
    public async Task A_version_from_the_future_becomes_a_dead_letter()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.B.SendAsync(LocalRegion.Changes, Envelope(Put("a", Version(301_000)), Put("b", Version(299_000))));

        await regions.B.ApplyAsync();

        Assert.Null(await regions.B.ReadAsync("a"));
        Assert.NotNull(await regions.B.ReadAsync("b"));
        var letter = await LetterAsync(regions.B, LocalRegion.ChangesDlq, "VersionFromTheFuture");
        Assert.Contains("301000 ms", letter.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_item_without_room_for_the_stamp_becomes_a_dead_letter()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.PutAsync($$$"""{"pk":{"S":"a"},"x":{"S":"{{{new string('x', (400 * 1024) - 10)}}}"}}""");

        await regions.SettleAsync();

        Assert.Null(await regions.B.ReadAsync("a"));
        var letter = await LetterAsync(regions.B, LocalRegion.ChangesDlq, "ItemTooLarge");
        Assert.Contains("room for the stamp", letter.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"entity":"orders","key":{"pk":{"S":"a"}},"version":"1767225600000-00000-eu-west-1","delete":true}""", "UnknownTarget", "'orders'")]
    [InlineData("""{"entity":"items","key":{"pk":{"S":"a"}},"version":"1767225600000-00000-sa-east-1","delete":true}""", "UnknownTarget", "Regions")]
    [InlineData("""{"entity":"items","key":{"pk":{"S":"a"}},"version":"1767225600000-00000-us-east-1","delete":true}""", "Loop", "came back")]
    [InlineData("""{"entity":"items","key":{"id":{"S":"a"}},"version":"1767225600000-00000-eu-west-1","put":{"id":{"S":"a"}}}""", "Rejected", "ValidationException")]
    public async Task A_change_that_can_never_be_applied_becomes_a_dead_letter(string change, string reason, string words)
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.B.SendAsync(LocalRegion.Changes, Envelope(change));

        var failed = await regions.B.ApplyAsync();

        Assert.Empty(failed!);
        var letter = await LetterAsync(regions.B, LocalRegion.ChangesDlq, reason);
        Assert.Contains(words, letter.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_table_is_tried_again_and_then_a_dead_letter_that_names_it()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"}}""");
        await regions.A.CaptureAsync();
        await regions.B.Application.DynamoDb.DeleteTableAsync(LocalRegion.Table);

        var attempts = 0;
        for (; regions.B.Visible(LocalRegion.Changes) + regions.B.Delayed(LocalRegion.Changes) > 0; attempts++)
        {
            Assert.Empty(await regions.B.ApplyAsync() ?? []);
            regions.Time.Advance(TimeSpan.FromMinutes(15));
        }

        Assert.Equal(10, attempts);
        var letter = await LetterAsync(regions.B, LocalRegion.ChangesDlq, "RetriesExhausted");
        Assert.Contains($"'{LocalRegion.Table}' does not exist", letter.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(10, letter.GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task A_missing_ledger_stops_the_stream_at_the_first_record_and_says_why()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.Application.DynamoDb.DeleteTableAsync(LocalRegion.Ledger);

        var failed = await regions.A.CaptureAsync(Payloads.Event([Payloads.Record()]));

        Assert.Equal("100000000000000000001", failed);
        Assert.Contains($"'{LocalRegion.Ledger}' does not exist", regions.A.Said, StringComparison.Ordinal);
        Assert.Equal(0, regions.B.Visible(LocalRegion.Changes));
    }

    [Fact]
    public async Task A_table_that_denies_is_tried_again_and_loses_nothing()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"}}""");
        await regions.A.CaptureAsync();
        regions.Traffic.Fault = call => call.Operation == "PutItem" ? Traffic.Denied(call) : null;
        await regions.B.ApplyAsync();
        regions.Traffic.Fault = null;
        regions.Time.Advance(TimeSpan.FromMinutes(1));

        await regions.B.ApplyAsync();

        Assert.NotNull(await regions.B.ReadAsync("a"));
        Assert.Contains("The function's role lacks PutItem", regions.B.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_that_denies_has_its_changes_parked()
    {
        await using var regions = await LocalRegions.TwoAsync();
        regions.Traffic.Fault = call => call.Service == "sqs" && call.Region == LocalRegions.Virginia ? Traffic.Denied(call) : null;
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"}}""");

        var failed = await regions.A.CaptureAsync();

        Assert.Empty(failed!);
        Assert.Equal(1, regions.A.Visible(LocalRegion.Parked));
        Assert.Contains("AccessDenied", regions.A.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_parked_queue_denies_too_the_records_are_not_done()
    {
        await using var regions = await LocalRegions.TwoAsync();
        regions.Traffic.Fault = call => call.Service == "sqs" ? Traffic.Denied(call) : null;
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"}}""");

        var failed = await regions.A.CaptureAsync();
        regions.Traffic.Fault = null;
        regions.Time.Advance(TimeSpan.FromSeconds(20));
        await regions.SettleAsync();

        Assert.Single(failed!);
        Assert.NotNull(await regions.B.ReadAsync("a"));
    }

    [Fact]
    public async Task When_the_dead_letter_queue_denies_the_message_is_not_done()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.B.SendAsync(LocalRegion.Changes, "hello");
        await regions.B.SendAsync(LocalRegion.Changes, Envelope(Put("a", Version(0))));
        regions.Traffic.Fault = call => call.Service == "sqs" ? Traffic.Denied(call) : null;

        var failed = await regions.B.ApplyAsync();

        Assert.Single(failed!);
        Assert.NotNull(await regions.B.ReadAsync("a"));
    }

    [Theory]
    [InlineData("hello", "MalformedEnvelope")]
    [InlineData("""{"format":9,"target":"us-east-1","origin":"eu-west-1","changes":[]}""", "UnknownFormat")]
    [InlineData("""{"format":1,"target":"sa-east-1","origin":"eu-west-1","changes":[]}""", "UnknownTarget")]
    [InlineData("""{"format":1,"origin":"eu-west-1","changes":[]}""", "UnknownTarget")]
    public async Task A_parked_message_that_goes_nowhere_becomes_a_dead_letter(string body, string reason)
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.SendAsync(LocalRegion.Parked, body);

        var failed = await regions.A.ForwardAsync();

        Assert.Empty(failed!);
        await LetterAsync(regions.A, LocalRegion.ParkedDlq, reason);
    }

    [Fact]
    public async Task An_event_that_is_none_fails_the_invocation()
    {
        await using var regions = await LocalRegions.TwoAsync();

        await Assert.ThrowsAsync<Core.Items.MalformedItemException>(() => regions.A.CaptureAsync(Payloads.Text("{}")));
        await Assert.ThrowsAsync<Core.Items.MalformedItemException>(() => regions.A.ApplyAsync(Payloads.Text("{}")));
        await Assert.ThrowsAsync<Core.Items.MalformedItemException>(() => regions.A.ForwardAsync(Payloads.Text("{}")));
    }

    private static async Task<JsonElement> LetterAsync(LocalRegion region, string queue, string reason)
    {
        var letter = Assert.Single(await region.PeekAsync(queue));
        Assert.Equal(reason, letter.GetProperty("reason").GetString());
        Assert.Equal(region.Name, letter.GetProperty("region").GetString());
        Assert.NotEqual("", letter.GetProperty("detail").GetString());
        return letter;
    }

    private static string Envelope(params string[] changes) =>
        "{\"format\":1,\"origin\":\"eu-west-1\",\"hops\":1,\"sentMs\":" + NowMs + ",\"changes\":[" + string.Join(',', changes) + "]}";

    private static string Put(string pk, string version) =>
        "{\"entity\":\"items\",\"key\":{\"pk\":{\"S\":\"" + pk + "\"}},\"version\":\"" + version + "\",\"put\":{\"pk\":{\"S\":\"" + pk + "\"}}}";

    private static string Version(long aheadMs) => new ItemVersion(1_767_225_600_000 + aheadMs, 0, LocalRegions.Dublin).ToString();
}
