using DataSync.Local.Faults;
using DataSync.Local.Tests.Mappings;
using DataSync.LocalAws.Sources;

namespace DataSync.Local.Tests.Faults;

public sealed class DeliveryFaultsTests
{
    private const string Region = "eu-west-1";

    private readonly SignallingTime _time = new();
    private readonly RegionFaults _faults;
    private readonly ScriptedQueue _queue;
    private readonly ScriptedStream _stream;
    private readonly IQueueReader _messages;
    private readonly IStreamReader _records;

    public DeliveryFaultsTests()
    {
        _faults = new RegionFaults(_time);
        _queue = new ScriptedQueue(_time);
        _stream = new ScriptedStream(_time);
        _messages = new FaultyQueueReader(_queue, _faults);
        _records = new FaultyStreamReader(_stream, _faults);
    }

    [Fact]
    public async Task Message_is_delivered_twice_with_the_same_id_and_no_more_often()
    {
        _faults.Begin(new Fault(FaultKind.Duplicate, Region));
        _queue.Send("a");

        var first = await ReceiveAsync();
        var second = await ReceiveLateAsync();
        _queue.Send("b");
        var third = await ReceiveAsync();

        Assert.Equal(("a", "a", "b"), (first, second, third));
        Assert.Equal(2, _faults.Count(Region, FaultKind.Duplicate));
    }

    [Fact]
    public async Task Messages_that_are_held_back_are_overtaken_and_then_delivered()
    {
        _faults.Begin(new Fault(FaultKind.Reorder, Region));
        _queue.Send("a", "b");
        var receiving = ReceiveAsync();
        _queue.Send("c");

        Assert.Equal("c", await receiving);
        Assert.Equal("b a", await ReceiveAsync());
        Assert.Equal(1, _faults.Count(Region, FaultKind.Reorder));
    }

    [Fact]
    public async Task Held_back_messages_are_delivered_within_a_second_when_nothing_overtakes_them()
    {
        _faults.Begin(new Fault(FaultKind.Reorder, Region));
        _queue.Send("a");

        Assert.Equal("a", await ReceiveLateAsync());
    }

    [Fact]
    public async Task Receive_of_fewer_messages_than_are_held_back_loses_none()
    {
        _faults.Begin(new Fault(FaultKind.Reorder, Region));
        _queue.Send("a", "b", "c");
        var receiving = ReceiveAsync();
        _queue.Send("d");
        await receiving;

        Assert.Equal("c b", await ReceiveAsync(max: 2));
        Assert.Equal("a", await ReceiveAsync(max: 2));
    }

    [Fact]
    public async Task Records_are_read_again_from_where_the_last_read_began_and_go_on_in_order()
    {
        _faults.Begin(new Fault(FaultKind.Duplicate, Region));
        _stream.Write("1", "2");
        var first = await ReadAsync(null);
        _stream.Write("3");

        var again = await ReadAsync("2");
        var onward = await ReadAsync("3");

        Assert.Equal(("1 2", "1 2 3", ""), (first, again, onward));
        Assert.Equal(1, _faults.Count(Region, FaultKind.Duplicate));
    }

    [Fact]
    public async Task Nothing_is_struck_in_another_region()
    {
        _faults.Begin(new Fault(FaultKind.Duplicate, "us-east-1"));
        _queue.Send("a");
        _stream.Write("1");

        Assert.Equal("a", await ReceiveAsync());
        Assert.Equal("1", await ReadAsync(null));
        Assert.Equal("", await ReadAsync("1"));
        Assert.Equal(0, _faults.Count("us-east-1", FaultKind.Duplicate));
    }

    private async Task<string> ReceiveAsync(int max = 10) =>
        string.Join(' ', (await _messages.ReceiveAsync(ScriptedQueue.Arn, max, TimeSpan.FromSeconds(20), null, CancellationToken.None)).Select(message => message.MessageId));

    private async Task<string> ReceiveLateAsync()
    {
        var receiving = ReceiveAsync();
        await _time.SetAsync(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        return await receiving;
    }

    private async Task<string> ReadAsync(string? after) =>
        string.Join(' ', (await _records.ReadAsync(ScriptedStream.Arn, "shard-1", after, 100, 1_000_000, CancellationToken.None)).Select(record => record.SequenceNumber));
}
