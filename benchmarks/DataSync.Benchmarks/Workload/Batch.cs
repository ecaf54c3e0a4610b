using System.Text;
using DataSync.Core;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;
using DataSync.Core.Versions;

namespace DataSync.Benchmarks.Workload;

/// <summary>One batch of new or changed items: as the origin's stream event, and as the target's queue event.</summary>
internal sealed class Batch
{
    /// <summary>Records in a batch, unless Lambda's payload limit allows fewer.</summary>
    public const int MaxRecords = 100;

    public const string Origin = "us-east-1";
    public const string Target = "eu-west-1";
    public const string Entity = "items";
    private const int MaxEventBytes = 6 * 1024 * 1024;
    private const long WrittenMs = 1_764_000_000_000;

    public Batch(int itemBytes)
    {
        Count = Math.Min(MaxRecords, MaxEventBytes / ((5 * itemBytes / 2) + 1024));
        var indexes = Enumerable.Range(0, Count).ToList();
        InsertEvent = LambdaEvents.Stream(Origin, WrittenMs, indexes.Select(i => (ItemText.Key(i), (string?)null, (string?)ItemText.Of(i, itemBytes))));
        UpdateEvent = LambdaEvents.Stream(Origin, WrittenMs, indexes.Select(i => (ItemText.Key(i), (string?)ItemText.Of(i, itemBytes, 1), (string?)ItemText.Of(i, itemBytes))));
        var canonical = new CanonicalJson();
        Keys = indexes.ConvertAll(i => ItemKey.Parse(Entity, Encoding.UTF8.GetBytes(ItemText.Key(i)), canonical));
        Held = indexes.ConvertAll(i => StoredItem.Stamped(StoredItem.Parse(ItemText.Of(i, itemBytes, 1)).Content, new ItemVersion(WrittenMs - 1, 0, Origin)));
        var changes = indexes.ConvertAll(i => new Change(Keys[i], new ItemVersion(WrittenMs, i, Origin), ItemVersion.Zero, StoredItem.Parse(ItemText.Of(i, itemBytes)).Content));
        var packed = EnvelopePacker.Pack(new EnvelopeHeader(Origin, Hops: 1, WrittenMs), changes, new List<int>());
        QueueEvent = LambdaEvents.Queue(Target, packed.Select(p => Encoding.UTF8.GetString(p.Json.Span)));
        MessageCount = packed.Count;
    }

    /// <summary>Changes in the batch.</summary>
    public int Count { get; }

    /// <summary>Messages that carry them.</summary>
    public int MessageCount { get; }

    /// <summary>All items are new.</summary>
    public byte[] InsertEvent { get; }

    /// <summary>All items were there before, with other content of the same size.</summary>
    public byte[] UpdateEvent { get; }

    /// <summary>The batch as it arrives.</summary>
    public byte[] QueueEvent { get; }

    public IReadOnlyList<ItemKey> Keys { get; }

    /// <summary>What the target holds before an update: older versions, written by the service.</summary>
    public IReadOnlyList<StoredItem> Held { get; }

    public static SyncOptions OptionsOf(string region) => new SyncOptions { Region = region, Regions = [Origin, Target], Entity = Entity }.Check();
}
