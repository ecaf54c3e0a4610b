using System.Buffers.Binary;

namespace DataSync.LocalAws.Sqs;

/// <summary>A receipt handle names the queue, the message and which of its receipts it is, so that no table of handles is needed.</summary>
internal readonly record struct ReceiptHandle(long QueueId, long Serial, int Receipt)
{
    private const int ByteCount = 20;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[ByteCount];
        BinaryPrimitives.WriteInt64BigEndian(bytes, QueueId);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], Serial);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], Receipt);
        return Convert.ToBase64String(bytes);
    }

    /// <summary>False for text that was never a receipt handle.</summary>
    public static bool TryParse(string text, out ReceiptHandle handle)
    {
        Span<byte> bytes = stackalloc byte[ByteCount];
        if (!Convert.TryFromBase64String(text, bytes, out var written) || written != ByteCount)
        {
            handle = default;
            return false;
        }

        handle = new ReceiptHandle(
            BinaryPrimitives.ReadInt64BigEndian(bytes),
            BinaryPrimitives.ReadInt64BigEndian(bytes[8..]),
            BinaryPrimitives.ReadInt32BigEndian(bytes[16..]));
        return true;
    }
}
