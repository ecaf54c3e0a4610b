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
        var isThrottling = IsThrottling(e);
        var (reason, advice) = isThrottling ? (null, "") : Advise(e, operation, resource);
        return new StoreException(reason ?? DeadLetterReason.RetriesExhausted, isRetryable: reason is null, message + advice, e)
        {
            IsThrottling = isThrottling,
            IsRefusal = isThrottling || (int)e.StatusCode is >= 400 and < 500,
        };
    }

    // The reason is null for what is worth another try.
    private static (DeadLetterReason? Reason, string Advice) Advise(AmazonServiceException e, string operation, string resource) => e.ErrorCode switch
    {
        "ValidationException" when e.Message.Contains("Item size", StringComparison.OrdinalIgnoreCase) =>
            (DeadLetterReason.ItemTooLarge, " An item needs about 200 bytes of room for the stamp. Make it smaller."),
        "ValidationException" or "ItemCollectionSizeLimitExceededException" => (DeadLetterReason.Rejected, ""),
        "ResourceNotFoundException" => (null, $" Table '{resource}' does not exist in this region: deploy the stack, or correct the name."),
        "NoSuchBucket" => (null, $" The bucket '{resource}', or the one that is copied from, does not exist: deploy the stack, or correct the name."),
        "InvalidObjectState" => (DeadLetterReason.Rejected, " The object is archived: restore it where it was written, then redrive the change."),
        "MetadataTooLarge" =>
            (DeadLetterReason.ItemTooLarge, " An object's metadata needs about 200 bytes of room for the stamp. Make it smaller, then redrive the change."),
        "EntityTooLarge" => (DeadLetterReason.ItemTooLarge, ""),
        "InvalidStorageClass" or "InvalidTag" or "KeyTooLongError" => (DeadLetterReason.Rejected, ""),
        "AccessDenied" or "AllAccessDisabled" or "Forbidden" =>
            (null, $" The function's role, the bucket's policy or a key's policy lacks {operation} on it. Without s3:ListBucket an object that is not there is forbidden too."),
        "AccessDeniedException" => (null, $" The function's role lacks {operation} on it."),
        _ when e.StatusCode == HttpStatusCode.RequestEntityTooLarge => (DeadLetterReason.ItemTooLarge, ""),
        _ => (null, ""),
    };

    // A 503 says that the service is at its limit, whatever it calls the error; a 500 says nothing of the kind.
    private static bool IsThrottling(AmazonServiceException e) =>
        e.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests
        || (e.ErrorCode is { } code && (RateErrors.Contains(code) || code.Contains("Throttl", StringComparison.Ordinal)));
}
