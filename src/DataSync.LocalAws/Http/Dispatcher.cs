using System.Diagnostics.CodeAnalysis;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.Http;

/// <summary>Turns an HTTP request into a service call: of the JSON protocol, or of the query protocol that SQS had before.</summary>
internal sealed class Dispatcher(LocalCloud cloud)
{
    /// <summary>DynamoDB's largest request, BatchWriteItem, is 16 MB; nothing else comes near.</summary>
    public const int MaxBodyBytes = 16 * 1024 * 1024;

    /// <summary>Answers the call. Throws only <see cref="HttpRequestException"/> (a fault: break the connection) and cancellation.</summary>
    public async ValueTask<AwsResponse> HandleAsync(WireRequest request, CancellationToken cancellationToken)
    {
        if (request.Body.Length > MaxBodyBytes)
        {
            return FrontEndErrors.BodyTooLarge();
        }

        if (QueryRequest.TryRead(request, out var action, out var json))
        {
            var translated = new WireRequest($"AmazonSQS.{action}", request.Authorization, json);
            return QueryResponse.Render(action, await HandleJsonAsync(translated, cancellationToken));
        }

        return await HandleJsonAsync(request, cancellationToken);
    }

    private async ValueTask<AwsResponse> HandleJsonAsync(WireRequest request, CancellationToken cancellationToken)
    {
        if (!TryReadTarget(request.Target, out var service, out var operation) || cloud.Find(service) is not { } implementation)
        {
            return FrontEndErrors.UnknownOperation();
        }

        if (request.Authorization is null)
        {
            return FrontEndErrors.MissingAuthentication();
        }

        if (!CredentialScope.TryRead(request.Authorization, out var region, out var accessKeyId))
        {
            return FrontEndErrors.IncompleteSignature();
        }

        var call = new AwsRequest(service, region, operation, request.Body, accessKeyId);
        try
        {
            if (cloud.Faults is { } faults && await faults.BeforeAsync(call, cancellationToken) is { } instead)
            {
                return instead;
            }

            var response = await implementation.HandleAsync(call, cancellationToken);
            return cloud.Faults?.LosesAnswer(call) == true
                ? throw new HttpRequestException($"The answer to {call.Operation} was lost on demand.")
                : response;
        }
        catch (Exception exception) when (exception is not HttpRequestException and not OperationCanceledException)
        {
            return FrontEndErrors.Internal(exception);
        }
    }

    private static bool TryReadTarget(string? target, [NotNullWhen(true)] out string? service, [NotNullWhen(true)] out string? operation)
    {
        service = null;
        operation = null;
        var dot = target?.LastIndexOf('.') ?? -1;
        if (dot < 0)
        {
            return false;
        }

        service = target.AsSpan(0, dot) switch
        {
            "DynamoDB_20120810" => "dynamodb",
            "DynamoDBStreams_20120810" => "dynamodbstreams",
            "AmazonSQS" => "sqs",
            "GraniteServiceVersion20100801" => "monitoring",
            "AmazonSSM" => "ssm",
            _ => null,
        };
        operation = target![(dot + 1)..];
        return service is not null;
    }
}
