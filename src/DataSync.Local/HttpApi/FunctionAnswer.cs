using System.Globalization;
using System.Text;
using System.Text.Json;
using DataSync.LocalAws.Protocol;

namespace DataSync.Local.HttpApi;

/// <summary>
/// A function's answer by the rules of payload format 2.0: JSON without a status is the body of a 200; with one it says status, headers, cookies and body.
/// What breaks the rules is a 500, as a mistake in the function.
/// </summary>
internal static class FunctionAnswer
{
    private const string ContentType = "Content-Type";

    // Headers about the connection are the server's own.
    private static readonly string[] OwnHeaders = ["connection", "content-length", "keep-alive", "transfer-encoding", "upgrade"];

    public static RestResponse Render(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("statusCode", out var status) ? Structured(root, status) : Plain(root);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            return ApiReply.Failed();
        }
    }

    private static RestResponse Plain(JsonElement root)
    {
        var response = WithBody(200, Encoding.UTF8.GetBytes(root.ValueKind == JsonValueKind.String ? root.GetString()! : root.GetRawText()), []);
        response.Headers[ContentType] = ApiReply.Json;
        return response;
    }

    private static RestResponse Structured(JsonElement root, JsonElement status)
    {
        var code = status.ValueKind == JsonValueKind.String ? int.Parse(status.GetString()!, NumberStyles.None, CultureInfo.InvariantCulture) : status.GetInt32();
        if (code is < 200 or > 599)
        {
            return ApiReply.Failed();
        }

        var text = Member(root, "body")?.GetString();
        var isEncoded = Member(root, "isBase64Encoded")?.GetBoolean() ?? false;
        var body = text is null ? [] : isEncoded ? Convert.FromBase64String(text) : Encoding.UTF8.GetBytes(text);
        var response = WithBody(code, body, [.. Member(root, "cookies")?.EnumerateArray().Select(cookie => Fit(cookie.GetString())) ?? []]);
        response.Headers[ContentType] = "text/plain;charset=UTF-8";
        foreach (var header in Member(root, "headers")?.EnumerateObject() ?? default)
        {
            if (!OwnHeaders.Contains(header.Name, StringComparer.OrdinalIgnoreCase))
            {
                response.Headers[Named(header.Name)] = Fit(Text(header.Value));
            }
        }

        return response;
    }

    private static RestResponse WithBody(int status, byte[] body, IReadOnlyList<string> cookies) => status is 204 or 304
        ? new RestResponse(status) { SetCookies = cookies }
        : new RestResponse(status) { Body = new MemoryStream(body, writable: false), ContentLength = body.Length, SetCookies = cookies };

    private static JsonElement? Member(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw new FormatException("A header is text."),
    };

    private static string Named(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c))
        ? name
        : throw new FormatException("Not a header's name.");

    private static string Fit(string? value) => value is not null && !value.Any(char.IsControl) ? value : throw new FormatException("Not a header's value.");
}
