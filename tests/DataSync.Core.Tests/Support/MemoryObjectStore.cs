using DataSync.Core.Items;
using DataSync.Core.Objects;
using DataSync.Core.Ports;
using DataSync.Core.Versions;

namespace DataSync.Core.Tests.Support;

/// <summary>A bucket in memory that answers at once and counts its calls. Its guards see ETags, as S3's do.</summary>
public sealed class MemoryObjectStore(long modifiedMs = 1_769_847_330_000) : IObjectStore, ILoserStore
{
    private readonly Dictionary<ItemKey, StoredObject> _objects = [];

    public string Bucket => "bucket-here";

    /// <summary>What the sources of copies hold; a copy of anything else finds its source gone.</summary>
    public ISet<string> Sources { get; } = new HashSet<string>(StringComparer.Ordinal);

    public IList<string> Calls { get; } = [];

    public IList<string> Kept { get; } = [];

    /// <summary>Runs before each call; it may throw, or write as somebody else would.</summary>
    public Action<string, ItemKey>? Before { get; set; }

    /// <summary>The upload that the next copy leaves behind unfinished.</summary>
    public string? Unfinished { get; set; }

    public StoredObject? this[ItemKey key]
    {
        get => _objects.GetValueOrDefault(key);
        set
        {
            if (value is null)
            {
                _objects.Remove(key);
            }
            else
            {
                _objects[key] = value;
            }
        }
    }

    public ValueTask<StoredObject?> ReadAsync(ItemKey key, CancellationToken cancellationToken)
    {
        Called("read", key);
        return ValueTask.FromResult(this[key]);
    }

    public ValueTask<CopyResult> CopyAsync(ItemKey key, ObjectCopy copy, CancellationToken stop, CancellationToken cancellationToken)
    {
        Called("copy", key);
        if (!Sources.Contains(copy.Source.ETag))
        {
            return ValueTask.FromResult(new CopyResult(CopyOutcome.SourceGone));
        }

        if (Unfinished is { } upload)
        {
            return ValueTask.FromResult(new CopyResult(CopyOutcome.Unfinished, upload));
        }

        if (this[key]?.ETag != copy.Expected?.ETag)
        {
            return ValueTask.FromResult(new CopyResult(CopyOutcome.Refused));
        }

        var name = ObjectKey.NameOf(key);
        this[key] = new StoredObject(name, copy.Source.ETag, copy.Source.Size, modifiedMs, copy.Source.Headers)
        {
            IsETagOfBytes = true,
            Stamp = copy.Source.StampOf(name, copy.Version),
        };
        return ValueTask.FromResult(new CopyResult(CopyOutcome.Written));
    }

    public ValueTask<GuardedWrite> DeleteAsync(ItemKey key, StoredObject expected, CancellationToken cancellationToken)
    {
        Called("delete", key);
        if (this[key]?.ETag != expected.ETag)
        {
            return ValueTask.FromResult(GuardedWrite.Refused);
        }

        this[key] = null;
        return ValueTask.FromResult(GuardedWrite.Written);
    }

    public ValueTask<bool> KeepAsync(ItemKey key, StoredObject loser, ItemVersion version, ItemVersion winner, CancellationToken cancellationToken)
    {
        Called("keep", key);
        Kept.Add($"{loser.ETag} {version} lost to {winner}");
        return ValueTask.FromResult(this[key]?.ETag == loser.ETag);
    }

    private void Called(string call, ItemKey key)
    {
        Calls.Add(call);
        Before?.Invoke(call, key);
    }
}
