using System.Buffers.Binary;

namespace DataSync.Cli.Demo;

/// <summary>Bytes without end to their variety and without memory: each follows from the seed and its place. The same for the same seed, from any place on.</summary>
internal sealed class PatternStream(ulong seed, long length) : Stream
{
    private const int BlockBytes = sizeof(ulong);

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, Math.Max(0, length - Position));
        Span<byte> block = stackalloc byte[BlockBytes];
        for (var done = 0; done < count;)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(block, Mix(seed + (ulong)(Position / BlockBytes)));
            var part = block[(int)(Position % BlockBytes)..];
            part = part[..Math.Min(part.Length, count - done)];
            part.CopyTo(buffer[done..]);
            done += part.Length;
            Position += part.Length;
        }

        return count;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    // SplitMix64 (Steele, Lea and Flood 2014): one step of it, by place instead of in turn.
    private static ulong Mix(ulong at)
    {
        var value = at * 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
