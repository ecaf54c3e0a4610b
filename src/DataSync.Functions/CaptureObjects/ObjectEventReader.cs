using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using DataSync.Core.Apply;
using DataSync.Core.Items;
using DataSync.Core.Objects;
using DataSync.Core.Versions;

namespace DataSync.Functions.CaptureObjects;

/// <summary>
/// Reads S3's events out of messages, in both shapes: the bucket's own notification, whose keys are encoded as in a form
/// (<c>+</c> for a space), and EventBridge's, whose keys are plain.
/// </summary>
/// <param name="entity">Logical name of the bucket.</param>
public sealed class ObjectEventReader(string entity)
{
    private const string Created = "ObjectCreated:";
    private const string Removed = "ObjectRemoved:";
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a batch. Test events and events of other kinds (restores, tags, lifecycle transitions) are left out; what is no event is reported.</summary>
    public ObjectBatch Read(IReadOnlyList<QueueMessage> messages)
    {
        var events = new List<ObjectEvent>();
        var owners = new List<string>();
        var malformed = new List<MalformedEvent>();
        foreach (var message in messages)
        {
            try
            {
                using var json = JsonDocument.Parse(message.Body);
                foreach (var record in RecordsOf(json.RootElement))
                {
                    ReadRecord(record, message.Id, events, owners, malformed);
                }
            }
            catch (Exception e) when (e is JsonException or MalformedItemException)
            {
                malformed.Add(new MalformedEvent(message.Id, Encoding.UTF8.GetString(message.Body.Span), e.Message));
            }
        }

        return new ObjectBatch(events, owners, malformed);
    }

    private static IEnumerable<JsonElement> RecordsOf(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Object)
        {
            if (root.TryGetProperty("Records", out var records) && records.ValueKind == JsonValueKind.Array)
            {
                return records.EnumerateArray();
            }

            if (root.TryGetProperty("detail-type", out _))
            {
                return [root];
            }

            // What S3 sends when a notification is set up.
            if (root.TryGetProperty("Event", out var test) && test.ValueKind == JsonValueKind.String && test.ValueEquals("s3:TestEvent"))
            {
                return [];
            }
        }

        throw new MalformedItemException("The message is not an event of S3: it has neither Records nor a detail-type.");
    }

    private void ReadRecord(JsonElement record, string messageId, List<ObjectEvent> events, List<string> owners, List<MalformedEvent> malformed)
    {
        try
        {
            var read = record.ValueKind == JsonValueKind.Object && record.TryGetProperty("detail-type", out var type)
                ? ReadBridged(record, type)
                : ReadNotified(record);
            if (read is not null)
            {
                events.Add(read with { Json = Encoding.UTF8.GetBytes(Alone(record)) });
                owners.Add(messageId);
            }
        }
        catch (Exception e) when (e is MalformedItemException or FormatException or InvalidOperationException or ArgumentException)
        {
            malformed.Add(new MalformedEvent(messageId, Alone(record), e.Message));
        }
    }

    // As a message that can be put back into the queue.
    private static string Alone(JsonElement record) => record.ValueKind == JsonValueKind.Object && record.TryGetProperty("detail-type", out _)
        ? record.GetRawText()
        : $"{{\"Records\":[{record.GetRawText()}]}}";

    private ObjectEvent? ReadNotified(JsonElement record)
    {
        var name = Text(record, "eventName");
        name = name.StartsWith("s3:", StringComparison.Ordinal) ? name[3..] : name;
        var isRemoval = name.StartsWith(Removed, StringComparison.Ordinal);
        if (!isRemoval && !name.StartsWith(Created, StringComparison.Ordinal))
        {
            return null;
        }

        // Who deletes an old version, for good, does not delete the object. In versioned buckets a delete of the object is a marker.
        var told = Part(Part(record, "s3"), "object");
        if (name == Removed + "Delete" && told.TryGetProperty("versionId", out _))
        {
            return null;
        }

        var principal = record.TryGetProperty("userIdentity", out var user) ? Text(user, "principalId") : null;
        return Make(Decode(Text(told, "key")), isRemoval, Text(told, "sequencer"), Text(record, "eventTime"), principal);
    }

    private ObjectEvent? ReadBridged(JsonElement record, JsonElement type)
    {
        var isRemoval = type.ValueEquals("Object Deleted");
        if (!isRemoval && !type.ValueEquals("Object Created"))
        {
            return null;
        }

        var detail = Part(record, "detail");
        var told = Part(detail, "object");
        var isOfVersion = told.TryGetProperty("version-id", out _)
            && detail.TryGetProperty("deletion-type", out var deletion) && deletion.ValueKind == JsonValueKind.String && deletion.ValueEquals("Permanently Deleted");
        if (isRemoval && isOfVersion)
        {
            return null;
        }

        return Make(Text(told, "key"), isRemoval, Text(told, "sequencer"), Text(record, "time"), principal: null);
    }

    private ObjectEvent Make(string name, bool isRemoval, string sequencer, string time, string? principal)
    {
        var at = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return new ObjectEvent(ObjectKey.Of(entity, name), isRemoval, StreamPosition.OfSequencer(sequencer), at.ToUnixTimeMilliseconds())
        {
            Principal = principal,
        };
    }

    private static string Decode(string key)
    {
        var bytes = WebUtility.UrlDecodeToBytes(Encoding.UTF8.GetBytes(key), 0, Encoding.UTF8.GetByteCount(key));
        return Strict.GetString(bytes);
    }

    private static JsonElement Part(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.Object
            ? part
            : throw new MalformedItemException($"The record is not an event of S3: it has no \"{name}\".");

    private static string Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.String
            ? part.GetString()!
            : throw new MalformedItemException($"The record is not an event of S3: it has no text \"{name}\".");
}
