using System.Text;
using System.Text.Json;

namespace DataSync.Functions.Tests.Support;

/// <summary>Events as Lambda passes them on.</summary>
internal static class Payloads
{
    public static MemoryStream Event(IEnumerable<ReadOnlyMemory<byte>> records) => Event(records.Select(r => Encoding.UTF8.GetString(r.Span)));

    public static MemoryStream Event(IEnumerable<string> records) => Text($$"""{"Records":[{{string.Join(',', records)}}]}""");

    public static MemoryStream Text(string json) => new(Encoding.UTF8.GetBytes(json));

    /// <summary>A file of events/.</summary>
    public static MemoryStream Sample(string name) => new(SampleBytes(name));

    public static byte[] SampleBytes(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "events", name));

    public static string Message(string id, string body) => "{\"messageId\":\"" + id + "\",\"receiptHandle\":\"r\",\"body\":" + JsonSerializer.Serialize(body) + ",\"attributes\":{},\"messageAttributes\":{}}";

    /// <summary>A record of a stream that is well formed, but for what is said to be otherwise.</summary>
    public static string Record(
        string keys = """{"pk":{"S":"a"}}""",
        string? newImage = """{"pk":{"S":"a"},"n":{"N":"1"}}""",
        string? oldImage = null,
        string sequenceNumber = "\"100000000000000000001\"",
        string arn = "\"arn:aws:dynamodb:eu-west-1:000000000000:table/app-items/stream/2026-01-01T00:00:00.000\"",
        string seconds = "1767225600")
    {
        var images = (newImage is null ? "" : $",\"NewImage\":{newImage}") + (oldImage is null ? "" : $",\"OldImage\":{oldImage}");
        var change = $"\"ApproximateCreationDateTime\":{seconds},\"Keys\":{keys}{images},\"SequenceNumber\":{sequenceNumber},\"SizeBytes\":20,\"StreamViewType\":\"NEW_AND_OLD_IMAGES\"";
        return "{\"eventID\":\"1\",\"eventName\":\"INSERT\",\"eventVersion\":\"1.1\",\"eventSource\":\"aws:dynamodb\",\"awsRegion\":\"eu-west-1\",\"dynamodb\":{" + change + "},\"eventSourceARN\":" + arn + "}";
    }
}
