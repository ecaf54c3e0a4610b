using System.Buffers.Binary;

namespace DataSync.LocalAws.Http;

/// <summary>The CRC-32 of zip and Ethernet, which DynamoDB sends with each answer and SDKs check. Eight bytes a step, so that pages of a megabyte cost little.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const int Tables = 8;
    private static readonly uint[][] Table = CreateTables();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        while (bytes.Length >= Tables)
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = Table[7][(byte)low] ^ Table[6][(byte)(low >> 8)] ^ Table[5][(byte)(low >> 16)] ^ Table[4][low >> 24]
                ^ Table[3][(byte)high] ^ Table[2][(byte)(high >> 8)] ^ Table[1][(byte)(high >> 16)] ^ Table[0][high >> 24];
            bytes = bytes[Tables..];
        }
        foreach (byte b in bytes)
        {
            crc = Table[0][(byte)(crc ^ b)] ^ (crc >> 8);
        }
        return ~crc;
    }

    private static uint[][] CreateTables()
    {
        var tables = new uint[Tables][];
        for (int table = 0; table < Tables; table++)
        {
            tables[table] = new uint[256];
            for (uint i = 0; i < 256; i++)
            {
                tables[table][i] = table == 0 ? Divide(i) : (tables[table - 1][i] >> 8) ^ tables[0][(byte)tables[table - 1][i]];
            }
        }
        return tables;
    }

    private static uint Divide(uint value)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ Polynomial;
        }
        return value;
    }
}
