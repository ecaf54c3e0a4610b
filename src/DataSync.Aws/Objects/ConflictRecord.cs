using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataSync.Core.Items;
using DataSync.Core.Objects;
using DataSync.Core.Versions;

namespace DataSync.Aws.Objects;

/// <summary>What is written down about an object that lost a conflict.</summary>
/// <param name="Key">Which object.</param>
/// <param name="Loser">What lost, as it was read.</param>
/// <param name="Version">Its version.</param>
/// <param name="Winner">The version that replaces it.</param>
internal sealed record ConflictRecord(ItemKey Key, StoredObject Loser, ItemVersion Version, ItemVersion Winner)
{
    private const int Format = 1;

    // S3 allows 1,024 bytes of name, and an object's own name may take them all, escaped three times as many.
    private const int MaxReadableNameBytes = 700;

    /// <summary>Where the copy goes; the record goes beside it.</summary>
    public string CopyName => $"conflicts/{Key.Entity}/{SafeName()}/{Version}";

    /// <summary>Where the record goes.</summary>
    public string Name => CopyName + ".json";

    /// <summary>The record as JSON.</summary>
    /// <param name="bucket">The bucket that the object was in.</param>
    /// <param name="copyBucket">The bucket that a copy was made in; null when none was.</param>
    /// <param name="whyNoCopy">Why there is none; null where there is one, or the bucket keeps the version itself.</param>
    /// <param name="time">Now.</param>
    public ReadOnlyMemory<byte> ToJson(string bucket, string? copyBucket, string? whyNoCopy, DateTimeOffset time)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteNumber("format", Format);
        writer.WriteString("entity", Key.Entity);
        writer.WriteString("name", Loser.Name);
        writer.WriteString("winner", Winner.ToString());
        writer.WriteString("loser", Version.ToString());
        writer.WriteNumber("keptMs", time.ToUnixTimeMilliseconds());
        writer.WriteString("bucket", bucket);
        writer.WriteString("etag", Loser.ETag);
        writer.WriteNumber("size", Loser.Size);
        writer.WriteNumber("modifiedMs", Loser.ModifiedMs);
        if (Loser.VersionId is { } versionId)
        {
            writer.WriteString("versionId", versionId);
        }

        if (copyBucket is not null)
        {
            writer.WriteString("copyBucket", copyBucket);
            writer.WriteString("copyName", CopyName);
        }

        if (whyNoCopy is not null)
        {
            writer.WriteString("notCopied", whyNoCopy);
        }

        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenMemory;
    }

    private string SafeName()
    {
        var escaped = Uri.EscapeDataString(Loser.Name);
        return escaped.Length <= MaxReadableNameBytes && escaped is not ("." or "..")
            ? escaped
            : "sha256-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Loser.Name)));
    }
}
