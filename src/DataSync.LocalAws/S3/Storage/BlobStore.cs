using System.Buffers;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Storage;

/// <summary>Makes blobs of streams, of whatever length, within a fixed amount of memory.</summary>
internal sealed class BlobStore(S3Options options) : IDisposable
{
    private const int ChunkBytes = 128 * 1024;

    private readonly Lock _lock = new();
    private string? _folder;
    private long _lastFile;
    private bool _isDisposed;

    /// <summary>Reads the stream to its end. The caller holds the reference.</summary>
    /// <exception cref="S3Exception">There are more than <paramref name="maxBytes"/>.</exception>
    public async ValueTask<Content> StoreAsync(Stream source, BodyDigests digests, long maxBytes, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(options.MaxBytesInMemory + 1, ChunkBytes));
        try
        {
            var filled = await source.ReadAtLeastAsync(buffer, options.MaxBytesInMemory + 1, throwOnEndOfStream: false, cancellationToken);
            Check(filled, maxBytes);
            digests.Append(buffer.AsSpan(0, filled));
            return filled switch
            {
                0 => Content.Empty,
                _ when filled <= options.MaxBytesInMemory => Of(new Blob(buffer.AsSpan(0, filled).ToArray())),
                _ => Of(await StoreFileAsync(source, buffer, filled, digests, maxBytes, cancellationToken)),
            };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Computes digests of bytes that are stored already.</summary>
    public static async ValueTask DigestAsync(Content content, BodyDigests digests, CancellationToken cancellationToken)
    {
        content.AddReference();
        await using var stream = new ContentStream(content);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                digests.Append(buffer.AsSpan(0, count));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            if (_folder is not null && Directory.Exists(_folder))
            {
                Directory.Delete(_folder, recursive: true);
            }
        }
    }

    private static Content Of(Blob blob) => new([new ContentSlice(blob, 0, blob.Length)]);

    private static void Check(long bytes, long maxBytes)
    {
        if (bytes > maxBytes)
        {
            throw S3Errors.EntityTooLarge(bytes, maxBytes);
        }
    }

    private async ValueTask<Blob> StoreFileAsync(
        Stream source, byte[] buffer, int filled, BodyDigests digests, long maxBytes, CancellationToken cancellationToken)
    {
        var path = NewPath();
        try
        {
            using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
            long length = 0;

            // A socket gives a few kilobytes at a time; writing each of them would be most of the work.
            for (var count = filled; count > 0; count = await source.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken))
            {
                if (length > 0)
                {
                    Check(length + count, maxBytes);
                    digests.Append(buffer.AsSpan(0, count));
                }

                await RandomAccess.WriteAsync(file, buffer.AsMemory(0, count), length, cancellationToken);
                length += count;
            }

            return new Blob(path, length);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    private string NewPath()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _folder ??= options.TemporaryFolder is { } parent
                ? Directory.CreateDirectory(Path.Combine(parent, $"local-s3-{Guid.NewGuid():N}")).FullName
                : Directory.CreateTempSubdirectory("local-s3-").FullName;
            return Path.Combine(_folder, $"{++_lastFile:x}");
        }
    }
}
