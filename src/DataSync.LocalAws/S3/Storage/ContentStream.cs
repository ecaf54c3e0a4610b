using DataSync.LocalAws.S3.Wire;
using Microsoft.Win32.SafeHandles;

namespace DataSync.LocalAws.S3.Storage;

/// <summary>Reads a content from its beginning to its end. It takes over a reference the caller holds, and gives it up when it is disposed.</summary>
internal sealed class ContentStream(Content content) : ReadOnlyStream
{
    private SafeFileHandle? _file;
    private int _slice;
    private long _position;
    private int _isDisposed;

    public override long Length => content.Length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_slice < content.Slices.Count)
        {
            var slice = content.Slices[_slice];
            var wanted = (int)Math.Min(buffer.Length, slice.Length - _position);
            if (wanted > 0)
            {
                _file ??= slice.Blob.Open();
                var count = await slice.Blob.ReadAsync(_file, buffer[..wanted], slice.Offset + _position, cancellationToken);
                _position += count;
                return count > 0 ? count : throw new InvalidDataException("A stored body is shorter than it was.");
            }

            if (buffer.IsEmpty)
            {
                return 0;
            }

            _file?.Dispose();
            _file = null;
            _slice++;
            _position = 0;
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _file?.Dispose();
            content.Release();
        }

        base.Dispose(disposing);
    }
}
