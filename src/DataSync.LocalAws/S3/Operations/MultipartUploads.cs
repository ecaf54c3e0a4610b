using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.S3.Objects;
using DataSync.LocalAws.S3.Storage;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>Beginning, feeding and abandoning multipart uploads.</summary>
internal sealed class MultipartUploads(BucketDirectory buckets, BodyReceiver bodies, ObjectChanges changes, S3Options options)
{
    private const int MaxParts = 10_000;

    public RestResponse Create(S3Call call)
    {
        var bucket = buckets.Require(call);
        ObjectWrites.CheckKey(call.Key);
        var algorithm = ObjectCopies.Algorithm(call);
        var upload = new MultipartUpload
        {
            Id = VersionIds.NewUpload(),
            Key = call.Key,
            Initiated = changes.Now(bucket.Region),
            Description = ObjectDescription.Read(call),
            Algorithm = algorithm ?? ChecksumAlgorithm.Crc64Nvme,
            IsAlgorithmGiven = algorithm is not null,
            IsComposite = IsComposite(call.Header("x-amz-checksum-type"), algorithm),
        };
        lock (bucket.Gate)
        {
            bucket.RequireAlive();
            bucket.Uploads.Add(upload.Id, upload);
        }

        var response = S3Reply.Xml(S3Xml.Element(
            "InitiateMultipartUploadResult", S3Xml.Element("Bucket", bucket.Name), S3Xml.Element("Key", call.Key), S3Xml.Element("UploadId", upload.Id)));
        response.Headers[ObjectDescription.Encryption] = upload.Description.Headers[ObjectDescription.Encryption];
        if (upload.IsAlgorithmGiven)
        {
            response.Headers["x-amz-checksum-algorithm"] = upload.Algorithm.Name;
            response.Headers["x-amz-checksum-type"] = upload.ChecksumType;
        }

        return response;
    }

    public async ValueTask<RestResponse> PutPartAsync(S3Call call, CancellationToken cancellationToken)
    {
        var bucket = buckets.Require(call);
        var number = PartNumber(call);
        var upload = Find(bucket, call);
        var claimed = ChecksumClaim.Read(call).Algorithm;
        if (upload.IsAlgorithmGiven && claimed is not null && claimed != upload.Algorithm)
        {
            throw S3Errors.InvalidRequest(
                $"Checksum Type mismatch occurred, expected checksum Type: {upload.Algorithm.Name.ToLowerInvariant()}, actual checksum Type: {claimed.Name.ToLowerInvariant()}");
        }

        var body = await bodies.ReceiveAsync(call, upload.Algorithm, options.MaxPutBytes, cancellationToken);
        var part = new UploadPart(number, body.Content, body.Md5, body.Checksum, changes.Now(bucket.Region));
        Add(bucket, call, part);
        var response = S3Reply.Empty();
        response.Headers["ETag"] = $"\"{part.ETag}\"";
        response.Headers[ObjectDescription.Encryption] = upload.Description.Headers[ObjectDescription.Encryption];
        response.Headers[part.Checksum.Algorithm.Header] = part.Checksum.Value;
        return response;
    }

    public async ValueTask<RestResponse> CopyPartAsync(S3Call call, CancellationToken cancellationToken)
    {
        var bucket = buckets.Require(call);
        var number = PartNumber(call);
        var upload = Find(bucket, call);
        var source = CopySource.Read(call).Take(call, buckets, out var sourceVersionId);
        UploadPart part;
        try
        {
            var range = call.Header("x-amz-copy-source-range") is { } header ? ByteRange.OfCopy(header, source.Content.Length) : new ByteRange(0, source.Content.Length);
            if (range.Length > options.MaxCopyBytes)
            {
                throw S3Errors.InvalidRequest($"The specified copy source is larger than the maximum allowable size for a copy source: {options.MaxCopyBytes}");
            }

            var content = source.Content.Slice(range.First, range.Length);
            var bytes = await CopiedBytes.OfAsync(source, content, upload.Algorithm, cancellationToken);
            content.AddReference();
            part = new UploadPart(number, content, bytes.Md5, bytes.Checksum, changes.Now(bucket.Region));
        }
        finally
        {
            source.Content.Release();
        }

        Add(bucket, call, part);
        var response = S3Reply.Xml(ObjectCopies.Result("CopyPartResult", part.ETag, part.LastModified, part.Checksum, withType: false));
        response.Headers[ObjectDescription.Encryption] = upload.Description.Headers[ObjectDescription.Encryption];
        if (sourceVersionId is not null)
        {
            response.Headers["x-amz-copy-source-version-id"] = sourceVersionId;
        }

        return response;
    }

    public RestResponse Abort(S3Call call)
    {
        var bucket = buckets.Require(call);
        lock (bucket.Gate)
        {
            var upload = FindLocked(bucket, call);
            bucket.Uploads.Remove(upload.Id);
            foreach (var part in upload.Parts.Values)
            {
                part.Content.Release();
            }
        }

        return S3Reply.Empty(204);
    }

    /// <summary>The upload a call names.</summary>
    public static MultipartUpload Find(Bucket bucket, S3Call call)
    {
        lock (bucket.Gate)
        {
            return FindLocked(bucket, call);
        }
    }

    /// <summary>The same, said under the lock.</summary>
    public static MultipartUpload FindLocked(Bucket bucket, S3Call call)
    {
        var id = call.Parameter("uploadId")!;
        return bucket.Uploads.TryGetValue(id, out var upload) && upload.Key == call.Key ? upload : throw S3Errors.NoSuchUpload(id);
    }

    private static void Add(Bucket bucket, S3Call call, UploadPart part)
    {
        lock (bucket.Gate)
        {
            try
            {
                // Looked up again: the upload may have ended while the part came in.
                var upload = FindLocked(bucket, call);
                upload.Parts.GetValueOrDefault(part.Number)?.Content.Release();
                upload.Parts[part.Number] = part;
            }
            catch
            {
                part.Content.Release();
                throw;
            }
        }
    }

    private static int PartNumber(S3Call call) => int.TryParse(call.Parameter("partNumber"), out var number) && number is >= 1 and <= MaxParts
        ? number
        : throw S3Errors.InvalidArgument($"Part number must be an integer between 1 and {MaxParts}, inclusive", "partNumber", call.Parameter("partNumber") ?? "");

    // CRCs of parts can be combined into that of the object; hashes can't.
    private static bool IsComposite(string? type, ChecksumAlgorithm? algorithm)
    {
        if (type is not (null or Checksum.Composite or Checksum.FullObject))
        {
            throw S3Errors.InvalidRequest("Value for x-amz-checksum-type header is invalid.");
        }

        if (type is not null && algorithm is null)
        {
            throw S3Errors.InvalidRequest("The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
        }

        var canBeWhole = algorithm?.Crc is not null;
        var mustBeWhole = algorithm == ChecksumAlgorithm.Crc64Nvme;
        if ((type == Checksum.FullObject && !canBeWhole) || (type == Checksum.Composite && mustBeWhole))
        {
            throw S3Errors.InvalidRequest($"The {type} checksum type cannot be used with the {algorithm!.Name.ToLowerInvariant()} checksum algorithm.");
        }

        return algorithm is not null && !mustBeWhole && type != Checksum.FullObject;
    }
}
