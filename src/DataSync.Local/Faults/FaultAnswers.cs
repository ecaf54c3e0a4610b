using System.Text;
using DataSync.LocalAws.Protocol;

namespace DataSync.Local.Faults;

/// <summary>What a service says when it throttles, fails or denies.</summary>
internal static class FaultAnswers
{
    public static AwsResponse Of(FaultKind kind, string service) => (kind, service) switch
    {
        (FaultKind.Throttle, "s3") => S3Answer(503, "SlowDown", "Please reduce your request rate."),
        (FaultKind.Throttle, "sqs") => Answer(400, "com.amazonaws.sqs#RequestThrottled", "Throttled on demand.", "RequestThrottled;Sender"),
        (FaultKind.Throttle, "lambda") => LambdaAnswer(429, "TooManyRequestsException", "Rate Exceeded."),
        (FaultKind.Throttle, "monitoring") => Answer(400, "com.amazon.coral.availability#ThrottlingException", "Rate exceeded", "Throttling;Sender"),
        (FaultKind.Throttle, "ssm") => Answer(400, "ThrottlingException", "Rate exceeded"),
        (FaultKind.Throttle, "api") => ApiAnswer(429, "Too Many Requests"),
        (FaultKind.Throttle, _) => Answer(400, "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException", "Throttled on demand."),
        (FaultKind.Error, "s3") => S3Answer(500, "InternalError", "We encountered an internal error. Please try again."),
        (FaultKind.Error, "sqs") => Answer(500, "com.amazon.coral.service#InternalFailure", "Failed on demand.", "InternalFailure;Receiver"),
        (FaultKind.Error, "lambda") => LambdaAnswer(500, "ServiceException", "An error occurred and the request cannot be processed."),
        (FaultKind.Error, "monitoring") => Answer(500, "com.amazonaws.cloudwatch#InternalServiceFault", "Failed on demand.", "InternalServiceError;Receiver"),
        (FaultKind.Error, "ssm") => Answer(500, "InternalServerError", "An error occurred on the server side."),
        (FaultKind.Error, "api") => ApiAnswer(500, "Internal Server Error"),
        (FaultKind.Error, _) => Answer(500, "com.amazonaws.dynamodb.v20120810#InternalServerError", "Failed on demand."),
        (FaultKind.Deny, "s3") => S3Answer(403, "AccessDenied", "Access Denied"),
        (FaultKind.Deny, "sqs") => Answer(403, "com.amazon.coral.service#AccessDeniedException", "Denied on demand.", "AccessDenied;Sender"),
        (FaultKind.Deny, "lambda") => LambdaAnswer(403, "AccessDeniedException", "Denied on demand."),
        (FaultKind.Deny, "monitoring") => Answer(403, "com.amazon.coral.service#AccessDeniedException", "Denied on demand.", "AccessDenied;Sender"),
        (FaultKind.Deny, "ssm") => Answer(400, "AccessDeniedException", "Denied on demand."),
        (FaultKind.Deny, "api") => ApiAnswer(403, "Forbidden"),
        (FaultKind.Deny, _) => Answer(400, "com.amazon.coral.service#AccessDeniedException", "Denied on demand."),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind that answers."),
    };

    private static AwsResponse Answer(int status, string type, string message, string? queryErrorCode = null) =>
        new(status, Encoding.UTF8.GetBytes($$"""{"__type":"{{type}}","message":"{{message}}"}"""), queryErrorCode);

    private static AwsResponse LambdaAnswer(int status, string type, string message) =>
        new(status, Encoding.UTF8.GetBytes($$"""{"Type":"{{(status < 500 ? "User" : "Service")}}","message":"{{message}}"}"""), ContentType: "application/json") { ErrorType = type };

    private static AwsResponse ApiAnswer(int status, string message) =>
        new(status, Encoding.UTF8.GetBytes($$"""{"message":"{{message}}"}"""), ContentType: "application/json");

    private static AwsResponse S3Answer(int status, string code, string message) =>
        new(status, Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>"), ContentType: "application/xml");
}
