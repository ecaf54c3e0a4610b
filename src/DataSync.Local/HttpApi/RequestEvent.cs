using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using DataSync.Local.Templates;
using DataSync.LocalAws.Protocol;

namespace DataSync.Local.HttpApi;

/// <summary>A call as the function gets it: the event of payload format 2.0. What a call does not have (cookies, a query, variables, a body) the event lacks.</summary>
internal static class RequestEvent
{
    // The listener takes nobody else's calls.
    private const string SourceIp = "127.0.0.1";

    // API Gateway passes these as text; everything else as base64.
    private static readonly string[] TextTypes = ["application/json", "application/javascript", "application/xml"];

    /// <param name="call">The call, its path that within the API.</param>
    /// <param name="path">The path with its stage, still percent-encoded.</param>
    /// <param name="api">The API.</param>
    /// <param name="match">The route.</param>
    /// <param name="body">The whole body.</param>
    /// <param name="context">Who and when.</param>
    public static byte[] Write(RestRequest call, string path, LocalApi api, RouteMatch match, byte[] body, RequestContext context)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("version", "2.0");
            json.WriteString("routeKey", match.Route.Key);
            json.WriteString("rawPath", ApiCall.Decoded(path));
            json.WriteString("rawQueryString", call.Query);
            WriteCookies(json, call);
            WriteMap(json, "headers", Headers(call, context));
            WriteMap(json, "queryStringParameters", Query(call.Query));
            WriteContext(json, call, path, api, match, context);
            WriteMap(json, "pathParameters", match.Variables);
            WriteMap(json, "stageVariables", api.StageVariables);
            WriteBody(json, call, body);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteCookies(Utf8JsonWriter json, RestRequest call)
    {
        if (call.Headers.TryGetValue("Cookie", out var cookies))
        {
            json.WriteStartArray("cookies");
            foreach (var cookie in cookies.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                json.WriteStringValue(cookie);
            }

            json.WriteEndArray();
        }
    }

    private static SortedDictionary<string, string> Headers(RestRequest call, RequestContext context)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in call.Headers.Where(header => !header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase)))
        {
            headers[name.ToLowerInvariant()] = value;
        }

        headers["x-forwarded-for"] = headers.TryGetValue("x-forwarded-for", out var before) ? $"{before}, {SourceIp}" : SourceIp;
        headers["x-forwarded-proto"] = "http";
        headers.TryAdd("x-amzn-trace-id", $"Root=1-{context.At.ToUnixTimeSeconds():x8}-{context.RequestId.Replace("-", "", StringComparison.Ordinal)[..24]}");
        return headers;
    }

    // A name that comes more than once has all its values.
    private static SortedDictionary<string, string> Query(string query)
    {
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = WebUtility.UrlDecode(equals < 0 ? pair : pair[..equals]);
            var value = equals < 0 ? "" : WebUtility.UrlDecode(pair[(equals + 1)..]);
            parameters[name] = parameters.TryGetValue(name, out var before) ? $"{before},{value}" : value;
        }

        return parameters;
    }

    private static void WriteContext(Utf8JsonWriter json, RestRequest call, string path, LocalApi api, RouteMatch match, RequestContext context)
    {
        json.WriteStartObject("requestContext");
        json.WriteString("accountId", context.AccountId);
        json.WriteString("apiId", api.Id);
        json.WriteString("domainName", $"{api.Id}.execute-api.{context.Region}.{RegionNames.UrlSuffix(context.Region)}");
        json.WriteString("domainPrefix", api.Id);
        json.WriteStartObject("http");
        json.WriteString("method", call.Method);
        json.WriteString("path", ApiCall.Decoded(path));
        json.WriteString("protocol", "HTTP/1.1");
        json.WriteString("sourceIp", SourceIp);
        json.WriteString("userAgent", call.Headers.GetValueOrDefault("User-Agent", ""));
        json.WriteEndObject();
        json.WriteString("requestId", context.RequestId);
        json.WriteString("routeKey", match.Route.Key);
        json.WriteString("stage", api.Stage);
        json.WriteString("time", context.At.UtcDateTime.ToString("dd/MMM/yyyy:HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        json.WriteNumber("timeEpoch", context.At.ToUnixTimeMilliseconds());
        json.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter json, RestRequest call, byte[] body)
    {
        var isText = IsText(call.Headers.GetValueOrDefault("Content-Type", "text/plain"));
        if (body.Length > 0)
        {
            json.WriteString("body", isText ? Encoding.UTF8.GetString(body) : Convert.ToBase64String(body));
        }

        json.WriteBoolean("isBase64Encoded", body.Length > 0 && !isText);
    }

    private static bool IsText(string contentType)
    {
        var type = contentType.Split(';')[0].Trim().ToLowerInvariant();
        return type.StartsWith("text/", StringComparison.Ordinal) || TextTypes.Contains(type, StringComparer.Ordinal);
    }

    private static void WriteMap(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> map)
    {
        if (map.Count == 0)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }
}

/// <summary>What an event says about a call beside the call itself.</summary>
internal sealed record RequestContext(string Region, string AccountId, string RequestId, DateTimeOffset At);
