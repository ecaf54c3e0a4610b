using System.Text.Json.Nodes;
using DataSync.LocalAws.Protocol;

namespace DataSync.Local.LambdaApi;

/// <summary>Answers in Lambda's REST JSON.</summary>
internal static class LambdaReply
{
    public const string RequestId = "x-amzn-RequestId";
    private const string ErrorType = "x-amzn-ErrorType";

    public static RestResponse Json(int status, JsonObject body) => Json(status, System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()));

    public static RestResponse Json(int status, ReadOnlyMemory<byte> body)
    {
        var response = new RestResponse(status) { Body = new MemoryStream(body.ToArray(), writable: false), ContentLength = body.Length };
        response.Headers["Content-Type"] = "application/json";
        response.Headers[RequestId] = Guid.NewGuid().ToString();
        return response;
    }

    public static RestResponse Empty(int status)
    {
        var response = new RestResponse(status) { ContentLength = status == 204 ? null : 0 };
        response.Headers[RequestId] = Guid.NewGuid().ToString();
        return response;
    }

    public static RestResponse Error(int status, string type, string message)
    {
        var response = Json(status, new JsonObject { ["Type"] = status < 500 ? "User" : "Service", ["message"] = message, ["Message"] = message });
        response.Headers[ErrorType] = type;
        return response;
    }
}
