using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using DataSync.Core.Ports;

namespace DataSync.Aws.Objects;

/// <summary>
/// What S3's refusals mean to a conditional write. Told by code as well as by status: S3 begins to answer long copies before
/// they end, and then says 200 whatever comes of them.
/// </summary>
internal static class S3Failures
{
    /// <summary>A condition does not hold: something is another one, or gone.</summary>
    public static bool IsUnmet(AmazonS3Exception e) =>
        e.ErrorCode is "PreconditionFailed" or "NoSuchKey" or "NoSuchVersion" || (e.StatusCode == HttpStatusCode.PreconditionFailed && e.ErrorCode != "NoSuchBucket");

    /// <summary>Somebody else wrote at the same time.</summary>
    public static bool IsConflict(AmazonS3Exception e) => e.ErrorCode is "ConditionalRequestConflict" or "OperationAborted";

    /// <summary>
    /// What a copy failed of. The source's region may be down for hours, and no change is to blame for that: where there was no
    /// answer, or one that S3 itself is to blame for, the change waits as for a service without room and uses up no attempt.
    /// </summary>
    public static StoreException Sort(Exception e, string operation, string bucket)
    {
        var sorted = AwsErrors.Sort(e, operation, bucket);
        var isOutage = e is not AmazonServiceException service || (int)service.StatusCode >= 500;
        return isOutage && sorted.IsRetryable ? new StoreException(sorted.Message, e) { IsThrottling = true } : sorted;
    }

    /// <summary>The upload was completed, abandoned or has expired.</summary>
    public static bool IsNoUpload(AmazonS3Exception e) => e.ErrorCode is "NoSuchUpload";

    /// <summary>A HEAD found nothing; it has no body that would say more. A delete marker read by its version answers 405.</summary>
    public static bool IsNotFound(AmazonS3Exception e) => e.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed;
}
