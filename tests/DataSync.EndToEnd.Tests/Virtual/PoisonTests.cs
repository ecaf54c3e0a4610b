using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using DataSync.Local.Faults;
using static DataSync.EndToEnd.Tests.RunningRegions;

namespace DataSync.EndToEnd.Tests.Virtual;

/// <summary>What cannot be applied becomes a dead letter that says why; what is beside it is applied all the same; redriven once the cause is gone it arrives.</summary>
[Collection(VirtualRegionsCollection.Name)]
public sealed class PoisonTests(VirtualRegions regions)
{
    [SkippableTheory]
    [InlineData("this is no JSON", "MalformedEnvelope", "not an envelope")]
    [InlineData("""{"origin":"us-east-1","hops":1,"sentMs":1,"changes":[]}""", "UnknownFormat", "format 0")]
    [InlineData("""{"format":2,"origin":"us-east-1","hops":1,"sentMs":1,"changes":[]}""", "UnknownFormat", "format 2 is not known to this release")]
    [InlineData("""{"format":1,"hops":1,"sentMs":1,"changes":[]}""", "MalformedEnvelope", "'origin' or 'changes' is missing")]
    [InlineData("""{"format":1,"gzip":"bm90IGd6aXA="}""", "MalformedEnvelope", "not an envelope")]
    [InlineData("""{"format":1,"origin":"us-east-1","hops":9,"sentMs":1,"changes":[]}""", "Loop", "crossed 9 times")]
    [InlineData("""{"format":1,"origin":"us-east-1","hops":1,"sentMs":1,"changes":[{"entity":"ENTITY","key":{"pk":{"S":"KEY"}},"version":"yesterday","put":{"pk":{"S":"KEY"}}}]}""", "MalformedChange", "Version 'yesterday' is not of the form")]
    [InlineData("""{"format":1,"origin":"us-east-1","hops":1,"sentMs":1,"changes":[{"entity":"orders","key":{"pk":{"S":"KEY"}},"version":"NOW-00000-us-east-1","put":{"pk":{"S":"KEY"}}}]}""", "UnknownTarget", "Entity 'orders' is not synced here")]
    [InlineData("""{"format":1,"origin":"us-east-1","hops":1,"sentMs":1,"changes":[{"entity":"ENTITY","key":{"pk":{"S":"KEY"}},"version":"NOW-00000-sa-east-1","put":{"pk":{"S":"KEY"}}}]}""", "UnknownTarget", "a region that is not among this stack's Regions")]
    [InlineData("""{"format":1,"origin":"us-east-1","hops":1,"sentMs":1,"changes":[{"entity":"ENTITY","key":{"pk":{"S":"KEY"}},"version":"NOW-00000-eu-west-1","put":{"pk":{"S":"KEY"}}}]}""", "Loop", "was made in this region")]
    [InlineData("""{"format":1,"origin":"us-east-1","hops":1,"sentMs":1,"changes":[{"entity":"ENTITY","key":{"pk":{"S":"KEY"}},"version":"FUTURE-00000-us-east-1","put":{"pk":{"S":"KEY"}}}]}""", "VersionFromTheFuture", "ahead of this region's clock")]
    [InlineData("""{"format":1,"origin":"us-east-1","hops":1,"sentMs":1,"changes":[{"entity":"ENTITY","key":{"pk":{"N":"1"}},"version":"NOW-00000-us-east-1","put":{"pk":{"N":"1"}}}]}""", "Rejected", "key")]
    public async Task A_message_that_cannot_be_applied_says_why_and_holds_nothing_up(string template, string reason, string detail)
    {
        await regions.BeginAsync();
        var key = $"poison#{reason}#{template.Length}";
        var message = Fill(template, key);

        await SendAsync(EuWest, message);
        await regions.PutAsync(UsEast, key + "#neighbour", "text");
        await regions.ConvergeAsync();
        var letter = Assert.Single(await regions.TakeAsync(EuWest, "ChangesDeadLetterQueue"));

        Assert.Equal(reason, letter.GetProperty("reason").GetString());
        Assert.Contains(detail, letter.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(EuWest, letter.GetProperty("region").GetString());
        Assert.Equal("text", await regions.TextAsync(EuWest, key + "#neighbour"));
        Assert.Null(await regions.TextAsync(EuWest, key));
        await regions.EndAsync();
    }

    [SkippableFact]
    public async Task A_message_parked_for_a_region_that_is_gone_says_so()
    {
        await regions.BeginAsync();
        using var sqs = regions.Sqs(EuWest);
        await sqs.SendMessageAsync(regions.QueueUrl(EuWest, "ParkedQueue"), """{"format":1,"origin":"eu-west-1","target":"sa-east-1","hops":1,"sentMs":1,"changes":[]}""");

        await regions.ConvergeAsync();
        var letter = Assert.Single(await regions.TakeAsync(EuWest, "ParkedDeadLetterQueue"));

        Assert.Equal("UnknownTarget", letter.GetProperty("reason").GetString());
        Assert.Contains("'sa-east-1', which is not among the other regions", letter.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await regions.EndAsync();
    }

    [SkippableFact]
    public async Task A_stream_record_that_cannot_be_read_says_so_and_its_neighbours_are_captured()
    {
        await regions.BeginAsync();
        var record = """{"eventID":"1","eventName":"INSERT","eventSource":"aws:dynamodb","dynamodb":{"SequenceNumber":"000000000000000000001","Keys":{"pk":{"S":"unreadable"}},"NewImage":{"pk":{"X":"unreadable"}}}}""";

        var result = await regions.Host.Region(EuWest).Function("CaptureItemsFunction")!.InvokeAsync(Encoding.UTF8.GetBytes($$"""{"Records":[{{record}}]}"""));
        var letter = Assert.Single(await regions.TakeAsync(EuWest, "CaptureDeadLetterQueue"));

        Assert.True(result.Succeeded, result.ErrorMessage);
        Assert.Equal("MalformedRecord", letter.GetProperty("reason").GetString());
        Assert.Contains("unreadable", letter.GetRawText(), StringComparison.Ordinal);
        await regions.EndAsync();
    }

    [SkippableFact]
    public async Task An_item_without_room_for_the_stamp_says_so_and_stays_as_it_is_at_its_origin()
    {
        await regions.BeginAsync();
        const int Room = 40;
        var item = new Dictionary<string, AttributeValue> { ["pk"] = new("full"), ["text"] = new(new string('x', (400 * 1024) - "pkfulltext".Length - Room)) };
        await regions.DynamoDb(UsEast).PutItemAsync(regions.Table, item);

        await regions.PassAsync(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5));
        var letters = await regions.TakeAsync(EuWest, "ChangesDeadLetterQueue");
        var others = await regions.TakeAsync(ApSoutheast, "ChangesDeadLetterQueue");
        await regions.DeleteAsync(UsEast, "full");
        await regions.ConvergeAsync();

        Assert.All([Assert.Single(letters), Assert.Single(others)], letter => Assert.Equal("ItemTooLarge", letter.GetProperty("reason").GetString()));
        await regions.EndAsync();
    }

    [SkippableFact]
    public async Task What_fails_for_too_long_is_a_dead_letter_that_arrives_when_it_is_redriven()
    {
        await regions.BeginAsync();
        var failing = new Fault(FaultKind.Error, EuWest) { Target = "dynamodb", Text = "\"redriven\"" };
        regions.Host.Faults.Begin(failing);
        await regions.PutAsync(UsEast, "redriven", "text");

        await regions.PassAsync(TimeSpan.FromHours(4), TimeSpan.FromMinutes(15));
        var waiting = await regions.PeekAsync(EuWest, "ChangesDeadLetterQueue");
        regions.Host.Faults.End(failing);
        var redriven = await regions.Host.Region(EuWest).Function("RedriveFunction")!.InvokeAsync("""{"queue":"changes"}"""u8.ToArray());
        await regions.ConvergeAsync();

        var letter = Assert.Single(waiting);
        Assert.Equal(("RetriesExhausted", 10), (letter.GetProperty("reason").GetString(), letter.GetProperty("attempts").GetInt32()));
        Assert.Equal(1, JsonDocument.Parse(redriven.Payload).RootElement.GetProperty("redriven").GetInt32());
        Assert.Equal("text", await regions.TextAsync(EuWest, "redriven"));
        Assert.Empty(await regions.TakeAsync(EuWest, "ChangesDeadLetterQueue"));
        await regions.EndAsync();
    }

    [SkippableFact]
    public async Task What_a_test_that_failed_left_behind_is_gone_when_the_next_one_begins()
    {
        await regions.BeginAsync();
        var left = new Fault(FaultKind.Error, EuWest) { Target = "dynamodb", Text = "\"left\"" };
        regions.Host.Faults.Begin(left);
        await regions.PutAsync(UsEast, "left", "text");
        await regions.PassAsync(TimeSpan.FromHours(4), TimeSpan.FromMinutes(15));
        var letters = await regions.PeekAsync(EuWest, "ChangesDeadLetterQueue");

        await regions.BeginAsync();

        Assert.Single(letters);
        Assert.DoesNotContain(left, regions.Host.Faults.Active);
        Assert.All(await Task.WhenAll(All.Select(region => regions.TextAsync(region, "left"))), Assert.Null);
        await regions.EndAsync();
    }

    [SkippableFact]
    public async Task An_older_and_a_newer_release_of_the_same_format_understand_each_other()
    {
        await regions.BeginAsync();
        // An older release: no base, no attempts, uncompressed. A newer one: members that this release does not know.
        var older = """{"format":1,"origin":"us-east-1","changes":[{"entity":"ENTITY","key":{"pk":{"S":"KEY"}},"version":"NOW-00000-us-east-1","put":{"pk":{"S":"KEY"},"text":{"S":"from an older release"}}}]}""";
        var newer = """{"format":1,"origin":"us-east-1","hops":1,"sentMs":1,"trace":{"id":[1,2]},"changes":[{"entity":"ENTITY","key":{"pk":{"S":"KEY"}},"version":"NOW-00000-us-east-1","reason":{"why":"new"},"put":{"pk":{"S":"KEY"},"text":{"S":"from a newer release"}}}]}""";

        await SendAsync(EuWest, Fill(older, "release#older"));
        await SendAsync(EuWest, Zip(Fill(newer, "release#newer")));
        await regions.PassUntilAsync(async () => await regions.TextAsync(EuWest, "release#newer") is not null && await regions.TextAsync(EuWest, "release#older") is not null, "both are applied");

        Assert.Equal("from an older release", await regions.TextAsync(EuWest, "release#older"));
        Assert.Equal("from a newer release", await regions.TextAsync(EuWest, "release#newer"));
        Assert.Empty(await regions.TakeAsync(EuWest, "ChangesDeadLetterQueue"));
        await regions.DeleteAsync(EuWest, "release#older");
        await regions.DeleteAsync(EuWest, "release#newer");
        await regions.ConvergeAsync();
        await regions.EndAsync();
    }

    private string Fill(string template, string key)
    {
        var now = regions.Host.Clocks.Now(UsEast).ToUnixTimeMilliseconds();
        return template
            .Replace("ENTITY", regions.Host.Regions[0].Stack.Parameters["EntityName"], StringComparison.Ordinal)
            .Replace("KEY", key, StringComparison.Ordinal)
            .Replace("NOW", now.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("FUTURE", (now + 3_600_000).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    private static string Zip(string envelope)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(envelope));
        }

        return $$"""{"format":1,"gzip":"{{Convert.ToBase64String(zipped.ToArray())}}"}""";
    }

    private async Task SendAsync(string region, string message)
    {
        using var sqs = regions.Sqs(region);
        await sqs.SendMessageAsync(regions.QueueUrl(region, "ChangesQueue"), message);
    }
}
