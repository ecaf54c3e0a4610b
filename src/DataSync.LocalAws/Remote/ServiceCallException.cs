using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.Remote;

/// <summary>A service refused a call.</summary>
public sealed class ServiceCallException : Exception
{
    private ServiceCallException(int status, string code, string message)
        : base(message)
    {
        Status = status;
        Code = code;
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The error's name without its namespace, such as <c>ResourceNotFoundException</c>; empty when the answer was no error of AWS.</summary>
    public string Code { get; }

    /// <summary>True when the same call may well succeed later.</summary>
    public bool IsTransient => Status >= 500
        || Code is "ProvisionedThroughputExceededException" or "ThrottlingException" or "RequestLimitExceeded" or "LimitExceededException" or "RequestThrottled" or "OverLimit";

    internal static ServiceCallException Of(string operation, AwsResponse response)
    {
        var text = Encoding.UTF8.GetString(response.Body.Span);
        var code = CodeOf(response.Body);
        return new ServiceCallException(response.Status, code, $"{operation} was refused (HTTP {response.Status}): {text}");
    }

    internal static ServiceCallException OfXml(string operation, int status, byte[] body)
    {
        var code = "";
        try
        {
            code = body.Length == 0 ? "" : XElement.Load(new MemoryStream(body, writable: false)).Element("Code")?.Value ?? "";
        }
        catch (XmlException)
        {
            // A page of a web server.
        }

        return new ServiceCallException(status, code, $"{operation} was refused (HTTP {status}): {Encoding.UTF8.GetString(body)}");
    }

    private static string CodeOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("__type", out var type) && type.GetString() is { } name ? name[(name.LastIndexOf('#') + 1)..] : "";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A page of a web server, or nothing.
            return "";
        }
    }
}
