using Microsoft.Win32.SafeHandles;

namespace DataSync.LocalAws.S3.Storage;

/// <summary>Bytes that never change, in memory or in a file of their own. Whoever keeps it holds a reference; with the last one the file goes.</summary>
internal sealed class Blob
{
    private readonly byte[]? _bytes;
    private readonly string? _path;
    private int _references = 1;

    public Blob(byte[] bytes)
    {
        _bytes = bytes;
        Length = bytes.Length;
    }

    public Blob(string path, long length)
    {
        _path = path;
        Length = length;
    }

    public long Length { get; }

    /// <summary>Takes one more reference. Only a holder of one may ask, or somebody who knows that there is a holder.</summary>
    public void AddReference()
    {
        if (Interlocked.Increment(ref _references) <= 1)
        {
            throw new InvalidOperationException("The bytes are gone already.");
        }
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) > 0 || _path is null)
        {
            return;
        }

        try
        {
            File.Delete(_path);
        }
        catch (DirectoryNotFoundException)
        {
            // The service was disposed while this was still read; the whole folder has gone.
        }
    }

    /// <summary>An open file to read from; null for bytes in memory.</summary>
    public SafeFileHandle? Open() => _path is null ? null : File.OpenHandle(_path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);

    /// <summary>Reads at the offset; 0 at the end.</summary>
    public ValueTask<int> ReadAsync(SafeFileHandle? file, Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        if (file is not null)
        {
            return RandomAccess.ReadAsync(file, buffer, offset, cancellationToken);
        }

        var rest = _bytes.AsMemory((int)offset);
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        return ValueTask.FromResult(count);
    }
}
