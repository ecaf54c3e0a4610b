using System.Text;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Objects;

/// <summary>What a caller says of an object beside its bytes.</summary>
/// <param name="Headers">Headers that are kept and given back as they are.</param>
/// <param name="Metadata">User metadata by lower-case name, without its prefix.</param>
/// <param name="StorageClass">Such as <c>STANDARD</c>.</param>
/// <param name="Tags">The object's tags.</param>
internal sealed record ObjectDescription(
    IReadOnlyDictionary<string, string> Headers, IReadOnlyDictionary<string, string> Metadata, string StorageClass, IReadOnlyDictionary<string, string> Tags)
{
    public const string MetadataPrefix = "x-amz-meta-";
    public const string Standard = "STANDARD";
    public const string Redirect = "x-amz-website-redirect-location";
    public const string Encryption = "x-amz-server-side-encryption";

    public static readonly ObjectDescription None =
        new(new Dictionary<string, string>(), new Dictionary<string, string>(), Standard, new Dictionary<string, string>());

    private const int MaxMetadataBytes = 2048;
    private const string DefaultContentType = "binary/octet-stream";

    private static readonly HashSet<string> StorageClasses = new(StringComparer.Ordinal)
    {
        Standard, "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "DEEP_ARCHIVE", "GLACIER_IR", "EXPRESS_ONEZONE",
    };

    private static readonly string[] Kept =
        ["Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Type", "Expires", Redirect];

    private static readonly string[] EncryptionHeaders =
        [Encryption, "x-amz-server-side-encryption-aws-kms-key-id", "x-amz-server-side-encryption-bucket-key-enabled"];

    public static ObjectDescription Read(S3Call call)
    {
        var headers = ReadEncryption(call);
        foreach (var name in Kept)
        {
            if (call.Header(name) is { } value && (name == "Content-Encoding" ? WithoutFraming(value) : value) is { Length: > 0 } kept)
            {
                headers[name] = kept;
            }
        }

        headers.TryAdd("Content-Type", DefaultContentType);
        return new ObjectDescription(headers, ReadMetadata(call), ReadStorageClass(call), Tagging.ReadHeader(call.Header("x-amz-tagging")));
    }

    /// <summary>A copy's description: what the source has, but storage class, encryption and redirect as the call wants them.</summary>
    public ObjectDescription CopiedBy(S3Call call, IReadOnlyDictionary<string, string> tags)
    {
        var headers = ReadEncryption(call);
        foreach (var (name, value) in Headers.Where(pair => !pair.Key.StartsWith(Encryption, StringComparison.Ordinal) && pair.Key != Redirect))
        {
            headers[name] = value;
        }

        if (call.Header(Redirect) is { } redirect)
        {
            headers[Redirect] = redirect;
        }

        return new ObjectDescription(headers, Metadata, ReadStorageClass(call), tags);
    }

    private static Dictionary<string, string> ReadEncryption(S3Call call)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in EncryptionHeaders)
        {
            if (call.Header(name) is { } value)
            {
                headers[name] = value;
            }
        }

        // Since 2023 every object is encrypted, and every answer says so.
        headers.TryAdd(Encryption, "AES256");
        return headers;
    }

    private static string WithoutFraming(string encodings) => string.Join(
        ',', encodings.Split(',', StringSplitOptions.TrimEntries).Where(encoding => encoding != "aws-chunked"));

    private static string ReadStorageClass(S3Call call)
    {
        var name = call.Header("x-amz-storage-class") ?? Standard;
        return StorageClasses.Contains(name) ? name : throw new S3Exception(400, "InvalidStorageClass", "The storage class you specified is not valid", ("StorageClassRequested", name));
    }

    private static Dictionary<string, string> ReadMetadata(S3Call call)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var bytes = 0;
        foreach (var (name, value) in call.Headers)
        {
            if (name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
            {
                var key = name[MetadataPrefix.Length..].ToLowerInvariant();
                metadata[key] = value;
                bytes += key.Length + Encoding.UTF8.GetByteCount(value);
            }
        }

        return bytes <= MaxMetadataBytes
            ? metadata
            : throw new S3Exception(400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size", ("Size", $"{bytes}"), ("MaxSizeAllowed", $"{MaxMetadataBytes}"));
    }
}
