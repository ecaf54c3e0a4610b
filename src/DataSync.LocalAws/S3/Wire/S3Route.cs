namespace DataSync.LocalAws.S3.Wire;

/// <summary>Which operation a method, an address and a sub-resource make up.</summary>
internal static class S3Route
{
    // The sub-resources of buckets that are documents: put, got and (some) deleted as a whole.
    private static readonly Dictionary<string, string> BucketDocuments = new(StringComparer.Ordinal)
    {
        ["accelerate"] = "BucketAccelerateConfiguration",
        ["acl"] = "BucketAcl",
        ["cors"] = "BucketCors",
        ["encryption"] = "BucketEncryption",
        ["lifecycle"] = "BucketLifecycle",
        ["logging"] = "BucketLogging",
        ["notification"] = "BucketNotificationConfiguration",
        ["object-lock"] = "ObjectLockConfiguration",
        ["ownershipControls"] = "BucketOwnershipControls",
        ["policy"] = "BucketPolicy",
        ["policyStatus"] = "BucketPolicyStatus",
        ["publicAccessBlock"] = "PublicAccessBlock",
        ["replication"] = "BucketReplication",
        ["requestPayment"] = "BucketRequestPayment",
        ["tagging"] = "BucketTagging",
        ["versioning"] = "BucketVersioning",
        ["website"] = "BucketWebsite",
    };

    public static string OperationOf(S3Call call) => (call.Bucket, call.Key) switch
    {
        ("", _) => call.Method == "GET" ? "ListBuckets" : "",
        (_, "") => OfBucket(call),
        _ => OfObject(call),
    };

    private static string OfBucket(S3Call call)
    {
        foreach (var (parameter, name) in BucketDocuments)
        {
            if (call.Query.ContainsKey(parameter))
            {
                return OfBucketDocument(call.Method, name);
            }
        }

        return call.Method switch
        {
            "PUT" => "CreateBucket",
            "HEAD" => "HeadBucket",
            "DELETE" => "DeleteBucket",
            "POST" when call.Query.ContainsKey("delete") => "DeleteObjects",
            "GET" when call.Query.ContainsKey("location") => "GetBucketLocation",
            "GET" when call.Query.ContainsKey("versions") => "ListObjectVersions",
            "GET" when call.Query.ContainsKey("uploads") => "ListMultipartUploads",
            "GET" when call.Parameter("list-type") == "2" => "ListObjectsV2",
            "GET" => "ListObjects",
            _ => "",
        };
    }

    private static string OfBucketDocument(string method, string name) => method switch
    {
        "PUT" => $"Put{name}{Suffix(name)}",
        "GET" => $"Get{name}{Suffix(name)}",
        "DELETE" => $"Delete{name}",
        _ => "",
    };

    // As the API has it: PutBucketLifecycleConfiguration, but DeleteBucketLifecycle.
    private static string Suffix(string name) => name == "BucketLifecycle" ? "Configuration" : "";

    private static string OfObject(S3Call call)
    {
        var isUpload = call.Query.ContainsKey("uploadId");
        var isCopy = call.Header("x-amz-copy-source") is not null;
        return call.Method switch
        {
            "GET" when isUpload => "ListParts",
            "PUT" when isUpload => isCopy ? "UploadPartCopy" : "UploadPart",
            "POST" when isUpload => "CompleteMultipartUpload",
            "DELETE" when isUpload => "AbortMultipartUpload",
            "POST" when call.Query.ContainsKey("uploads") => "CreateMultipartUpload",
            "GET" when call.Query.ContainsKey("attributes") => "GetObjectAttributes",
            "GET" or "PUT" or "DELETE" when call.Query.ContainsKey("tagging") => $"{Verb(call.Method)}ObjectTagging",
            "GET" or "PUT" when call.Query.ContainsKey("acl") => $"{Verb(call.Method)}ObjectAcl",
            "GET" or "PUT" when call.Query.ContainsKey("retention") => $"{Verb(call.Method)}ObjectRetention",
            "GET" or "PUT" when call.Query.ContainsKey("legal-hold") => $"{Verb(call.Method)}ObjectLegalHold",
            "GET" or "HEAD" or "DELETE" => $"{Verb(call.Method)}Object",
            "PUT" => isCopy ? "CopyObject" : "PutObject",
            _ => "",
        };
    }

    private static string Verb(string method) => $"{method[0]}{method[1..].ToLowerInvariant()}";
}
