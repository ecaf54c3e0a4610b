using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.Local.Tests.Mappings;
using DataSync.LocalAws.DynamoDb;
using DataSync.LocalAws.Remote;
using DataSync.LocalAws.Sources;

namespace DataSync.Local.Tests.Remote;

/// <summary>The reader against our own DynamoDB, whose in-process reader says what is right.</summary>
public sealed class RemoteStreamReaderTests : IAsyncLifetime, IDisposable
{
    private const string Region = "eu-west-1";

    private readonly SignallingTime _time = new();
    private readonly DynamoDbService _service;
    private readonly Calls _calls;
    private readonly RemoteStreamReader _reader;
    private string _stream = "";

    public RemoteStreamReaderTests()
    {
        _service = new DynamoDbService(_time, options: new DynamoDbOptions { MaxStreamRecords = 5 });
        _calls = new Calls(_service);
        _reader = new RemoteStreamReader(_calls, Region, _time);
    }

    public async Task InitializeAsync()
    {
        var created = await DoAsync("CreateTable", """
            {"TableName":"items","BillingMode":"PAY_PER_REQUEST","StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"},
             "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"at","AttributeType":"N"}],
             "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"at","KeyType":"RANGE"}]}
            """);
        await DoAsync("UpdateTimeToLive", """{"TableName":"items","TimeToLiveSpecification":{"AttributeName":"expires","Enabled":true}}""");
        _stream = created.GetProperty("TableDescription").GetProperty("LatestStreamArn").GetString()!;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task Records_are_what_lambda_makes_of_them_for_puts_updates_and_deletes()
    {
        await PutAsync("a", ""","bytes":{"B":"AAE="},"text":{"S":"\"é\""},"list":{"L":[{"M":{"x":{"NULL":true}}}]}""");
        await PutAsync("a");
        await DoAsync("DeleteItem", """{"TableName":"items","Key":{"pk":{"S":"a"},"at":{"N":"1"}}}""");

        AssertSame(_service.Read(_stream, Shard, null, 10, int.MaxValue), await ReadAsync(null));
    }

    [Fact]
    public async Task Expiry_is_told_as_lambda_tells_it()
    {
        await PutAsync("a", ""","expires":{"N":"1767139200"}""");
        _service.SweepExpired();

        var records = await ReadAsync(null);

        AssertSame(_service.Read(_stream, Shard, null, 10, int.MaxValue), records);
        using var json = JsonDocument.Parse(records[1].Json);
        Assert.Equal("dynamodb.amazonaws.com", json.RootElement.GetProperty("userIdentity").GetProperty("principalId").GetString());
    }

    [Fact]
    public async Task Reading_on_needs_no_new_iterator()
    {
        await PutAsync("a");
        var first = await ReadAsync(null);
        await PutAsync("b");
        var second = await ReadAsync(first[^1].SequenceNumber);

        Assert.Equal(["a", "b"], first.Concat(second).Select(Pk));
        Assert.Single(_calls.Seen, call => call.Operation == "GetShardIterator");
    }

    [Fact]
    public async Task Reading_again_from_an_earlier_record_gives_the_same_records_again()
    {
        await PutAsync("a");
        await PutAsync("b");
        var first = await ReadAsync(null);
        await ReadAsync(first[^1].SequenceNumber);

        var again = await ReadAsync(first[0].SequenceNumber);

        Assert.Equal(["b"], again.Select(Pk));
    }

    [Fact]
    public async Task Records_beyond_the_limits_are_kept_for_the_next_read()
    {
        await PutAsync("a");
        await PutAsync("b");
        await PutAsync("c");

        var first = await _reader.ReadAsync(_stream, Shard, null, 10, maxBytes: 1, CancellationToken.None);
        var second = await _reader.ReadAsync(_stream, Shard, first[0].SequenceNumber, maxRecords: 1, int.MaxValue, CancellationToken.None);
        var third = await ReadAsync(second[0].SequenceNumber);

        Assert.Equal(["a", "b", "c"], first.Concat(second).Concat(third).Select(Pk));
        Assert.Single(_calls.Seen, call => call.Operation == "GetRecords");
    }

    [Fact]
    public async Task Expired_iterator_is_renewed_where_the_reader_stood()
    {
        await PutAsync("a");
        var first = await ReadAsync(null);
        _time.Advance(TimeSpan.FromMinutes(16));
        await PutAsync("b");

        var second = await ReadAsync(first[^1].SequenceNumber);

        Assert.Equal(["b"], second.Select(Pk));
    }

    [Fact]
    public async Task After_a_gap_that_was_trimmed_away_reading_goes_on_with_the_oldest_record()
    {
        await PutAsync("a");
        var first = await ReadAsync(null);
        foreach (var pk in new[] { "b", "c", "d", "e", "f", "g", "h" })
        {
            await PutAsync(pk);
        }

        var second = await ReadAsync(first[^1].SequenceNumber);

        Assert.Equal(["d", "e", "f", "g", "h"], second.Select(Pk));
    }

    [Fact]
    public async Task Waiting_polls_four_times_a_second_and_ends_with_the_first_record()
    {
        var wait = _reader.WaitForRecordsAsync(_stream, Shard, null, CancellationToken.None);
        await _time.PassAsync(RemoteStreamReader.PollPeriod);
        await _time.SetAsync(RemoteStreamReader.PollPeriod);
        var wasDone = wait.IsCompleted;
        await PutAsync("a");
        _time.Advance(RemoteStreamReader.PollPeriod);
        await wait.InTimeAsync();

        Assert.False(wasDone);
        Assert.Equal(["a"], (await ReadAsync(null)).Select(Pk));
    }

    [Fact]
    public async Task Waiting_ends_when_the_shard_is_closed_and_read_to_its_end()
    {
        var shard = Shard;
        await PutAsync("a");
        var read = await ReadAsync(null);
        var wait = _reader.WaitForRecordsAsync(_stream, shard, read[^1].SequenceNumber, CancellationToken.None);
        _service.SplitShard(_stream, shard);
        await _time.PassAsync(RemoteStreamReader.PollPeriod);
        await wait.InTimeAsync();

        Assert.Empty(await _reader.ReadAsync(_stream, shard, read[^1].SequenceNumber, 10, int.MaxValue, CancellationToken.None));
    }

    [Fact]
    public async Task Shards_are_told_parents_first_however_the_server_orders_them()
    {
        _calls.Answers.Enqueue(() => new(200, """
            {"StreamDescription":{"Shards":[{"ShardId":"c","ParentShardId":"b","SequenceNumberRange":{"StartingSequenceNumber":"3"}}],"LastEvaluatedShardId":"c"}}
            """u8.ToArray()));
        _calls.Answers.Enqueue(() => new(200, """
            {"StreamDescription":{"Shards":[{"ShardId":"b","ParentShardId":"a","SequenceNumberRange":{"StartingSequenceNumber":"2","EndingSequenceNumber":"3"}},
             {"ShardId":"a","ParentShardId":"gone","SequenceNumberRange":{"StartingSequenceNumber":"1","EndingSequenceNumber":"2"}}]}}
            """u8.ToArray()));

        var shards = await _reader.ListShardsAsync("arn", CancellationToken.None);

        Assert.Equal([new StreamShard("a", "gone", true), new StreamShard("b", "a", true), new StreamShard("c", "b", false)], shards);
    }

    [Fact]
    public async Task Split_is_seen_within_five_seconds()
    {
        await _reader.ListShardsAsync(_stream, CancellationToken.None);
        _service.SplitShard(_stream, Shard);
        var early = await _reader.ListShardsAsync(_stream, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(5));
        var late = await _reader.ListShardsAsync(_stream, CancellationToken.None);

        Assert.Single(early);
        Assert.Equal(_service.ListShards(_stream), late);
    }

    [Fact]
    public async Task Latest_is_the_newest_record_and_none_in_an_empty_shard()
    {
        var none = await _reader.LatestSequenceNumberAsync(_stream, Shard, CancellationToken.None);
        await PutAsync("a");
        await PutAsync("b");

        Assert.Null(none);
        Assert.Equal(_service.LatestSequenceNumber(_stream, Shard), await _reader.LatestSequenceNumberAsync(_stream, Shard, CancellationToken.None));
    }

    [Fact]
    public async Task Unknown_stream_is_said_to_be_unknown()
    {
        var error = await Assert.ThrowsAsync<KeyNotFoundException>(async () => await _reader.ListShardsAsync(_stream + "x", CancellationToken.None));

        Assert.Equal($"There is no stream {_stream}x.", error.Message);
    }

    [Fact]
    public async Task Records_of_one_item_have_one_key_and_of_two_items_two()
    {
        await PutAsync("a");
        await PutAsync("b");
        await PutAsync("a", ""","x":{"N":"1"}""");

        var keys = (await ReadAsync(null)).Select(record => record.ItemKey).ToList();

        Assert.Equal(keys[0], keys[2]);
        Assert.NotEqual(keys[0], keys[1]);
    }

    private string Shard => _service.ListShards(_stream)[0].ShardId;

    private static string Pk(StreamRecord record) => JsonNode.Parse(record.Json.Span)!["dynamodb"]!["Keys"]!["pk"]!["S"]!.GetValue<string>();

    private static void AssertSame(IReadOnlyList<StreamRecord> expected, IReadOnlyList<StreamRecord> actual)
    {
        Assert.Equal(expected.Select(r => JsonNode.Parse(r.Json.Span)!.ToJsonString()), actual.Select(r => JsonNode.Parse(r.Json.Span)!.ToJsonString()));
        Assert.Equal(expected.Select(r => r.SequenceNumber), actual.Select(r => r.SequenceNumber));
    }

    private ValueTask<IReadOnlyList<StreamRecord>> ReadAsync(string? after) => _reader.ReadAsync(_stream, Shard, after, 10, int.MaxValue, CancellationToken.None);

    private Task PutAsync(string pk, string more = "") =>
        DoAsync("PutItem", $$$"""{"TableName":"items","Item":{"pk":{"S":"{{{pk}}}"},"at":{"N":"1"}{{{more}}} }}""");

    private Task<JsonElement> DoAsync(string operation, string body) => Calls.DoAsync(_service, "dynamodb", Region, operation, body);
}
