using System.Xml.Linq;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.S3.Events;
using DataSync.LocalAws.S3.Objects;
using DataSync.LocalAws.S3.Storage;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>CompleteMultipartUpload. The object shares the parts' bytes, so that completing costs nothing, whatever the size.</summary>
internal sealed class MultipartCompletion(BucketDirectory buckets, BodyReceiver bodies, ObjectChanges changes, EventPublisher events, S3Options options)
{
    public async ValueTask<RestResponse> CompleteAsync(S3Call call, CancellationToken cancellationToken)
    {
        var bucket = buckets.Require(call);
        var conditions = WriteConditions.Read(call);
        using var watch = ObjectWrites.Begin(bucket, call.Key, conditions);

        // A checksum in a header is that of the object, not of this document.
        var document = await bodies.ReadUnsummedAsync(call, cancellationToken);
        var (upload, parts, content) = Take(bucket, call, S3Xml.Read(document, "CompleteMultipartUpload"));
        NewObject made;
        try
        {
            var checksum = await SumAsync(upload, parts, content, cancellationToken);
            CheckClaims(call, checksum, content.Length);
            made = new NewObject(content, ETag(parts), checksum, upload.Description)
            {
                Parts = parts.ConvertAll(part => new PartFigures(part.Number, part.Content.Length, part.Checksum)),
            };
        }
        catch
        {
            content.Release();
            throw;
        }

        var version = await changes.PutAsync(
            bucket, call.Key, made, EventKind.Complete, events.CauseOf(call), conditions, watch, () => End(bucket, call));
        var response = S3Reply.Xml(S3Xml.Element(
            "CompleteMultipartUploadResult",
            S3Xml.Element("Location", $"https://s3.{bucket.Region}.{AwsPartition.Domain(bucket.Region)}/{bucket.Name}/{Uri.EscapeDataString(call.Key)}"),
            S3Xml.Element("Bucket", bucket.Name),
            S3Xml.Element("Key", call.Key),
            S3Xml.Element("ETag", version.QuotedETag),
            S3Xml.Element(made.Checksum.Algorithm.Element, made.Checksum.Value),
            S3Xml.Element("ChecksumType", made.Checksum.Type)));
        ObjectHeaders.Confirm(response, version, bucket.Shown(version.VersionId));
        response.Headers.Remove("ETag");
        return response;
    }

    private static string ETag(List<UploadPart> parts)
    {
        using var digests = new BodyDigests(ChecksumAlgorithm.Crc32);
        foreach (var part in parts)
        {
            digests.Append(part.Md5);
        }

        return $"{Convert.ToHexStringLower(digests.Md5())}-{parts.Count}";
    }

    private static void End(Bucket bucket, S3Call call)
    {
        var upload = MultipartUploads.FindLocked(bucket, call);
        bucket.Uploads.Remove(upload.Id);
        foreach (var part in upload.Parts.Values)
        {
            part.Content.Release();
        }
    }

    /// <summary>The parts the document lists, and their bytes with a reference taken.</summary>
    private (MultipartUpload Upload, List<UploadPart> Parts, Content Content) Take(Bucket bucket, S3Call call, XElement document)
    {
        var listed = document.Elements("Part").ToList();
        if (listed.Count == 0)
        {
            throw S3Errors.MalformedXml();
        }

        lock (bucket.Gate)
        {
            bucket.RequireAlive();
            var upload = MultipartUploads.FindLocked(bucket, call);
            var parts = new List<UploadPart>();
            foreach (var element in listed)
            {
                var part = Match(upload, element);
                if (parts is [.., var before] && part.Number <= before.Number)
                {
                    throw new S3Exception(400, "InvalidPartOrder", "The list of parts was not in ascending order. Parts must be ordered by part number.", ("UploadId", upload.Id));
                }

                parts.Add(part);
            }

            CheckSizes(parts);
            var content = Content.Concatenate(parts.Select(part => part.Content));
            content.AddReference();
            return (upload, parts, content);
        }
    }

    private void CheckSizes(List<UploadPart> parts)
    {
        if (parts.SkipLast(1).FirstOrDefault(part => part.Content.Length < options.MinPartBytes) is { } small)
        {
            throw new S3Exception(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size",
                ("ProposedSize", $"{small.Content.Length}"), ("MinSizeAllowed", $"{options.MinPartBytes}"), ("PartNumber", $"{small.Number}"), ("ETag", small.ETag));
        }
    }

    private static UploadPart Match(MultipartUpload upload, XElement element)
    {
        if (!int.TryParse(S3Xml.Text(element, "PartNumber"), out var number) || S3Xml.Text(element, "ETag") is not { } etag)
        {
            throw S3Errors.MalformedXml();
        }

        var sum = ChecksumAlgorithm.All.Select(algorithm => S3Xml.Text(element, algorithm.Element)).FirstOrDefault(text => text is not null);
        if (sum is null && upload.IsComposite)
        {
            throw S3Errors.InvalidRequest(
                $"The upload was created using a {upload.Algorithm.Name.ToLowerInvariant()} checksum. The complete request must include the checksum for each part. It was missing for part {number} in the request.");
        }

        return upload.Parts.TryGetValue(number, out var part) && ETags.Bare(etag).Equals(part.ETag, StringComparison.OrdinalIgnoreCase) && (sum is null || sum == part.Checksum.Value)
            ? part
            : throw new S3Exception(400, "InvalidPart",
                "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
                ("UploadId", upload.Id), ("PartNumber", $"{number}"), ("ETag", ETags.Bare(etag)));
    }

    private static async ValueTask<Checksum> SumAsync(MultipartUpload upload, List<UploadPart> parts, Content content, CancellationToken cancellationToken)
    {
        var algorithm = upload.Algorithm;
        if (upload.IsComposite)
        {
            using var composite = new BodyDigests(algorithm);
            foreach (var part in parts)
            {
                composite.Append(Convert.FromBase64String(part.Checksum.Value));
            }

            return new Checksum(algorithm, $"{composite.Checksum().Value}-{parts.Count}", IsComposite: true);
        }

        if (parts.Exists(part => part.Checksum.Algorithm != algorithm))
        {
            // Parts came with a sum of another kind than the object gets.
            using var digests = new BodyDigests(algorithm);
            await BlobStore.DigestAsync(content, digests, cancellationToken);
            return digests.Checksum();
        }

        var sum = Convert.FromBase64String(parts[0].Checksum.Value);
        foreach (var part in parts.Skip(1))
        {
            sum = algorithm.Crc!.Combine(sum, Convert.FromBase64String(part.Checksum.Value), part.Content.Length);
        }

        return new Checksum(algorithm, Convert.ToBase64String(sum));
    }

    private static void CheckClaims(S3Call call, Checksum checksum, long length)
    {
        if (call.Header(checksum.Algorithm.Header) is { } claimed && claimed != checksum.Value)
        {
            throw S3Errors.BadDigest(checksum.Algorithm.Name);
        }

        if (call.Header("x-amz-checksum-type") is { } type && type != checksum.Type)
        {
            throw S3Errors.InvalidRequest($"The upload was created using the {checksum.Type} checksum mode. The complete request must use the same checksum mode.");
        }

        if (call.Header("x-amz-mp-object-size") is { } size && size != $"{length}")
        {
            throw S3Errors.InvalidRequest($"The provided 'x-amz-mp-object-size' header value {size} does not match what was computed: {length}");
        }
    }
}
