using System.Security.Cryptography;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using DataSync.Benchmarks.Workload;
using DataSync.Core;
using DataSync.Core.Apply;
using DataSync.Core.Capture;
using DataSync.Core.FanOut;
using DataSync.Core.Tests.Support;
using DataSync.Functions.Apply;

namespace DataSync.Benchmarks.Core;

/// <summary>
/// Capture and apply from an event's bytes to the stores, in memory and on one thread, beside what any program has to do
/// with the same bytes.
/// </summary>
public class CoreBenchmarks
{
    private static readonly InvocationScope Scope = new("Benchmark", "request");

    private Batch _batch = null!;
    private StreamEventReader _reader = null!;

    /// <summary>Size of an item as DynamoDB counts it.</summary>
    [Params(200, 1024, 20 * 1024, (400 * 1024) - 512)]
    public int ItemBytes { get; set; }

    /// <summary>Changes in one operation.</summary>
    public static int CountOf(int itemBytes) => new Batch(itemBytes).Count;

    [GlobalSetup]
    public void Setup()
    {
        _batch = new Batch(ItemBytes);
        _reader = new StreamEventReader(Batch.Entity, "_sync");
    }

    [Benchmark]
    public Task<int> CaptureInserts() => CaptureAsync(_batch.InsertEvent);

    [Benchmark]
    public Task<int> CaptureUpdates() => CaptureAsync(_batch.UpdateEvent);

    [Benchmark]
    public Task<int> ApplyInserts() => ApplyAsync(new MemoryItemStore());

    [Benchmark]
    public Task<int> ApplyUpdates()
    {
        var items = new MemoryItemStore();
        for (var i = 0; i < _batch.Keys.Count; i++)
        {
            items[_batch.Keys[i]] = _batch.Held[i];
        }

        return ApplyAsync(items);
    }

    [Benchmark]
    public bool ParseInsertEvent() => Parse(_batch.InsertEvent);

    [Benchmark]
    public bool ParseUpdateEvent() => Parse(_batch.UpdateEvent);

    [Benchmark]
    public bool ParseQueueEvent() => Parse(_batch.QueueEvent);

    [Benchmark]
    public byte HashInsertEvent() => Hash(_batch.InsertEvent);

    [Benchmark]
    public byte HashUpdateEvent() => Hash(_batch.UpdateEvent);

    [Benchmark]
    public byte HashQueueEvent() => Hash(_batch.QueueEvent);

    // Stores are new each time: the ledger would otherwise know the records. Their growth is part of the figure.
    private async Task<int> CaptureAsync(byte[] json)
    {
        var options = Batch.OptionsOf(Batch.Origin);
        var queues = new MemoryQueues();
        var fanOut = new FanOutSender(options, queues, new TargetBreaker(TimeProvider.System), new HoldWatch(new MemoryHolds(), TimeProvider.System), TimeProvider.System);
        var handler = new CaptureHandler(options, new MemoryLedger(), new MemoryItemStore(), fanOut, queues, TimeProvider.System);
        var batch = _reader.Read(json);
        var report = await handler.HandleAsync(batch.Records, Scope, CancellationToken.None);
        Require(report.CapturedCount == _batch.Count && report.FirstFailedRecord is null && queues.SentCount == _batch.MessageCount);
        return report.CapturedCount;
    }

    private async Task<int> ApplyAsync(MemoryItemStore items)
    {
        var handler = new ApplyHandler(Batch.OptionsOf(Batch.Target), new MemoryLedger(), items, new MemoryQueues(), TimeProvider.System);
        var messages = QueueEventReader.Read(_batch.QueueEvent);
        var report = await handler.HandleAsync(messages, Scope, CancellationToken.None);
        Require(report.AppliedCount == _batch.Count && report.FailedMessages.Count == 0);
        return report.AppliedCount;
    }

    private static bool Parse(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("Records"u8, out _);
    }

    private static byte Hash(byte[] bytes) => SHA256.HashData(bytes)[0];

    private static void Require(bool isRight)
    {
        if (!isRight)
        {
            throw new InvalidOperationException("The batch was not handled as it should be: the figure would mean nothing.");
        }
    }
}
