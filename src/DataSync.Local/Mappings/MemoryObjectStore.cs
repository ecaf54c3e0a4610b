using System.Collections.Concurrent;

namespace DataSync.Local.Mappings;

/// <summary>Objects in memory.</summary>
public sealed class MemoryObjectStore : IObjectStore
{
    private readonly ConcurrentDictionary<(string Bucket, string Key), ReadOnlyMemory<byte>> _objects = new();

    /// <summary>Everything stored, by bucket and key.</summary>
    public IReadOnlyDictionary<(string Bucket, string Key), ReadOnlyMemory<byte>> Objects => _objects;

    /// <inheritdoc/>
    public ValueTask PutAsync(string bucket, string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        _objects[(bucket, key)] = content;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public int Count(string bucket) => _objects.Keys.Count(key => key.Bucket == bucket);
}
