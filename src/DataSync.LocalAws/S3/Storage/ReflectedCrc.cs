using System.Buffers.Binary;

namespace DataSync.LocalAws.S3.Storage;

/// <summary>
/// The CRCs S3 knows: least significant bit first, all ones at the start and inverted at the end. Eight bytes a step. Two sums can be
/// combined into that of the bytes of both (zlib's crc32_combine: appending zeros is a matrix over GF(2)), which is how S3 gets from parts to
/// the whole object.
/// </summary>
internal sealed class ReflectedCrc
{
    public static readonly ReflectedCrc Crc32 = new(0xEDB88320, 32);
    public static readonly ReflectedCrc Crc32C = new(0x82F63B78, 32);
    public static readonly ReflectedCrc Crc64Nvme = new(0x9A6C9329AC4BC9B5, 64);

    private const int Tables = 8;

    private readonly ulong _polynomial;
    private readonly int _bits;
    private readonly ulong[] _table = new ulong[Tables * 256];

    private ReflectedCrc(ulong polynomial, int bits)
    {
        _polynomial = polynomial;
        _bits = bits;
        for (var value = 0; value < 256; value++)
        {
            var crc = (ulong)value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ polynomial;
            }

            _table[value] = crc;
        }

        for (var at = 256; at < _table.Length; at++)
        {
            var before = _table[at - 256];
            _table[at] = (before >> 8) ^ _table[(byte)before];
        }
    }

    /// <summary>Bytes of a sum.</summary>
    public int Bytes => _bits / 8;

    /// <summary>The state before the first byte.</summary>
    public ulong Start => ulong.MaxValue >> (64 - _bits);

    public ulong Append(ulong state, ReadOnlySpan<byte> bytes)
    {
        var table = _table;
        while (bytes.Length >= Tables)
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ state;
            state = table[1792 + (byte)word] ^ table[1536 + (byte)(word >> 8)] ^ table[1280 + (byte)(word >> 16)] ^ table[1024 + (byte)(word >> 24)]
                ^ table[768 + (byte)(word >> 32)] ^ table[512 + (byte)(word >> 40)] ^ table[256 + (byte)(word >> 48)] ^ table[(byte)(word >> 56)];
            bytes = bytes[Tables..];
        }

        foreach (var one in bytes)
        {
            state = table[(byte)(state ^ one)] ^ (state >> 8);
        }

        return state;
    }

    /// <summary>The sum of what a state has seen, most significant byte first.</summary>
    public byte[] Finish(ulong state) => ToBytes(state ^ Start);

    /// <summary>The sum of the bytes of <paramref name="first"/> followed by the <paramref name="secondLength"/> bytes of <paramref name="second"/>.</summary>
    public byte[] Combine(byte[] first, byte[] second, long secondLength)
    {
        var sum = ToNumber(first);
        var power = OneZeroBit();
        for (var bitCount = 3; bitCount > 0; bitCount--)
        {
            power = Square(power);
        }

        for (var left = secondLength; left > 0; left >>= 1)
        {
            if ((left & 1) != 0)
            {
                sum = Apply(power, sum);
            }

            power = Square(power);
        }

        return ToBytes(sum ^ ToNumber(second));
    }

    private static ulong Apply(ulong[] matrix, ulong vector)
    {
        ulong sum = 0;
        for (var row = 0; vector != 0; vector >>= 1, row++)
        {
            sum ^= (vector & 1) != 0 ? matrix[row] : 0;
        }

        return sum;
    }

    private static ulong[] Square(ulong[] matrix) => Array.ConvertAll(matrix, row => Apply(matrix, row));

    private static ulong ToNumber(byte[] sum) => sum.Aggregate(0UL, (value, one) => (value << 8) | one);

    private ulong[] OneZeroBit()
    {
        var matrix = new ulong[_bits];
        matrix[0] = _polynomial;
        for (var row = 1; row < _bits; row++)
        {
            matrix[row] = 1UL << (row - 1);
        }

        return matrix;
    }

    private byte[] ToBytes(ulong sum)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, sum);
        return bytes[(8 - Bytes)..];
    }
}
