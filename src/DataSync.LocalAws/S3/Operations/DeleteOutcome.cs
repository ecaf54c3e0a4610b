namespace DataSync.LocalAws.S3.Operations;

/// <summary>What a delete came to.</summary>
/// <param name="VersionId">The version that was removed, or the delete marker that was made; null in a bucket without versions.</param>
/// <param name="IsDeleteMarker">True when a delete marker was made or removed.</param>
internal readonly record struct DeleteOutcome(string? VersionId, bool IsDeleteMarker);
