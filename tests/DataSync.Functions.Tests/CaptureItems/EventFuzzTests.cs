using System.Text;
using System.Text.Json;
using CsCheck;
using DataSync.Core.Capture;
using DataSync.Core.Items;
using DataSync.Functions.Apply;
using DataSync.Functions.Tests.Support;

namespace DataSync.Functions.Tests.CaptureItems;

/// <summary>Events with bytes changed, lost and doubled: whatever comes in, the readers answer or refuse as documented.</summary>
public sealed class EventFuzzTests
{
    private static readonly byte[] Stream = Payloads.SampleBytes("capture-items.json");
    private static readonly byte[] Queue = Payloads.SampleBytes("apply.json");

    [Fact]
    public void A_damaged_stream_event_gives_records_or_the_documented_exceptions()
    {
        DamagedGen(Stream).Sample(
            bytes =>
            {
                try
                {
                    var batch = new StreamEventReader("items", Stamp.DefaultAttribute).Read(bytes);
                    Assert.Equal(batch.Records.Count, batch.SequenceNumbers.Count);
                    Assert.All(batch.Malformed, m => Assert.False(m.Json.IsEmpty));
                }
                catch (Exception e) when (e is JsonException or MalformedItemException)
                {
                }
            },
            iter: 20_000,
            threads: 1);
    }

    [Fact]
    public void A_damaged_record_is_read_or_malformed()
    {
        var record = Encoding.UTF8.GetBytes(Payloads.Record(oldImage: """{"pk":{"S":"a"},"l":{"L":[{"BOOL":true}]}}"""));

        DamagedGen(record).Sample(
            bytes =>
            {
                try
                {
                    new StreamEventReader("items", Stamp.DefaultAttribute).ReadRecord(bytes);
                }
                catch (MalformedItemException)
                {
                }
            },
            iter: 20_000,
            threads: 1);
    }

    [Fact]
    public void A_damaged_queue_event_gives_messages_or_the_documented_exceptions()
    {
        DamagedGen(Queue).Sample(
            bytes =>
            {
                try
                {
                    Assert.All(QueueEventReader.Read(bytes), m => Assert.False(string.IsNullOrEmpty(m.Id)));
                }
                catch (Exception e) when (e is JsonException or MalformedItemException)
                {
                }
            },
            iter: 20_000,
            threads: 1);
    }

    // One to three wounds: another byte, a byte less, a piece twice, a piece of JSON put in, an early end.
    private static Gen<byte[]> DamagedGen(byte[] whole)
    {
        var pieces = new[] { "null", "5", "{}", "[]", "\"", "\\", "}", "]", ",", "\"\\ud800\"", "true", "1e999", "\u0000", "\"x\":" }.Select(Encoding.UTF8.GetBytes).ToArray();
        var wound = Gen.Select(Gen.Int[0, 4], Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, pieces.Length - 1]);
        return wound.Array[1, 3].Select(wounds =>
        {
            var bytes = whole;
            foreach (var (kind, place, value, piece) in wounds)
            {
                var at = Math.Min(place, bytes.Length);
                var after = Math.Min(at + 1, bytes.Length);
                bytes = kind switch
                {
                    0 => [.. bytes[..at], value, .. bytes[after..]],
                    1 => [.. bytes[..at], .. bytes[after..]],
                    2 => [.. bytes[..at], .. bytes[Math.Max(0, at - value)..]],
                    3 => [.. bytes[..at], .. pieces[piece], .. bytes[after..]],
                    _ => bytes[..at],
                };
            }

            return bytes;
        });
    }
}
