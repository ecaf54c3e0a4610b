using System.Buffers;

namespace DataSync.Local.Mappings;

/// <summary>Puts records together to an event without parsing them.</summary>
internal static class EventPayload
{
    /// <summary>Lambda's limit for the payload of one invocation.</summary>
    public const int MaxBytes = 6 * 1024 * 1024;

    /// <summary>The bytes around the records.</summary>
    public const int Overhead = 13;

    public static ReadOnlyMemory<byte> Of<T>(IReadOnlyList<T> records, Func<T, ReadOnlyMemory<byte>> json)
    {
        var size = Overhead + records.Count;
        foreach (var record in records)
        {
            size += json(record).Length;
        }

        var writer = new ArrayBufferWriter<byte>(size);
        writer.Write("{\"Records\":["u8);
        for (var i = 0; i < records.Count; i++)
        {
            if (i > 0)
            {
                writer.Write(","u8);
            }

            writer.Write(json(records[i]).Span);
        }

        writer.Write("]}"u8);
        return writer.WrittenMemory;
    }
}
