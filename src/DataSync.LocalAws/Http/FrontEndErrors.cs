using System.Text.Json;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.Http;

/// <summary>Errors that AWS's own front end gives, before any service sees the call.</summary>
internal static class FrontEndErrors
{
    public static AwsResponse UnknownOperation() => Coral(400, "UnknownOperationException", message: null);

    public static AwsResponse MissingAuthentication() =>
        Coral(403, "MissingAuthenticationTokenException", "Missing Authentication Token");

    public static AwsResponse IncompleteSignature() =>
        Coral(403, "IncompleteSignatureException", "Authorization header must name a credential scope: AKID/date/region/service/aws4_request.");

    public static AwsResponse BodyTooLarge() =>
        Coral(413, "RequestEntityTooLargeException", $"Request body is larger than {Dispatcher.MaxBodyBytes} bytes.");

    public static AwsResponse Internal(Exception exception) =>
        Coral(500, "InternalFailure", $"{exception.GetType().Name}: {exception.Message}");

    private static AwsResponse Coral(int status, string type, string? message)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("__type"u8, $"com.amazon.coral.service#{type}");
            if (message is not null)
            {
                json.WriteString("message"u8, message);
            }

            json.WriteEndObject();
        }

        return new AwsResponse(status, buffer.ToArray());
    }
}
