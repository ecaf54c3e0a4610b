using System.Xml.Linq;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.S3.Wire;

/// <summary>The shapes answers have.</summary>
internal static class S3Reply
{
    public static RestResponse Empty(int status = 200) => new(status) { ContentLength = status is 204 or 304 ? null : 0 };

    public static RestResponse Xml(XElement root) => Document(200, S3Xml.Render(root), "application/xml");

    public static RestResponse Document(int status, byte[] body, string contentType)
    {
        var response = new RestResponse(status) { Body = new MemoryStream(body, writable: false), ContentLength = body.Length };
        response.Headers["Content-Type"] = contentType;
        return response;
    }

    /// <summary>An error as S3 writes it. Answers to HEAD and "not modified" have no body, so that SDKs go by the status.</summary>
    public static RestResponse Error(S3Call call, S3Exception error)
    {
        var response = call.Method == "HEAD" || error.Status == 304 ? new RestResponse(error.Status) : Document(error.Status, Body(call, error), "application/xml");
        foreach (var (name, value) in error.Headers)
        {
            response.Headers[name] = value;
        }

        return response;
    }

    /// <summary>The headers every answer has.</summary>
    public static RestResponse Sign(RestResponse response, S3Call call)
    {
        response.Headers["x-amz-request-id"] = call.RequestId;
        response.Headers["x-amz-id-2"] = call.HostId;
        response.Headers["Server"] = "AmazonS3";
        return response;
    }

    private static byte[] Body(S3Call call, S3Exception error) => S3Xml.Render(new XElement(
        "Error",
        new XElement("Code", error.Code),
        new XElement("Message", error.Message),
        error.Details.Select(detail => new XElement(detail.Name, detail.Value)),
        new XElement("Resource", call.Path),
        new XElement("RequestId", call.RequestId),
        new XElement("HostId", call.HostId)));
}
