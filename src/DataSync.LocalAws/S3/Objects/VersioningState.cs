namespace DataSync.LocalAws.S3.Objects;

/// <summary>Whether a bucket keeps versions. Once on, it can be suspended but never be as if it had not been.</summary>
internal enum VersioningState
{
    Never,
    Enabled,
    Suspended,
}
