using System.Net;
using Amazon.S3;

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

    /// <summary>The upload was completed, abandoned or has expired.</summary>
    public static bool IsNoUpload(AmazonS3Exception e) => e.ErrorCode is "NoSuchUpload";

    /// <summary>A HEAD found nothing; it has no body that would say more. A delete marker read by its version answers 405.</summary>
    public static bool IsNotFound(AmazonS3Exception e) => e.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed;
}
