using System.Text;
using System.Text.Json.Nodes;
using DataSync.LocalAws.Protocol;

namespace DataSync.Local.HttpApi;

/// <summary>Answers that API Gateway gives by itself.</summary>
internal static class ApiReply
{
    public const string Json = "application/json";
    public const string RequestId = "apigw-requestid";

    public static RestResponse NotFound() => Message(404, "Not Found");

    public static RestResponse TooLarge() => Message(413, "Request Entity Too Large");

    public static RestResponse TooMany() => Message(429, "Too Many Requests");

    /// <summary>The function failed, or its answer makes no sense.</summary>
    public static RestResponse Failed() => Message(500, "Internal Server Error");

    /// <summary>The function took too long, or is throttled.</summary>
    public static RestResponse Unavailable() => Message(503, "Service Unavailable");

    public static RestResponse Message(int status, string message)
    {
        var body = Encoding.UTF8.GetBytes(new JsonObject { ["message"] = message }.ToJsonString());
        var response = new RestResponse(status) { Body = new MemoryStream(body, writable: false), ContentLength = body.Length };
        response.Headers["Content-Type"] = Json;
        return response;
    }
}
