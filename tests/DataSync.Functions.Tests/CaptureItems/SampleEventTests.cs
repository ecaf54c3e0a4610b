using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.DynamoDBEvents;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using DataSync.Core.Capture;
using DataSync.Core.Items;
using DataSync.Functions.Apply;
using DataSync.Functions.Redrive;
using DataSync.Functions.Tests.Support;

namespace DataSync.Functions.Tests.CaptureItems;

/// <summary>The samples that a developer feeds to <c>sam local invoke</c>: each is accepted by its function.</summary>
public sealed partial class SampleEventTests
{
    [Fact]
    public async Task CaptureItems_accepts_its_sample()
    {
        await using var regions = await LocalRegions.TwoAsync();

        var failed = await regions.A.CaptureAsync(Payloads.Sample("capture-items.json"));

        Assert.Null(failed);
        Assert.Equal(0, regions.A.Visible(LocalRegion.CaptureDlq));
        Assert.NotEqual(0, regions.B.Visible(LocalRegion.Changes));
    }

    [Fact]
    public async Task Apply_accepts_its_sample()
    {
        await using var regions = await LocalRegions.TwoAsync();

        var response = await regions.B.ApplyAsync(Payloads.Sample("apply.json"));

        Assert.Empty(response.BatchItemFailures);
        Assert.Equal(0, regions.B.Visible(LocalRegion.ChangesDlq));
        Assert.NotNull(await regions.B.ReadAsync("order#1"));
    }

    [Fact]
    public async Task Forward_accepts_its_sample()
    {
        await using var regions = await LocalRegions.TwoAsync();

        var response = await regions.A.ForwardAsync(Payloads.Sample("forward.json"));

        Assert.Empty(response.BatchItemFailures);
        Assert.Equal(1, regions.B.Visible(LocalRegion.Changes));
        Assert.Equal(0, regions.A.Visible(LocalRegion.ParkedDlq));
    }

    [Fact]
    public async Task Redrive_accepts_its_sample()
    {
        await using var regions = await LocalRegions.TwoAsync();
        var invocation = new SourceGeneratorLambdaJsonSerializer<RedriveJson>().Deserialize<RedriveInvocation>(Payloads.Sample("redrive.json"));

        var response = await regions.A.RedriveAsync(invocation.Queue!, invocation.Max, invocation.Reason);

        Assert.True(response.Empty);
        Assert.Equal("changes", response.Queue);
    }

    [Fact]
    public async Task Heartbeat_accepts_its_sample()
    {
        await using var regions = await LocalRegions.TwoAsync();

        await regions.A.HeartbeatAsync();

        Assert.Equal(1, regions.B.Visible(LocalRegion.Changes));
    }

    [Fact]
    public void Our_stream_reader_sees_what_the_package_sees()
    {
        var theirs = new SourceGeneratorLambdaJsonSerializer<SampleStreamContext>().Deserialize<DynamoDBEvent>(Payloads.Sample("capture-items.json")).Records!;

        var ours = new StreamEventReader("items", Stamp.DefaultAttribute).Read(Payloads.SampleBytes("capture-items.json"));

        Assert.Equal(theirs.Select(r => r.Dynamodb!.SequenceNumber), ours.SequenceNumbers);
        Assert.Equal(theirs.Select(r => r.Dynamodb!.Keys!["pk"].S), ours.Records.Select(r => KeyText(r.Key)));
        Assert.Equal(theirs.Select(r => r.Dynamodb!.NewImage is { Count: > 0 }), ours.Records.Select(r => r.New is not null));
        Assert.Equal(theirs.Select(r => r.Dynamodb!.OldImage is { Count: > 0 }), ours.Records.Select(r => r.Old is not null));
        Assert.Equal(
            theirs.Select(r => new DateTimeOffset(r.Dynamodb!.ApproximateCreationDateTime.ToUniversalTime()).ToUnixTimeMilliseconds()),
            ours.Records.Select(r => r.WrittenMs));
    }

    [Theory]
    [InlineData("apply.json")]
    [InlineData("forward.json")]
    public void Our_queue_reader_sees_what_the_package_sees(string sample)
    {
        var theirs = new SourceGeneratorLambdaJsonSerializer<SampleQueueContext>().Deserialize<SQSEvent>(Payloads.Sample(sample)).Records!;

        var ours = QueueEventReader.Read(Payloads.SampleBytes(sample));

        Assert.Equal(theirs.Select(r => r.MessageId), ours.Select(m => m.Id));
        Assert.Equal(theirs.Select(r => r.Body), ours.Select(m => Encoding.UTF8.GetString(m.Body.Span)));
    }

    [SuppressMessage("Security", "CA5351", Justification = "The digest that SQS writes.")]
    [Theory]
    [InlineData("apply.json")]
    [InlineData("forward.json")]
    public void The_samples_carry_the_digest_of_their_bodies(string sample)
    {
        using var document = JsonDocument.Parse(Payloads.SampleBytes(sample));

        foreach (var record in document.RootElement.GetProperty("Records").EnumerateArray())
        {
            var digest = System.Security.Cryptography.MD5.HashData(Encoding.UTF8.GetBytes(record.GetProperty("body").GetString()!));
            Assert.Equal(Convert.ToHexStringLower(digest), record.GetProperty("md5OfBody").GetString());
        }
    }

    private static string KeyText(ItemKey key)
    {
        using var document = JsonDocument.Parse(key.Json);
        return document.RootElement.GetProperty("pk").GetProperty("S").GetString()!;
    }

    [JsonSerializable(typeof(DynamoDBEvent))]
    private sealed partial class SampleStreamContext : JsonSerializerContext;

    [JsonSerializable(typeof(SQSEvent))]
    private sealed partial class SampleQueueContext : JsonSerializerContext;
}
