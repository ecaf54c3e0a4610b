using DataSync.LocalAws.S3.Storage;

namespace DataSync.LocalAws.S3.Objects;

/// <summary>A multipart upload in progress. Its parts are read and written under the bucket's lock.</summary>
internal sealed class MultipartUpload
{
    public required string Id { get; init; }

    public required string Key { get; init; }

    public required DateTimeOffset Initiated { get; init; }

    public required ObjectDescription Description { get; init; }

    /// <summary>What parts and object are summed with.</summary>
    public required ChecksumAlgorithm Algorithm { get; init; }

    /// <summary>True when the caller named the algorithm; otherwise S3 sums by itself and says nothing of it until the end.</summary>
    public required bool IsAlgorithmGiven { get; init; }

    public required bool IsComposite { get; init; }

    /// <summary>The parts by number; a part sent again replaces the one before.</summary>
    public SortedDictionary<int, UploadPart> Parts { get; } = [];

    public string ChecksumType => IsComposite ? Checksum.Composite : Checksum.FullObject;
}
