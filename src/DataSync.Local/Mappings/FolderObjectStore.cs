namespace DataSync.Local.Mappings;

/// <summary>Objects as files: a folder per bucket, keys as paths in it.</summary>
public sealed class FolderObjectStore(string root) : IObjectStore
{
    /// <inheritdoc/>
    public async ValueTask PutAsync(string bucket, string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(Path.Combine(root, bucket));
        var path = Path.GetFullPath(Path.Combine(folder, key));
        if (!path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new ArgumentException($"The key {key} points outside its bucket.", nameof(key));
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, content, cancellationToken);
    }

    /// <inheritdoc/>
    public int Count(string bucket)
    {
        var folder = Path.Combine(root, bucket);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count() : 0;
    }
}
