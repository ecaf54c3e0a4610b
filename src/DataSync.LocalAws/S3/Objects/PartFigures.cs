using DataSync.LocalAws.S3.Storage;

namespace DataSync.LocalAws.S3.Objects;

/// <summary>What is remembered of a part once the object is complete.</summary>
internal readonly record struct PartFigures(int Number, long Length, Checksum? Checksum);
