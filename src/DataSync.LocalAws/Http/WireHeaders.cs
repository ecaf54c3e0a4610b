namespace DataSync.LocalAws.Http;

/// <summary>The headers of AWS's JSON protocol.</summary>
internal static class WireHeaders
{
    public const string ContentType = "application/x-amz-json-1.0";
    public const string Target = "X-Amz-Target";
    public const string Authorization = "Authorization";
    public const string RequestId = "x-amzn-RequestId";
    public const string QueryError = "x-amzn-query-error";

    public static string NewRequestId() => Guid.NewGuid().ToString();
}
