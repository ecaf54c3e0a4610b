using System.Collections.Frozen;
using System.Net;
using Amazon.Runtime;
using DataSync.Core.DeadLetters;
using DataSync.Core.Ports;

namespace DataSync.Aws;

/// <summary>Sorts what the SDK throws, once, where the call is made.</summary>
internal static class AwsErrors
{
    // What the services and the SDKs list as refusals for their rate. Names without "Throttl"; those with it are told by that.
    private static readonly FrozenSet<string> RateErrors = FrozenSet.Create(
        StringComparer.Ordinal,
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "TooManyRequestsException",
        "BandwidthLimitExceeded",
        "SlowDown");

    /// <summary>True for what a dependency did; false for cancellation by the caller and for bugs, which go on as they are.</summary>
    public static bool IsDependency(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && exception is (AmazonServiceException or AmazonClientException or HttpRequestException or OperationCanceledException or TimeoutException or IOException);

    /// <summary>The exception sorted into retryable or permanent, with words that name the call and the resource.</summary>
    public static StoreException Sort(Exception exception, string operation, string resource) => exception is AmazonServiceException service
        ? SortService(service, operation, resource)
        : new StoreException($"{operation} on {resource} got no answer: {exception.Message}", exception);

    private static StoreException SortService(AmazonServiceException e, string operation, string resource)
    {
        var message = $"{operation} on {resource} failed with {e.ErrorCode}: {e.Message}";
        if (IsThrottling(e))
        {
            return new StoreException(message, e) { IsThrottling = true };
        }

        return e.ErrorCode switch
        {
            "ValidationException" when e.Message.Contains("Item size", StringComparison.OrdinalIgnoreCase) =>
                new StoreException(DeadLetterReason.ItemTooLarge, isRetryable: false, message + " An item needs about 200 bytes of room for the stamp. Make it smaller.", e),
            "ValidationException" or "ItemCollectionSizeLimitExceededException" =>
                new StoreException(DeadLetterReason.Rejected, isRetryable: false, message, e),
            "ResourceNotFoundException" =>
                new StoreException($"{message} Table '{resource}' does not exist in this region: deploy the stack, or correct the name.", e),
            "NoSuchBucket" =>
                new StoreException($"{message} The bucket '{resource}', or the one that is copied from, does not exist: deploy the stack, or correct the name.", e),
            "InvalidObjectState" => new StoreException(
                DeadLetterReason.Rejected, isRetryable: false, message + " The object is archived: restore it where it was written, then redrive the change.", e),
            "MetadataTooLarge" => new StoreException(
                DeadLetterReason.ItemTooLarge, isRetryable: false, message + " An object's metadata needs about 200 bytes of room for the stamp. Make it smaller, then redrive the change.", e),
            "EntityTooLarge" => new StoreException(DeadLetterReason.ItemTooLarge, isRetryable: false, message, e),
            "InvalidStorageClass" or "InvalidTag" or "KeyTooLongError" => new StoreException(DeadLetterReason.Rejected, isRetryable: false, message, e),
            "AccessDenied" or "AllAccessDisabled" or "Forbidden" => new StoreException($"{message} The function's role, the bucket's policy or a key's policy lacks {operation} on it. Without s3:ListBucket an object that is not there is forbidden too.", e),
            "AccessDeniedException" => new StoreException($"{message} The function's role lacks {operation} on it.", e),
            _ when e.StatusCode == HttpStatusCode.RequestEntityTooLarge =>
                new StoreException(DeadLetterReason.ItemTooLarge, isRetryable: false, message, e),
            _ => new StoreException(message, e),
        };
    }

    // A 503 says that the service is at its limit, whatever it calls the error; a 500 says nothing of the kind.
    private static bool IsThrottling(AmazonServiceException e) =>
        e.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests
        || (e.ErrorCode is { } code && (RateErrors.Contains(code) || code.Contains("Throttl", StringComparison.Ordinal)));
}
