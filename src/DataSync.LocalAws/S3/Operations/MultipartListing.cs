using System.Xml.Linq;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.S3.Objects;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>ListParts and ListMultipartUploads.</summary>
internal sealed class MultipartListing(BucketDirectory buckets, Owner owner)
{
    public RestResponse ListParts(S3Call call)
    {
        var bucket = buckets.Require(call);
        var limit = ListingRequest.ReadLimit(call, "max-parts");
        var marker = int.TryParse(call.Parameter("part-number-marker"), out var number) ? number : 0;
        lock (bucket.Gate)
        {
            var upload = MultipartUploads.FindLocked(bucket, call);
            var after = upload.Parts.Values.Where(part => part.Number > marker).Take(limit + 1).ToList();
            var page = after.Take(limit).ToList();
            return S3Reply.Xml(S3Xml.Element(
                "ListPartsResult",
                S3Xml.Element("Bucket", bucket.Name),
                S3Xml.Element("Key", upload.Key),
                S3Xml.Element("UploadId", upload.Id),
                owner.Render("Initiator"),
                owner.Render(),
                S3Xml.Element("StorageClass", upload.Description.StorageClass),
                S3Xml.Element("PartNumberMarker", marker),
                page.Count == 0 ? null : S3Xml.Element("NextPartNumberMarker", page[^1].Number),
                S3Xml.Element("MaxParts", limit),
                S3Xml.Element("IsTruncated", after.Count > limit),
                upload.IsAlgorithmGiven ? S3Xml.Element("ChecksumAlgorithm", upload.Algorithm.Name) : null,
                upload.IsAlgorithmGiven ? S3Xml.Element("ChecksumType", upload.ChecksumType) : null,
                page.Select(Render)));
        }
    }

    public RestResponse ListUploads(S3Call call)
    {
        var bucket = buckets.Require(call);
        var request = ListingRequest.Read(call, "max-uploads");
        var keyMarker = call.Parameter("key-marker") ?? "";
        var idMarker = call.Parameter("upload-id-marker") ?? "";
        List<MultipartUpload> uploads;
        lock (bucket.Gate)
        {
            uploads = [.. bucket.Uploads.Values
                .Where(upload => upload.Key.StartsWith(request.Prefix, StringComparison.Ordinal))
                .OrderBy(upload => upload.Key, KeyOrder.Instance).ThenBy(upload => upload.Initiated).ThenBy(upload => upload.Id, StringComparer.Ordinal)];
        }

        var rest = After(uploads, keyMarker, idMarker);
        var entries = rest.Where(upload => request.RollUp(upload.Key) is null).ToList();
        var page = entries.Take(request.MaxKeys).ToList();
        var isTruncated = entries.Count > page.Count && page.Count > 0;
        return S3Reply.Xml(S3Xml.Element(
            "ListMultipartUploadsResult",
            S3Xml.Element("Bucket", bucket.Name),
            S3Xml.Element("KeyMarker", request.Shown(keyMarker)),
            S3Xml.Element("UploadIdMarker", idMarker),
            isTruncated ? S3Xml.Element("NextKeyMarker", request.Shown(page[^1].Key)) : null,
            isTruncated ? S3Xml.Element("NextUploadIdMarker", page[^1].Id) : null,
            request.Prefix.Length == 0 ? null : S3Xml.Element("Prefix", request.Shown(request.Prefix)),
            request.Delimiter.Length == 0 ? null : S3Xml.Element("Delimiter", request.Shown(request.Delimiter)),
            S3Xml.Element("MaxUploads", request.MaxKeys),
            request.IsEncoded ? S3Xml.Element("EncodingType", "url") : null,
            S3Xml.Element("IsTruncated", isTruncated),
            page.Select(upload => Render(request, upload)),
            rest.Select(upload => request.RollUp(upload.Key)).OfType<string>().Distinct()
                .Select(prefix => S3Xml.Element("CommonPrefixes", S3Xml.Element("Prefix", request.Shown(prefix))))));
    }

    // With an upload as marker the key's later uploads come first; without, all of the key's are behind.
    private static List<MultipartUpload> After(List<MultipartUpload> uploads, string keyMarker, string idMarker)
    {
        if (keyMarker.Length == 0)
        {
            return uploads;
        }

        var at = idMarker.Length == 0 ? -1 : uploads.FindIndex(upload => upload.Id == idMarker);
        return at >= 0 ? uploads[(at + 1)..] : uploads.FindAll(upload => KeyOrder.Instance.Compare(upload.Key, keyMarker) > 0);
    }

    private static XElement Render(UploadPart part) => S3Xml.Element(
        "Part",
        S3Xml.Element("PartNumber", part.Number),
        S3Xml.Element("LastModified", S3Xml.Time(part.LastModified)),
        S3Xml.Element("ETag", $"\"{part.ETag}\""),
        S3Xml.Element("Size", part.Content.Length),
        S3Xml.Element(part.Checksum.Algorithm.Element, part.Checksum.Value));

    private XElement Render(ListingRequest request, MultipartUpload upload) => S3Xml.Element(
        "Upload",
        S3Xml.Element("Key", request.Shown(upload.Key)),
        S3Xml.Element("UploadId", upload.Id),
        owner.Render("Initiator"),
        owner.Render(),
        S3Xml.Element("StorageClass", upload.Description.StorageClass),
        S3Xml.Element("Initiated", S3Xml.Time(upload.Initiated)),
        upload.IsAlgorithmGiven ? S3Xml.Element("ChecksumAlgorithm", upload.Algorithm.Name) : null,
        upload.IsAlgorithmGiven ? S3Xml.Element("ChecksumType", upload.ChecksumType) : null);
}
