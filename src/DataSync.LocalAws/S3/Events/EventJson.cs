using System.Text.Encodings.Web;
using System.Text.Json;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Events;

/// <summary>Both shapes of an event: the classic one with its URL-encoded keys, and EventBridge's with keys as they are.</summary>
internal static class EventJson
{
    // A delete marker has no bytes; S3 tells the tag of none.
    private const string EmptyETag = "d41d8cd98f00b204e9800998ecf8427e";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Classic(ObjectEvent happened, string configurationId, string accountId) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("Records"u8);
        json.WriteStartObject();
        json.WriteString("eventVersion"u8, "2.1"u8);
        json.WriteString("eventSource"u8, "aws:s3"u8);
        json.WriteString("awsRegion"u8, happened.Bucket.Region);
        json.WriteString("eventTime"u8, S3Xml.Time(happened.At));
        json.WriteString("eventName"u8, happened.Kind.Name);
        WriteObject(json, "userIdentity", ("principalId", happened.Cause.PrincipalId));
        WriteObject(json, "requestParameters", ("sourceIPAddress", EventCause.SourceAddress));
        WriteObject(json, "responseElements", ("x-amz-request-id", happened.Cause.RequestId), ("x-amz-id-2", happened.Cause.HostId));
        json.WriteStartObject("s3"u8);
        json.WriteString("s3SchemaVersion"u8, "1.0"u8);
        json.WriteString("configurationId"u8, configurationId);
        json.WriteStartObject("bucket"u8);
        json.WriteString("name"u8, happened.Bucket.Name);
        WriteObject(json, "ownerIdentity", ("principalId", accountId));
        json.WriteString("arn"u8, Arn(happened));
        json.WriteEndObject();
        json.WriteStartObject("object"u8);
        json.WriteString("key"u8, UrlText.Encode(happened.Version.Key));
        WriteVersion(json, happened, "eTag", "versionId");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static byte[] EventBridge(ObjectEvent happened, string accountId) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("version"u8, "0"u8);
        json.WriteString("id"u8, Guid.NewGuid());
        json.WriteString("detail-type"u8, happened.Kind.DetailType);
        json.WriteString("source"u8, "aws.s3"u8);
        json.WriteString("account"u8, accountId);
        json.WriteString("time"u8, happened.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"));
        json.WriteString("region"u8, happened.Bucket.Region);
        json.WriteStartArray("resources"u8);
        json.WriteStringValue(Arn(happened));
        json.WriteEndArray();
        json.WriteStartObject("detail"u8);
        json.WriteString("version"u8, "0"u8);
        WriteObject(json, "bucket", ("name", happened.Bucket.Name));
        json.WriteStartObject("object"u8);
        json.WriteString("key"u8, happened.Version.Key);
        WriteVersion(json, happened, "etag", "version-id");
        json.WriteEndObject();
        json.WriteString("request-id"u8, happened.Cause.RequestId);
        json.WriteString("requester"u8, accountId);
        json.WriteString("source-ip-address"u8, EventCause.SourceAddress);
        WriteOptional(json, "reason", happened.Kind.Reason);
        WriteOptional(json, "deletion-type", happened.Kind.DeletionType);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>What a destination gets when it is configured.</summary>
    public static byte[] Test(string bucket, DateTimeOffset at, string requestId, string hostId) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("Service"u8, "Amazon S3"u8);
        json.WriteString("Event"u8, "s3:TestEvent"u8);
        json.WriteString("Time"u8, S3Xml.Time(at));
        json.WriteString("Bucket"u8, bucket);
        json.WriteString("RequestId"u8, requestId);
        json.WriteString("HostId"u8, hostId);
        json.WriteEndObject();
    });

    private static string Arn(ObjectEvent happened) => $"arn:{AwsPartition.Of(happened.Bucket.Region)}:s3:::{happened.Bucket.Name}";

    private static void WriteVersion(Utf8JsonWriter json, ObjectEvent happened, string etag, string versionId)
    {
        if (happened.Kind.IsCreation)
        {
            json.WriteNumber("size"u8, happened.Version.Content.Length);
        }

        if (happened.Kind != EventKind.Delete)
        {
            json.WriteString(etag, happened.Version.IsDeleteMarker ? EmptyETag : happened.Version.ETag);
        }

        WriteOptional(json, versionId, happened.VersionId);

        // Tags have no order among the writes of a key.
        if (happened.Kind.Reason is not null)
        {
            json.WriteString("sequencer"u8, happened.Sequencer);
        }
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteObject(Utf8JsonWriter json, string name, params ReadOnlySpan<(string Name, string Value)> members)
    {
        json.WriteStartObject(name);
        foreach (var (member, value) in members)
        {
            json.WriteString(member, value);
        }

        json.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            write(json);
        }

        return buffer.ToArray();
    }
}
