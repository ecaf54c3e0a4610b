using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.Http;

/// <summary>The headers of AWS's JSON protocol.</summary>
internal static class WireHeaders
{
    public const string ContentType = "application/x-amz-json-1.0";
    public const string Target = "X-Amz-Target";
    public const string Authorization = "Authorization";
    public const string RequestId = "x-amzn-RequestId";
    public const string ErrorType = "x-amzn-ErrorType";
    public const string QueryError = "x-amzn-query-error";
    public const string Checksum = "x-amz-crc32";
    public const string Form = "application/x-www-form-urlencoded";

    /// <summary>DynamoDB sends a checksum of every answer, errors included; the other services send none.</summary>
    public static string? ChecksumOf(WireRequest request, AwsResponse response) =>
        request.Target?.StartsWith("DynamoDB", StringComparison.Ordinal) == true ? Crc32.Of(response.Body.Span).ToString() : null;

    public static string NewRequestId() => Guid.NewGuid().ToString();
}
