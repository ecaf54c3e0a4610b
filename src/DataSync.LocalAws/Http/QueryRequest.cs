using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataSync.LocalAws.Http;

/// <summary>
/// A request of the old query protocol, which SQS still takes (SDKs and command lines from before November 2023 speak nothing else):
/// a form such as <c>Action=SetQueueAttributes&amp;Attribute.1.Name=..&amp;Attribute.1.Value=..</c>. It is turned into the JSON of today.
/// </summary>
internal static class QueryRequest
{
    private const int MaxParameters = 1000;

    // How the numbered parameters of the form are called in JSON, and what they make up there.
    private static readonly Dictionary<string, (string Member, Shape Shape)> Lists = new(StringComparer.Ordinal)
    {
        ["AttributeName"] = ("AttributeNames", Shape.List),
        ["MessageSystemAttributeName"] = ("MessageSystemAttributeNames", Shape.List),
        ["MessageAttributeName"] = ("MessageAttributeNames", Shape.List),
        ["TagKey"] = ("TagKeys", Shape.List),
        ["AWSAccountId"] = ("AWSAccountIds", Shape.List),
        ["ActionName"] = ("Actions", Shape.List),
        ["Attribute"] = ("Attributes", Shape.Map),
        ["MessageAttribute"] = ("MessageAttributes", Shape.Map),
        ["MessageSystemAttribute"] = ("MessageSystemAttributes", Shape.Map),
        ["Tag"] = ("Tags", Shape.Map),
        ["SendMessageBatchRequestEntry"] = ("Entries", Shape.List),
        ["DeleteMessageBatchRequestEntry"] = ("Entries", Shape.List),
        ["ChangeMessageVisibilityBatchRequestEntry"] = ("Entries", Shape.List),
    };

    private enum Shape
    {
        List,
        Map,
    }

    /// <summary>False when the request is none of this protocol.</summary>
    public static bool TryRead(WireRequest request, [NotNullWhen(true)] out string? operation, out ReadOnlyMemory<byte> json)
    {
        operation = null;
        json = default;
        if (request.Target is not null || request.ContentType?.StartsWith(WireHeaders.Form, StringComparison.OrdinalIgnoreCase) != true)
        {
            return false;
        }

        var form = ReadForm(Encoding.UTF8.GetString(request.Body.Span));
        if (!form.Remove("Action", out operation))
        {
            return false;
        }

        form.Remove("Version");
        if (request.Path.Trim('/').Length > 0)
        {
            form.TryAdd("QueueUrl", request.Path);
        }

        json = JsonSerializer.SerializeToUtf8Bytes(Build(form), QueryJsonContext.Default.JsonObject);
        return true;
    }

    private static Dictionary<string, string> ReadForm(string body)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in body.Split('&', MaxParameters, StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.IndexOf('=') is >= 0 and var at ? (pair[..at], pair[(at + 1)..]) : (pair, "");
            form[WebUtility.UrlDecode(name)] = WebUtility.UrlDecode(value);
        }

        return form;
    }

    // One level of names: "Entry.2.Id" is the member Id of the second element of the list that Entry stands for.
    private static JsonObject Build(Dictionary<string, string> form)
    {
        var result = new JsonObject();
        foreach (var group in form.GroupBy(p => p.Key.Split('.', 2)[0]).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            if (Lists.TryGetValue(group.Key, out var list))
            {
                result[list.Member] = list.Shape == Shape.Map ? Map(Elements(group)) : List(Elements(group));
            }
            else if (group.FirstOrDefault(p => p.Key == group.Key) is { Key: not null } plain)
            {
                result[group.Key] = plain.Value;
            }
            else
            {
                result[group.Key] = Build(Inner(group, 1));
            }
        }

        return result;
    }

    private static IEnumerable<Dictionary<string, string>> Elements(IEnumerable<KeyValuePair<string, string>> group) => group
        .GroupBy(p => int.TryParse(p.Key.Split('.').ElementAtOrDefault(1), out var number) ? number : 0)
        .OrderBy(g => g.Key)
        .Select(g => Inner(g, 2));

    private static Dictionary<string, string> Inner(IEnumerable<KeyValuePair<string, string>> group, int levels) =>
        group.ToDictionary(p => string.Join('.', p.Key.Split('.').Skip(levels)), p => p.Value, StringComparer.Ordinal);

    private static JsonArray List(IEnumerable<Dictionary<string, string>> elements) =>
        new([.. elements.Select(element => element.TryGetValue("", out var text) ? (JsonNode)text : Build(element))]);

    private static JsonObject Map(IEnumerable<Dictionary<string, string>> elements)
    {
        var map = new JsonObject();
        foreach (var element in elements)
        {
            // Tags have a Key where everything else has a Name.
            var key = element.GetValueOrDefault("Name") ?? element.GetValueOrDefault("Key") ?? "";
            map[key] = element.TryGetValue("Value", out var text) ? text : Build(Inner(element.Where(p => p.Key.StartsWith("Value.", StringComparison.Ordinal)), 1));
        }

        return map;
    }
}
