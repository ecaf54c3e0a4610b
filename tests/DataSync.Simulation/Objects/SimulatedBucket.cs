using System.Globalization;
using System.Text;
using DataSync.Core.Items;
using DataSync.Core.Objects;
using DataSync.Core.Versions;

namespace DataSync.Simulation.Objects;

/// <summary>A region's bucket: its objects, and the queue of its events, which keeps no order.</summary>
internal sealed class SimulatedBucket(World world, Region region)
{
    /// <summary>Name of the function that the service's own events name.</summary>
    public const string Writer = "datasync-Apply";

    private readonly Dictionary<Digest, SimulatedObject> _known = [];
    private readonly List<SimulatedEvent> _events = [];
    private int _withheld = -1;

    public string Name => "bucket-" + region.Name;

    public SimulatedQueue Queue { get; } = new();

    public IReadOnlyList<SimulatedEvent> Events => _events;

    /// <summary>The write that an identity in the ledger stands for.</summary>
    public SimulatedObject Known(Digest identity) => _known[identity];

    public static int NumberOf(StreamPosition position) => int.Parse(position.Text.AsSpan(^8..), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>The object that a write of these bytes leaves behind.</summary>
    public SimulatedObject Make(int key, int bytes, ObjectHeaders headers, ObjectStamp? stamp, bool isByService)
    {
        // An ETag is the MD5 of the bytes, or, where a key of KMS encrypts, anything.
        var isOpaque = world.Scenario.IsEncrypted;
        var etag = isOpaque ? $"k{world.NextNumber()}" : $"e{bytes}";
        var head = new StoredObject(ObjectKey.NameOf(world.Keys[key]), etag, 100, region.WrittenMs(), headers)
        {
            IsETagOfBytes = !isOpaque,
            Checksum = isOpaque ? $"CRC32={bytes}" : null,
            Stamp = stamp,
        };
        var made = new SimulatedObject(head, bytes, isByService);
        return _known.TryGetValue(head.Identity, out var same) ? same : _known[head.Identity] = made;
    }

    /// <summary>A write, and its event.</summary>
    public void Write(int key, SimulatedObject? replacement, bool isByService, bool isUnseen = false)
    {
        var cell = region.Cells[key];
        if (cell.Object is null && replacement is null && isByService)
        {
            return;
        }

        if (isByService)
        {
            cell.ServiceWriteCount++;
            if (cell.Object is { IsByService: false } lost && lost.Version == ItemVersion.Zero && !isUnseen && !lost.Head.IsStamped)
            {
                world.Promises.Clobbered(region, key);
            }
        }
        else
        {
            cell.LocalWriteCount++;
        }

        if (replacement is not null)
        {
            replacement.WriteCount++;
        }

        cell.Object = replacement;
        Send(key, replacement is null, isByService);
    }

    private void Send(int key, bool isRemoval, bool isByService)
    {
        var number = _events.Count + 1;
        var principal = world.Scenario.IsEventBridge ? null : "AWS:AROA:" + (isByService ? Writer : "application");
        var told = new ObjectEvent(world.Keys[key], isRemoval, StreamPosition.OfSequencer(number.ToString("X8", CultureInfo.InvariantCulture)), world.NowMs + region.SkewMs)
        {
            Principal = principal,
        };
        _events.Add(new SimulatedEvent(told, isByService));

        // Of two writes at the same moment S3 may tell one only.
        var isTwin = number > 1 && !isByService && !isRemoval && _events[number - 2] is { IsByService: false, Event.IsRemoval: false } before
            && before.Event.Key == told.Key && before.Event.TimeMs == told.TimeMs && _withheld != number - 2
            && Queue.Messages.Any(m => m.ReceiveCount == 0 && EventOf(m) == before);
        if (isTwin && world.Random.Chance(.5))
        {
            _withheld = number - 1;
            world.Count(Fault.EventWithheld);
            return;
        }

        var copies = world.Random.Chance(world.Scenario.Duplicates) ? 2 : 1;
        world.Count(Fault.Duplicate, copies - 1);
        for (var i = 0; i < copies; i++)
        {
            var delay = TimeSpan.FromMilliseconds(world.Random.Chance(.2) ? world.Random.Next(5_000) : 0);
            Queue.Add(world.NewMessage(Encoding.ASCII.GetBytes((number - 1).ToString(CultureInfo.InvariantCulture)), delay));
        }
    }

    public SimulatedEvent EventOf(Message message) => _events[int.Parse(message.Body.Span, CultureInfo.InvariantCulture)];
}
