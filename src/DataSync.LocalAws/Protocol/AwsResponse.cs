namespace DataSync.LocalAws.Protocol;

/// <summary>The answer to one API call.</summary>
/// <param name="Status">HTTP status: 200, or the error's.</param>
/// <param name="Body">JSON as the service sends it, errors included (<c>__type</c>, <c>message</c>).</param>
/// <param name="QueryErrorCode">For errors of SQS and CloudWatch: the value of the <c>x-amzn-query-error</c> header; otherwise null.</param>
/// <param name="ContentType">Of the body; XML for callers of the old query protocol.</param>
public sealed record AwsResponse(int Status, ReadOnlyMemory<byte> Body, string? QueryErrorCode = null, string ContentType = "application/x-amz-json-1.0")
{
    /// <summary>For errors of REST services with JSON: the value of the <c>x-amzn-ErrorType</c> header; otherwise null.</summary>
    public string? ErrorType { get; init; }
}
