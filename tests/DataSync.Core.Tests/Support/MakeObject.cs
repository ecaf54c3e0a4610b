using System.Globalization;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;
using DataSync.Core.Objects;
using DataSync.Core.Versions;

namespace DataSync.Core.Tests.Support;

/// <summary>Builders for objects: a bucket named files, in the regions of <see cref="Make"/>.</summary>
public static class MakeObject
{
    public const string Entity = "files";

    public static SyncOptions Options => Make.Options with { ObjectEntity = Entity, ObjectWriters = ["datasync-Apply"] };

    public static ItemKey Key(string name = "a") => ObjectKey.Of(Entity, name);

    public static StoredObject Plain(string etag = "e1", string name = "a", long modifiedMs = 0, params (string Name, string Value)[] headers) =>
        new(name, etag, 10, Make.StartMs + modifiedMs, new ObjectHeaders(headers.Select(h => KeyValuePair.Create(h.Name, h.Value)))) { IsETagOfBytes = true };

    /// <summary>An object as the service wrote it.</summary>
    public static StoredObject Stamped(ItemVersion version, string etag = "e1", string name = "a")
    {
        var plain = Plain(etag, name);
        return plain with { Stamp = plain.ToContent("bucket").StampOf(name, version) };
    }

    public static Change Put(int ms, string etag = "e1", string region = Make.There, ItemVersion basis = default) =>
        new(Key(), Make.Version(ms, region), basis, null) { Object = Plain(etag).ToContent("bucket-there") };

    public static Change Delete(int ms, string region = Make.There) => new(Key(), Make.Version(ms, region), ItemVersion.Zero, null);

    public static ObjectEvent Event(int sequencer, bool isRemoval = false, long ms = 0, string? by = "application", string name = "a") =>
        new(Key(name), isRemoval, StreamPosition.OfSequencer(sequencer.ToString("X8", CultureInfo.InvariantCulture)), Make.StartMs + ms)
        {
            Principal = by is null ? null : "AWS:AROA1:" + by,
        };
}
