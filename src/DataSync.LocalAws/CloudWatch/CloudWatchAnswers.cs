using System.Text.Json;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.CloudWatch;

/// <summary>Writes responses.</summary>
internal static class CloudWatchAnswers
{
    public static AwsResponse Ok(Action<Utf8JsonWriter> write) => new(200, Write(write));

    public static AwsResponse Error(CloudWatchException error)
    {
        var body = Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("__type", error.Type);
            json.WriteString("message", error.Message);
            json.WriteEndObject();
        });
        return new AwsResponse(400, body, $"{error.QueryCode};Sender");
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
