using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.S3.Objects;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>Buckets themselves.</summary>
internal sealed class BucketOperations(TimeProvider time, BucketDirectory buckets, BodyReceiver bodies, Owner owner)
{
    private const string DefaultRegion = "us-east-1";

    public RestResponse List(S3Call call)
    {
        var prefix = call.Parameter("prefix") ?? "";
        var region = call.Parameter("bucket-region");
        var found = buckets.All.Where(bucket => bucket.Name.StartsWith(prefix, StringComparison.Ordinal) && (region is null || bucket.Region == region));
        return S3Reply.Xml(S3Xml.Element(
            "ListAllMyBucketsResult",
            owner.Render(),
            S3Xml.Element("Buckets", found.Select(bucket => S3Xml.Element(
                "Bucket",
                S3Xml.Element("Name", bucket.Name),
                S3Xml.Element("CreationDate", S3Xml.Time(bucket.Created)),
                S3Xml.Element("BucketRegion", bucket.Region))))));
    }

    public async ValueTask<RestResponse> CreateAsync(S3Call call, CancellationToken cancellationToken)
    {
        CheckName(call.Bucket);
        var body = await bodies.ReadDocumentAsync(call, needsDigest: false, cancellationToken);
        var configuration = body.Length == 0 ? null : S3Xml.Read(body, "CreateBucketConfiguration");
        var region = RegionOf(call.Region, configuration is null ? null : S3Xml.Text(configuration, "LocationConstraint"));
        var bucket = new Bucket(call.Bucket, region, time.GetUtcNow());

        // In the oldest region creating a bucket again changes nothing; everywhere else it is an error.
        if (!buckets.TryAdd(bucket) && !(region == DefaultRegion && buckets.Anywhere(call.Bucket).Region == DefaultRegion))
        {
            throw new S3Exception(409, "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.", ("BucketName", call.Bucket));
        }

        var response = S3Reply.Empty();
        response.Headers["Location"] = $"/{call.Bucket}";
        return response;
    }

    public RestResponse Head(S3Call call)
    {
        var response = S3Reply.Empty();
        response.Headers["x-amz-bucket-region"] = buckets.Require(call).Region;
        response.Headers["Content-Type"] = "application/xml";
        return response;
    }

    public RestResponse Delete(S3Call call)
    {
        var bucket = buckets.Require(call);
        lock (bucket.Gate)
        {
            bucket.RequireAlive();
            if (!bucket.Objects.IsEmpty)
            {
                throw new S3Exception(409, "BucketNotEmpty", bucket.Versioning == VersioningState.Never
                    ? "The bucket you tried to delete is not empty"
                    : "The bucket you tried to delete is not empty. You must delete all versions in the bucket.", ("BucketName", bucket.Name));
            }

            bucket.IsDeleted = true;
            foreach (var part in bucket.Uploads.Values.SelectMany(upload => upload.Parts.Values))
            {
                part.Content.Release();
            }

            bucket.Uploads.Clear();
            buckets.Remove(bucket);
        }

        return S3Reply.Empty(204);
    }

    /// <summary>Asked by clients that don't know the region yet, and so answered to whatever region they sign for.</summary>
    public RestResponse Location(S3Call call)
    {
        var region = buckets.Anywhere(call.Bucket).Region;
        return S3Reply.Xml(S3Xml.Element("LocationConstraint", region == DefaultRegion ? null : region));
    }

    private static string RegionOf(string signed, string? constraint)
    {
        var wanted = constraint is "EU" ? "eu-west-1" : constraint;
        return (signed, wanted) switch
        {
            (DefaultRegion, null or "") => DefaultRegion,
            (DefaultRegion, DefaultRegion) => throw new S3Exception(400, "InvalidLocationConstraint", "The specified location-constraint is not valid", ("LocationConstraint", DefaultRegion)),
            (DefaultRegion, _) => wanted,
            _ when wanted == signed => signed,
            _ => throw new S3Exception(400, "IllegalLocationConstraintException",
                $"The {(string.IsNullOrEmpty(wanted) ? "unspecified" : wanted)} location constraint is incompatible for the region specific endpoint this request was sent to."),
        };
    }

    // 192.168.5.4 is no name, 192.168.5 and 12345 are.
    private static bool IsLikeAnAddress(string name) => name.Split('.') is { Length: 4 } numbers && numbers.All(number => number.All(char.IsAsciiDigit));

    private static void CheckName(string name)
    {
        var isValid = name.Length is >= 3 and <= 63
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
            && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
            && !name.Contains("..", StringComparison.Ordinal)
            && !IsLikeAnAddress(name);
        if (!isValid)
        {
            throw new S3Exception(400, "InvalidBucketName", "The specified bucket is not valid.", ("BucketName", name));
        }
    }
}
