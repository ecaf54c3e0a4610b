using System.Text;
using System.Text.Json;
using System.Xml;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.Http;

/// <summary>Turns a JSON answer of SQS into the XML that callers of the query protocol expect.</summary>
internal static class QueryResponse
{
    private const string Namespace = "http://queue.amazonaws.com/doc/2012-11-05/";
    private const string XmlContent = "text/xml";

    // Control characters stay a caller's problem, as they are in AWS's XML.
    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), CheckCharacters = false };

    public static AwsResponse Render(string operation, AwsResponse answer)
    {
        using var document = JsonDocument.Parse(answer.Body.IsEmpty ? "{}"u8.ToArray() : answer.Body);
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, Settings))
        {
            if (answer.Status == 200)
            {
                WriteResult(xml, operation, document.RootElement);
            }
            else
            {
                WriteError(xml, answer, document.RootElement);
            }
        }

        return new AwsResponse(answer.Status, buffer.ToArray(), ContentType: XmlContent);
    }

    private static void WriteResult(XmlWriter xml, string operation, JsonElement body)
    {
        xml.WriteStartElement($"{operation}Response", Namespace);
        if (body.EnumerateObject().Any())
        {
            xml.WriteStartElement($"{operation}Result");
            WriteMembers(xml, operation, body);
            xml.WriteEndElement();
        }

        xml.WriteStartElement("ResponseMetadata");
        xml.WriteElementString("RequestId", WireHeaders.NewRequestId());
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteError(XmlWriter xml, AwsResponse answer, JsonElement body)
    {
        // The header that JSON callers get has the very code: "AWS.SimpleQueueService.NonExistentQueue;Sender".
        var parts = answer.QueryErrorCode?.Split(';');
        var type = body.TryGetProperty("__type", out var full) ? full.GetString()!.Split('#')[^1] : "InternalFailure";
        xml.WriteStartElement("ErrorResponse", Namespace);
        xml.WriteStartElement("Error");
        xml.WriteElementString("Type", parts?.ElementAtOrDefault(1) ?? (answer.Status < 500 ? "Sender" : "Receiver"));
        xml.WriteElementString("Code", parts?[0] ?? type);
        xml.WriteElementString("Message", body.TryGetProperty("message", out var message) ? message.GetString() : type);
        xml.WriteElementString("Detail", "");
        xml.WriteEndElement();
        xml.WriteElementString("RequestId", WireHeaders.NewRequestId());
        xml.WriteEndElement();
    }

    private static void WriteMembers(XmlWriter xml, string operation, JsonElement body)
    {
        foreach (var member in body.EnumerateObject())
        {
            switch (member.Value.ValueKind)
            {
                case JsonValueKind.Array:
                    foreach (var element in member.Value.EnumerateArray())
                    {
                        WriteElement(xml, operation, ElementName(operation, member.Name), element);
                    }

                    break;
                case JsonValueKind.Object when member.Name is "Attributes" or "MessageAttributes" or "Tags":
                    foreach (var entry in member.Value.EnumerateObject())
                    {
                        xml.WriteStartElement(member.Name[..^1]);
                        xml.WriteElementString(member.Name == "Tags" ? "Key" : "Name", entry.Name);
                        WriteElement(xml, operation, "Value", entry.Value);
                        xml.WriteEndElement();
                    }

                    break;
                default:
                    WriteElement(xml, operation, member.Name, member.Value);
                    break;
            }
        }
    }

    private static void WriteElement(XmlWriter xml, string operation, string name, JsonElement value)
    {
        xml.WriteStartElement(name);
        if (value.ValueKind == JsonValueKind.Object)
        {
            WriteMembers(xml, operation, value);
        }
        else
        {
            xml.WriteString(value.ToString() is var text && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? text.ToLowerInvariant() : text);
        }

        xml.WriteEndElement();
    }

    private static string ElementName(string operation, string list) => list switch
    {
        "Messages" => "Message",
        "QueueUrls" or "queueUrls" => "QueueUrl",
        "Successful" => $"{operation}ResultEntry",
        "Failed" => "BatchResultErrorEntry",
        "Results" => $"{operation}ResultEntry",
        _ => list,
    };
}
