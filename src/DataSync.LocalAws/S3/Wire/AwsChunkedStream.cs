using System.Buffers.Text;
using System.Text;

namespace DataSync.LocalAws.S3.Wire;

/// <summary>
/// Takes the framing of <c>aws-chunked</c> off: chunks of a hexadecimal size, perhaps a signature, and data; a chunk of size 0; then
/// trailers. Signatures are not checked, the framing is.
/// </summary>
internal sealed class AwsChunkedStream(Stream inner) : ReadOnlyStream
{
    private const int MaxLineBytes = 4096;

    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;
    private long _left;
    private bool _hasEnded;

    /// <summary>The trailers, once the stream has been read to its end.</summary>
    public Dictionary<string, string> Trailers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_hasEnded || buffer.IsEmpty)
        {
            return 0;
        }

        if (_left == 0)
        {
            _left = ReadSize(await ReadLineAsync(cancellationToken) ?? throw S3Errors.IncompleteBody());
            if (_left == 0)
            {
                await ReadTrailersAsync(cancellationToken);
                _hasEnded = true;
                return 0;
            }
        }

        var count = await ReadDataAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken);
        _left -= count;
        if (_left == 0 && await ReadLineAsync(cancellationToken) is not "")
        {
            throw S3Errors.IncompleteBody();
        }

        return count;
    }

    private static long ReadSize(string line)
    {
        var text = line.Split(';', 2)[0].Trim();
        var bytes = Encoding.ASCII.GetBytes(text);
        return text.Length is > 0 and < 16 && Utf8Parser.TryParse(bytes, out long size, out var used, 'x') && used == bytes.Length && size >= 0
            ? size
            : throw new S3Exception(400, "InvalidRequest", "The chunk size of the request body is not valid.");
    }

    private async ValueTask<int> ReadDataAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_start < _end)
        {
            var buffered = Math.Min(buffer.Length, _end - _start);
            _buffer.AsMemory(_start, buffered).CopyTo(buffer);
            _start += buffered;
            return buffered;
        }

        var count = await inner.ReadAsync(buffer, cancellationToken);
        return count > 0 ? count : throw S3Errors.IncompleteBody();
    }

    private async ValueTask ReadTrailersAsync(CancellationToken cancellationToken)
    {
        while (await ReadLineAsync(cancellationToken) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                throw S3Errors.MalformedTrailer();
            }

            Trailers[line[..colon].Trim()] = line[(colon + 1)..].Trim();
        }
    }

    /// <summary>The next line without its end; null when the body is over.</summary>
    private async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_start == _end)
            {
                _start = 0;
                _end = await inner.ReadAsync(_buffer, cancellationToken);
                if (_end == 0)
                {
                    return line.Length == 0 ? null : line.ToString();
                }
            }

            var newLine = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            var taken = newLine < 0 ? _end - _start : newLine;
            line.Append(Encoding.ASCII.GetString(_buffer, _start, taken));
            _start += newLine < 0 ? taken : taken + 1;
            if (newLine >= 0)
            {
                return line.ToString().TrimEnd('\r');
            }

            if (line.Length > MaxLineBytes)
            {
                throw S3Errors.IncompleteBody();
            }
        }
    }
}
