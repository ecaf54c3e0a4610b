using System.Text;
using DataSync.Core.Capture;
using DataSync.Core.DeadLetters;
using DataSync.Core.Items;
using DataSync.Core.Ports;
using DataSync.Core.Versions;

namespace DataSync.Simulation;

/// <summary>Puts messages and records in that nobody can apply, and remembers which dead letters they ask for.</summary>
internal sealed class Poisons(World world)
{
    private const int KindCount = 10;

    private readonly Dictionary<DeadLetterReason, int> _expected = [];
    private bool _isSpoiling;
    private bool _isRefusing;

    /// <summary>How many to put in yet.</summary>
    public int Left { get; private set; } = world.Scenario.Poisons;

    public IReadOnlyDictionary<DeadLetterReason, int> Expected => _expected;

    /// <summary>A changes message on its way into a queue: now and then a change that cannot be read is put in front of the good ones.</summary>
    public ReadOnlyMemory<byte> Spoil(ReadOnlyMemory<byte> body)
    {
        if (!_isSpoiling)
        {
            return body;
        }

        _isSpoiling = false;
        Expect(DeadLetterReason.MalformedChange);
        var text = Encoding.UTF8.GetString(body.Span);
        return Encoding.UTF8.GetBytes(text.Replace("\"changes\":[", "\"changes\":[{\"entity\":\"t\",\"key\":{}},", StringComparison.Ordinal));
    }

    public void PutIn()
    {
        Left--;
        world.Count(Fault.Poison);
        var region = world.Regions[world.Random.Next(world.Regions.Count)];
        var key = world.Scenario.Items + Left;
        var future = new ItemVersion(world.NowMs + 3_600_000, 0, Other(region));
        switch (world.Random.Next(KindCount))
        {
            case 0: Receive(region, "not an envelope", DeadLetterReason.MalformedEnvelope); break;
            case 1: Receive(region, """{"format":99,"novel":true}""", DeadLetterReason.UnknownFormat); break;
            case 2: _isSpoiling = true; break;
            case 3: Receive(region, Envelope(1, Change("elsewhere", 0, future)), DeadLetterReason.UnknownTarget); break;
            case 4: Receive(region, Envelope(1, Change(World.Entity, 0, future)), DeadLetterReason.VersionFromTheFuture); break;
            case 5: Receive(region, Envelope(1, Change(World.Entity, 0, new ItemVersion(world.NowMs, 0, region.Name))), DeadLetterReason.Loop); break;
            case 6: Receive(region, Envelope(world.Regions.Count + 1, Change(World.Entity, 0, new ItemVersion(world.NowMs, 0, Other(region)))), DeadLetterReason.Loop); break;
            case 7: Record(region, key, StoredItem.Scan("""{"pk":{"S":"p"},"x":{"N":"not a number"}}"""u8.ToArray(), Stamp.DefaultAttribute)); break;
            case 8: Record(region, key, new StoredItem(Attributes.Single(key, "x", 1, null).Content, new Stamp(future, new Digest(1, 2), false))); break;
            case 9: WriteRefused(region); break;
        }
    }

    private void Receive(Region region, string body, DeadLetterReason reason)
    {
        region.Queue(QueueKind.Changes).Add(world.NewMessage(Encoding.UTF8.GetBytes(body), TimeSpan.Zero));
        Expect(reason);
    }

    private void Record(Region region, int key, StoredItem item)
    {
        var record = new StreamRecord(world.Keys[key], Positions.Of(region.Stream.Count + 1), region.WrittenMs(), null, item);
        region.Append(key, new SimulatedRecord(record, isByService: false));
        Expect(DeadLetterReason.MalformedRecord);
    }

    // An item that the other regions' tables refuse for good.
    private void WriteRefused(Region region)
    {
        if (!_isRefusing)
        {
            _isRefusing = true;
            region.Write(world.RefusedKey, Attributes.Single(world.RefusedKey, "x", 1, null), isByService: false);
            _expected[DeadLetterReason.ItemTooLarge] = world.Regions.Count - 1;
        }
    }

    private string Other(Region region) => world.Regions[(region.Index + 1) % world.Regions.Count].Name;

    private static string Envelope(int hops, string change) =>
        $$"""{"format":1,"origin":"eu-west-1","hops":{{hops}},"sentMs":1,"changes":[{{change}}]}""";

    private static string Change(string entity, int key, ItemVersion version) =>
        $$"""{"entity":"{{entity}}","key":{{Attributes.KeyJson(key)}},"version":"{{version}}","delete":true}""";

    private void Expect(DeadLetterReason reason) => _expected[reason] = _expected.GetValueOrDefault(reason) + 1;
}
