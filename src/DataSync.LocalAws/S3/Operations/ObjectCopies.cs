using System.Xml.Linq;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.S3.Events;
using DataSync.LocalAws.S3.Objects;
using DataSync.LocalAws.S3.Storage;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>CopyObject, from any region. The copy shares the source's bytes.</summary>
internal sealed class ObjectCopies(BucketDirectory buckets, ObjectChanges changes, EventPublisher events, S3Options options)
{
    private const string Replace = "REPLACE";
    private const string Copy = "COPY";

    public async ValueTask<RestResponse> CopyAsync(S3Call call, CancellationToken cancellationToken)
    {
        var bucket = buckets.Require(call);
        ObjectWrites.CheckKey(call.Key);
        var conditions = WriteConditions.Read(call);
        var source = CopySource.Read(call);
        using var watch = ObjectWrites.Begin(bucket, call.Key, conditions);
        var version = source.Take(call, buckets, out var sourceVersionId);
        NewObject made;
        try
        {
            made = await MakeAsync(call, source, version, cancellationToken);
        }
        catch
        {
            version.Content.Release();
            throw;
        }

        var copy = await changes.PutAsync(bucket, call.Key, made, EventKind.Copy, events.CauseOf(call), conditions, watch);
        var response = S3Reply.Xml(Result("CopyObjectResult", copy.ETag, copy.LastModified, made.Checksum, withType: true));
        ObjectHeaders.Confirm(response, copy, bucket.Shown(copy.VersionId));
        response.Headers.Remove("ETag");
        if (sourceVersionId is not null)
        {
            response.Headers["x-amz-copy-source-version-id"] = sourceVersionId;
        }

        return response;
    }

    /// <summary>What a copy, or a copied part, is answered with.</summary>
    public static XElement Result(string name, string etag, DateTimeOffset lastModified, Checksum checksum, bool withType) => S3Xml.Element(
        name,
        S3Xml.Element("LastModified", S3Xml.Time(lastModified)),
        S3Xml.Element("ETag", $"\"{etag}\""),
        S3Xml.Element(checksum.Algorithm.Element, checksum.Value),
        withType ? S3Xml.Element("ChecksumType", checksum.Type) : null);

    private async ValueTask<NewObject> MakeAsync(S3Call call, CopySource source, ObjectVersion version, CancellationToken cancellationToken)
    {
        if (version.Content.Length > options.MaxCopyBytes)
        {
            throw S3Errors.InvalidRequest($"The specified copy source is larger than the maximum allowable size for a copy source: {options.MaxCopyBytes}");
        }

        var replaces = Directive(call, "x-amz-metadata-directive", "Unknown metadata directive.");
        CheckSelfCopy(call, source, replaces);
        var tags = Directive(call, "x-amz-tagging-directive", "Unknown tagging directive.") ? Tagging.ReadHeader(call.Header("x-amz-tagging")) : version.Tags;
        var description = replaces ? ObjectDescription.Read(call) with { Tags = tags } : version.Description.CopiedBy(call, tags);
        var algorithm = Algorithm(call) ?? version.Checksum?.Algorithm ?? ChecksumAlgorithm.Crc64Nvme;
        var bytes = await CopiedBytes.OfAsync(version, version.Content, algorithm, cancellationToken);
        return new NewObject(version.Content, Convert.ToHexStringLower(bytes.Md5), bytes.Checksum, description);
    }

    private static void CheckSelfCopy(S3Call call, CopySource source, bool replaces)
    {
        var changesSomething = replaces
            || source.VersionId is not null
            || call.Header("x-amz-storage-class") is not null
            || call.Header(ObjectDescription.Redirect) is not null
            || call.Header(ObjectDescription.Encryption) is not null
            || call.Header("x-amz-checksum-algorithm") is not null;
        if (source.Bucket == call.Bucket && source.Key == call.Key && !changesSomething)
        {
            throw S3Errors.InvalidRequest(
                "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.");
        }
    }

    /// <summary>True for REPLACE.</summary>
    private static bool Directive(S3Call call, string header, string message) => call.Header(header) switch
    {
        null or Copy => false,
        Replace => true,
        var unknown => throw S3Errors.InvalidArgument(message, header, unknown),
    };

    /// <summary>The algorithm that <c>x-amz-checksum-algorithm</c> names; null without it.</summary>
    public static ChecksumAlgorithm? Algorithm(S3Call call) => call.Header("x-amz-checksum-algorithm") is { } name
        ? ChecksumAlgorithm.Named(name) ?? throw S3Errors.InvalidRequest("Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]")
        : null;
}
