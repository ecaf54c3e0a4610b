using System.Buffers;
using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using System.Text.Unicode;
using DataSync.Core.DeadLetters;
using DataSync.Core.Objects;
using DataSync.Core.Versions;

namespace DataSync.Core.Envelopes;

/// <summary>
/// Packs changes into as few envelopes as fit. SQS bills by 64 KiB, so an envelope is filled to 60 KiB; a change larger
/// than that travels alone, compressed where that saves at least one such unit or makes it fit at all.
/// </summary>
public static class EnvelopePacker
{
    /// <summary>Size an envelope is filled to, in bytes.</summary>
    public const int FillBytes = 60 * 1024;

    /// <summary>The largest message, in bytes: SQS takes 1 MiB, some of it is left for message attributes.</summary>
    public const int MaxBytes = (1024 * 1024) - (4 * 1024);

    /// <summary>What SQS bills as one request, in bytes.</summary>
    public const int BillingUnitBytes = 64 * 1024;

    private const int ClosingBytes = 2;

    /// <summary>Packs the changes in their order.</summary>
    /// <param name="header">What the envelopes say about themselves.</param>
    /// <param name="changes">The changes; none makes one empty envelope, a heartbeat.</param>
    /// <param name="tooLarge">Receives the index of each change that fits into no message.</param>
    public static IReadOnlyList<PackedEnvelope> Pack(EnvelopeHeader header, IReadOnlyList<Change> changes, ICollection<int> tooLarge)
    {
        var packed = new List<PackedEnvelope>();
        var output = new ArrayBufferWriter<byte>(Math.Min(FillBytes + 4096, 512 + (changes.Count * 1536)));
        var first = 0;
        WriteHeader(output, header);
        for (var i = 0; i < changes.Count; i++)
        {
            var before = output.WrittenCount;
            WriteChange(output, changes[i], isFirst: i == first);
            if (output.WrittenCount + ClosingBytes <= FillBytes)
            {
                continue;
            }

            if (i > first)
            {
                packed.Add(Close(output.WrittenSpan[..before], first, i - first));
                output.ResetWrittenCount();
                WriteHeader(output, header);
                first = i--;
                continue;
            }

            if (TryClose(output.WrittenSpan, out var json))
            {
                packed.Add(new PackedEnvelope(i, 1, json));
            }
            else
            {
                tooLarge.Add(i);
            }

            output.ResetWrittenCount();
            WriteHeader(output, header);
            first = i + 1;
        }

        if (first < changes.Count || changes.Count == 0)
        {
            packed.Add(Close(output.WrittenSpan, first, changes.Count - first));
        }

        return packed;
    }

    private static PackedEnvelope Close(ReadOnlySpan<byte> open, int first, int count)
    {
        var json = new byte[open.Length + ClosingBytes];
        open.CopyTo(json);
        "]}"u8.CopyTo(json.AsSpan(open.Length));
        return new PackedEnvelope(first, count, json);
    }

    private static bool TryClose(ReadOnlySpan<byte> open, out ReadOnlyMemory<byte> json)
    {
        var plain = Close(open, 0, 1).Json;
        var compressed = Compress(plain.Span, CompressionLevel.Fastest);
        if (Math.Min(plain.Length, compressed.Length) > MaxBytes)
        {
            // Escaped control characters make six bytes of one; what looks for better matches still gets them in.
            compressed = Compress(plain.Span, CompressionLevel.Optimal);
        }

        var pays = Units(compressed.Length) < Units(plain.Length);
        json = pays ? compressed : plain;
        return json.Length <= MaxBytes;
    }

    private static int Units(int bytes) => (bytes + BillingUnitBytes - 1) / BillingUnitBytes;

    private static byte[] Compress(ReadOnlySpan<byte> plain, CompressionLevel level)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, level, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        var base64 = new byte[Base64.GetMaxEncodedToUtf8Length((int)zipped.Length)];
        Base64.EncodeToUtf8(zipped.GetBuffer().AsSpan(0, (int)zipped.Length), base64, out _, out var written);
        return [.. "{\"format\":1,\"gzip\":\""u8, .. base64.AsSpan(0, written), .. "\"}"u8];
    }

    private static void WriteHeader(ArrayBufferWriter<byte> output, EnvelopeHeader header)
    {
        var span = output.GetSpan(256);
        Utf8.TryWrite(span, $"{{\"format\":{Envelope.CurrentFormat},\"origin\":\"{header.Origin}\",\"hops\":{header.Hops},\"sentMs\":{header.SentMs},\"changes\":[", out var written);
        output.Advance(written);
    }

    private static void WriteChange(ArrayBufferWriter<byte> output, Change change, bool isFirst)
    {
        output.Write(isFirst ? "{\"entity\":\""u8 : ",{\"entity\":\""u8);
        Encoding.UTF8.GetBytes(change.Key.Entity, output);
        output.Write("\",\"key\":"u8);
        Encoding.UTF8.GetBytes(change.Key.Json, output);
        output.Write(",\"version\":\""u8);
        WriteVersion(output, change.Version);
        if (change.Base != ItemVersion.Zero)
        {
            output.Write("\",\"base\":\""u8);
            WriteVersion(output, change.Base);
        }

        WriteWhat(output, change);
        if (change.SinceMs > 0 || change.AttemptCount > 0)
        {
            Utf8.TryWrite(output.GetSpan(96), $",\"attempts\":{change.AttemptCount},\"sinceMs\":{change.SinceMs}", out var written);
            output.Advance(written);
        }

        if (change.History is not null)
        {
            output.Write(",\"history\":"u8);
            ReplayHistoryJson.Write(output, change.History);
        }

        output.Write("}"u8);
    }

    private static void WriteWhat(ArrayBufferWriter<byte> output, Change change)
    {
        if (change.Image is not null)
        {
            output.Write("\",\"put\":"u8);
            output.Write(change.Image.Canonical);
        }
        else if (change.Object is not null)
        {
            output.Write("\",\"object\":"u8);
            ObjectContentJson.Write(output, change.Object);
        }
        else if (change.Payload is not null)
        {
            output.Write("\",\"payload\":"u8);
            PayloadReferenceJson.Write(output, change.Payload);
        }
        else
        {
            output.Write("\",\"delete\":true"u8);
        }
    }

    private static void WriteVersion(ArrayBufferWriter<byte> output, ItemVersion version)
    {
        Utf8.TryWrite(output.GetSpan(64), $"{version.Ms:D13}-{version.Counter:D5}-{version.Region}", out var written);
        output.Advance(written);
    }
}
