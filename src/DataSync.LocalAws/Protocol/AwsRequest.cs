namespace DataSync.LocalAws.Protocol;

/// <summary>One API call, whichever way it came in (socket or in-process handler).</summary>
/// <param name="Service">Lower-case service name: <c>dynamodb</c>, <c>dynamodbstreams</c>, <c>sqs</c>, <c>s3</c>, <c>lambda</c>, <c>monitoring</c> (CloudWatch), <c>ssm</c> or <c>api</c> (an HTTP API).</param>
/// <param name="Region">The region the caller signed for.</param>
/// <param name="Operation">The API operation, such as <c>PutItem</c>.</param>
/// <param name="Body">The request's JSON.</param>
/// <param name="AccessKeyId">The access key the caller signed with, which tells callers apart; null for calls from within.</param>
public sealed record AwsRequest(string Service, string Region, string Operation, ReadOnlyMemory<byte> Body, string? AccessKeyId = null)
{
    /// <summary>The region that the service itself reads from for this call, such as that of a copy's source; null for none.</summary>
    public string? ReadsFrom { get; init; }
}
