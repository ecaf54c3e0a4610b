namespace DataSync.LocalAws.S3.Wire;

/// <summary>The errors S3 gives, word by word where SDKs or people look at the words.</summary>
internal static class S3Errors
{
    public static S3Exception NoSuchBucket(string bucket) => new(404, "NoSuchBucket", "The specified bucket does not exist", ("BucketName", bucket));

    public static S3Exception NoSuchKey(string key) => new(404, "NoSuchKey", "The specified key does not exist.", ("Key", key));

    public static S3Exception NoSuchVersion(string key, string versionId) =>
        new(404, "NoSuchVersion", "The specified version does not exist.", ("Key", key), ("VersionId", versionId));

    public static S3Exception NoSuchUpload(string uploadId) =>
        new(404, "NoSuchUpload", "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.", ("UploadId", uploadId));

    public static S3Exception WrongRegion(string bucket, string region) =>
        new(301, "PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
            ("Endpoint", $"s3.{region}.amazonaws.com"), ("Bucket", bucket))
        { Headers = { ["x-amz-bucket-region"] = region } };

    public static S3Exception AccessDenied() => new(403, "AccessDenied", "Access Denied");

    public static S3Exception PreconditionFailed(string condition) =>
        new(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold", ("Condition", condition));

    public static S3Exception Conflict(string condition, string key) =>
        new(409, "ConditionalRequestConflict", "The conditional request cannot succeed due to a conflicting operation against this resource.", ("Condition", condition), ("Key", key));

    public static S3Exception NotImplemented(string header) =>
        new(501, "NotImplemented", "A header you provided implies functionality that is not implemented", ("Header", header));

    public static S3Exception UnknownOperation(string method) =>
        new(405, "MethodNotAllowed", "The specified method is not allowed against this resource.", ("Method", method), ("ResourceType", "SERVICE"));

    public static S3Exception InvalidArgument(string message, string name, string value) =>
        new(400, "InvalidArgument", message, ("ArgumentName", name), ("ArgumentValue", value));

    public static S3Exception InvalidRequest(string message) => new(400, "InvalidRequest", message);

    public static S3Exception MalformedXml() =>
        new(400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema");

    public static S3Exception EntityTooLarge(long proposed, long max) =>
        new(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", ("ProposedSize", $"{proposed}"), ("MaxSizeAllowed", $"{max}"));

    public static S3Exception BadDigest(string algorithm) => new(400, "BadDigest", $"The {algorithm} you specified did not match the calculated checksum.");

    public static S3Exception InvalidTag(string message) => new(400, "InvalidTag", message);

    public static S3Exception IncompleteBody() =>
        new(400, "IncompleteBody", "The request body terminated unexpectedly");

    public static S3Exception MalformedTrailer() =>
        new(400, "MalformedTrailerError", "The request contained trailing data that was not well-formed or did not conform to our published schema.");

    public static S3Exception Missing(string code, string message, string bucket) => new(404, code, message, ("BucketName", bucket));
}
