using System.Text;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using DataSync.Cli.Trace;
using DataSync.Core;
using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;
using DataSync.Core.Objects;
using DataSync.Core.Versions;
using DataSync.LocalAws;

namespace DataSync.Cli.Tests.Trace;

public sealed class QueueSearchTests : IAsyncLifetime
{
    private static readonly ItemKey Key = new("items", """{"pk":{"S":"a"}}""");
    private static readonly EntityNames Names = new("items", "objects");
    private static readonly FoundMessage Place = new("eu-west-1", "changes", "id");

    private readonly LocalCloud _cloud = LocalCloud.Create(new LocalCloudOptions { Time = TimeProvider.System });
    private AmazonSQSClient? _client;
    private string _url = "";

    public async Task InitializeAsync()
    {
        var endpoint = (await _cloud.ListenAsync()).Uri;
        _client = Client(endpoint);
        _url = (await _client.CreateQueueAsync("changes")).QueueUrl;
    }

    public async Task DisposeAsync()
    {
        _client!.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task Every_message_is_shown_once_and_all_are_there_again_afterwards()
    {
        await SendAsync(25);
        var seen = new List<string>();
        var search = new QueueSearch(_client!, _url, maxCount: 1000);

        await search.RunAsync((_, body) => seen.Add(Encoding.UTF8.GetString(body.Span)), default);

        Assert.Equal((25, true), (search.Count, search.IsWhole));
        Assert.Equal(25, seen.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(25, await VisibleAsync());
    }

    [Fact]
    public async Task The_limit_ends_the_search_and_says_so()
    {
        await SendAsync(25);
        var search = new QueueSearch(_client!, _url, maxCount: 12);

        await search.RunAsync((_, _) => { }, default);

        Assert.Equal((12, false), (search.Count, search.IsWhole));
        Assert.Equal(25, await VisibleAsync());
    }

    [Fact]
    public async Task A_look_that_fails_releases_what_was_received()
    {
        await SendAsync(5);
        var search = new QueueSearch(_client!, _url, maxCount: 1000);

        await Assert.ThrowsAsync<InvalidOperationException>(() => search.RunAsync((_, _) => throw new InvalidOperationException("no"), default));

        Assert.Equal(5, await VisibleAsync());
    }

    [Fact]
    public void A_change_is_found_in_an_envelope_among_others()
    {
        var envelope = Envelope(Change("b", 1), Change("a", 2));

        var found = Assert.Single(MessageReading.Find(Key, Names, Place, envelope.Json));

        Assert.Equal((V(2).ToString(), true, null), (found.Version, found.IsDelete, found.Target));
        Assert.Empty(MessageReading.Find(Key with { Entity = "other" }, Names, Place, envelope.Json));
    }

    [Fact]
    public void A_parked_change_names_its_target() =>
        Assert.Equal("us-east-1", Assert.Single(MessageReading.Find(Key, Names, Place, Envelope(Change("a", 1)).WithTarget("us-east-1"))).Target);

    [Fact]
    public void A_dead_letter_gives_its_reason()
    {
        var letter = DeadLetter.Now(DeadLetterReason.Rejected, "why", "eu-west-1", new InvocationScope("Apply", "1"), TimeProvider.System) with { Payload = Envelope(Change("a", 1)).Json };

        var found = Assert.Single(MessageReading.Find(Key, Names, Place, DeadLetterCodec.Encode(letter)));

        Assert.Equal(("Rejected", "why"), (found.Reason, found.Detail));
    }

    [Fact]
    public void A_dead_letter_of_a_stream_record_is_found_by_its_keys()
    {
        var record = """{"eventName":"REMOVE","dynamodb":{"Keys":{"pk":{"S":"a"}}}}"""u8.ToArray();
        var letter = DeadLetter.Now(DeadLetterReason.MalformedRecord, "why", "eu-west-1", new InvocationScope("CaptureItems", "1"), TimeProvider.System) with { Payload = record, IsRecord = true };

        var found = Assert.Single(MessageReading.Find(Key, Names, Place, DeadLetterCodec.Encode(letter)));

        Assert.True(found.IsDelete);
    }

    [Theory]
    [InlineData("""{"Records":[{"eventName":"ObjectCreated:Put","s3":{"object":{"key":"a+b/c%C3%A4"}}}]}""")]
    [InlineData("""{"detail-type":"Object Created","detail":{"object":{"key":"a b/cä"}}}""")]
    public void An_event_of_the_bucket_is_found_by_its_name(string body) =>
        Assert.Single(MessageReading.Find(ObjectKey.Of("objects", "a b/cä"), Names, Place, Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("junk")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"Records":[{}]}""")]
    public void What_cannot_be_read_holds_nothing(string body)
    {
        Assert.Empty(MessageReading.Find(Key, Names, Place, Encoding.UTF8.GetBytes(body)));
        Assert.Empty(MessageReading.Find(ObjectKey.Of("objects", "a"), Names, Place, Encoding.UTF8.GetBytes(body)));
    }

    private static AmazonSQSClient Client(Uri endpoint) =>
        new(new BasicAWSCredentials("test", "test"), new AmazonSQSConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = "eu-west-1" });

    private async Task SendAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _client!.SendMessageAsync(_url, $"message {i}");
        }
    }

    private async Task<int> VisibleAsync() =>
        (await _client!.GetQueueAttributesAsync(new GetQueueAttributesRequest { QueueUrl = _url, AttributeNames = ["All"] })).ApproximateNumberOfMessages;

    private static ItemVersion V(int ms) => new(1_767_225_600_000 + ms, 0, "us-east-1");

    private static Change Change(string pk, int ms) => new(Key with { Json = Key.Json.Replace("\"a\"", $"\"{pk}\"", StringComparison.Ordinal) }, V(ms), ItemVersion.Zero, Image: null);

    private static PackedEnvelope Envelope(params Change[] changes) => EnvelopePacker.Pack(new EnvelopeHeader("us-east-1", 1, 1_767_225_600_000), changes, new List<int>()).Single();
}
