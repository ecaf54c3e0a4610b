using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DataSync.Benchmarks.Workload;

/// <summary>Events in the wire shape Lambda gives them.</summary>
internal static class LambdaEvents
{
    /// <summary>A stream event; a null image is left out.</summary>
    public static byte[] Stream(string region, long writtenMs, IEnumerable<(string Key, string? Old, string? New)> records, long firstSequence = 1)
    {
        var sequence = firstSequence;
        var texts = records.Select(r => Record(region, writtenMs, sequence++, r.Key, r.Old, r.New));
        return Encoding.UTF8.GetBytes("{\"Records\":[" + string.Join(',', texts) + "]}");
    }

    /// <summary>A queue event.</summary>
    public static byte[] Queue(string region, IEnumerable<string> bodies)
    {
        var texts = bodies.Select((body, i) => string.Create(CultureInfo.InvariantCulture, $$$"""
            {"messageId":"059f36b4-87a3-44ab-83d2-{{{i:D12}}}","receiptHandle":"AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a","body":"{{{JsonEncodedText.Encode(body, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}}}",
            "attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"1764000000123","SenderId":"AROAIENQZJOLO23YVJ4VO:CaptureItems","ApproximateFirstReceiveTimestamp":"1764000000131"},
            "messageAttributes":{},"md5OfBody":"e4e68fb7bd0e697a0ae8f1bb342846b3","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:{{{region}}}:123456789012:changes","awsRegion":"{{{region}}}"}
            """));
        return Encoding.UTF8.GetBytes("{\"Records\":[" + string.Join(',', texts) + "]}");
    }

    private static string Record(string region, long writtenMs, long sequence, string key, string? old, string? @new)
    {
        var name = old is null ? "INSERT" : @new is null ? "REMOVE" : "MODIFY";
        var images = (@new is null ? "" : "\"NewImage\":" + @new + ",") + (old is null ? "" : "\"OldImage\":" + old + ",");
        return string.Create(CultureInfo.InvariantCulture, $$$"""
            {"eventID":"c4ca4238a0b923820dcc509a6f75849b","eventName":"{{{name}}}","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"{{{region}}}",
            "dynamodb":{"ApproximateCreationDateTime":{{{writtenMs / 1000}}}.0,"Keys":{{{key}}},{{{images}}}"SequenceNumber":"{{{sequence:D21}}}","SizeBytes":1024,"StreamViewType":"NEW_AND_OLD_IMAGES"},
            "eventSourceARN":"arn:aws:dynamodb:{{{region}}}:123456789012:table/items/stream/2026-01-01T00:00:00.000"}
            """);
    }
}
