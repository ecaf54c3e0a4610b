using System.Text;
using System.Text.Json;
using DataSync.LocalAws.S3.Objects;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>A setting of buckets that is kept as it was given and does nothing.</summary>
/// <param name="Name">The operations' name, without verb.</param>
/// <param name="Root">The document's root element; null for JSON.</param>
/// <param name="PutStatus">What a put is answered with.</param>
/// <param name="Default">The document a bucket has from the start; null when there is none.</param>
/// <param name="Missing">The error of a bucket that has no document.</param>
internal sealed record BucketDocument(string Name, string? Root, int PutStatus, string? Default, (string Code, string Message) Missing)
{
    private const string Xmlns = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";

    public static readonly IReadOnlyList<BucketDocument> All =
    [
        new("BucketAccelerateConfiguration", "AccelerateConfiguration", 200, $"<AccelerateConfiguration {Xmlns}/>", default),
        new("BucketCors", "CORSConfiguration", 200, null, ("NoSuchCORSConfiguration", "The CORS configuration does not exist")),
        new("BucketEncryption", "ServerSideEncryptionConfiguration", 200,
            $"<ServerSideEncryptionConfiguration {Xmlns}><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>",
            default),
        new("BucketLifecycleConfiguration", "LifecycleConfiguration", 200, null, ("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist")),
        new("BucketLogging", "BucketLoggingStatus", 200, $"<BucketLoggingStatus {Xmlns}/>", default),
        new("ObjectLockConfiguration", "ObjectLockConfiguration", 200, null,
            ("ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket")),
        new("BucketOwnershipControls", "OwnershipControls", 200,
            $"<OwnershipControls {Xmlns}><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>",
            ("OwnershipControlsNotFoundError", "The bucket ownership controls were not found")),
        new("BucketPolicy", null, 204, null, ("NoSuchBucketPolicy", "The bucket policy does not exist")),
        new("PublicAccessBlock", "PublicAccessBlockConfiguration", 200,
            $"<PublicAccessBlockConfiguration {Xmlns}><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>",
            ("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found")),
        new("BucketReplication", "ReplicationConfiguration", 200, null, ("ReplicationConfigurationNotFoundError", "The replication configuration was not found")),
        new("BucketRequestPayment", "RequestPaymentConfiguration", 200,
            $"<RequestPaymentConfiguration {Xmlns}><Payer>BucketOwner</Payer></RequestPaymentConfiguration>", default),
        new("BucketTagging", "Tagging", 204, null, ("NoSuchTagSet", "The TagSet does not exist")),
        new("BucketWebsite", "WebsiteConfiguration", 200, null, ("NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration")),
    ];

    public string ContentType => Root is null ? "application/json" : "application/xml";

    /// <summary>What a bucket starts with.</summary>
    public byte[]? DefaultBytes => Default is null ? null : Encoding.UTF8.GetBytes(Default);

    /// <summary>Throws unless it is a document of this kind.</summary>
    public void Check(byte[] body)
    {
        if (Name == "BucketTagging")
        {
            _ = Tagging.ReadDocument(body, Tagging.MaxBucketTags);
        }
        else if (Root is not null)
        {
            _ = S3Xml.Read(body, Root);
        }
        else
        {
            CheckPolicy(body);
        }
    }

    private static void CheckPolicy(byte[] body)
    {
        try
        {
            using var policy = JsonDocument.Parse(body);
            if (policy.RootElement.ValueKind == JsonValueKind.Object && policy.RootElement.TryGetProperty("Statement", out _))
            {
                return;
            }
        }
        catch (JsonException)
        {
            // Said below, in S3's words.
        }

        throw new S3Exception(400, "MalformedPolicy", "Policies must be valid JSON and have a Statement.");
    }
}
