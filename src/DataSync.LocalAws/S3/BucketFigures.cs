namespace DataSync.LocalAws.S3;

/// <summary>What one bucket holds now.</summary>
/// <param name="Name">The bucket.</param>
/// <param name="Region">Where it is.</param>
/// <param name="Objects">Keys whose current version is an object, not a delete marker.</param>
/// <param name="Bytes">The bytes of those objects.</param>
public sealed record BucketFigures(string Name, string Region, int Objects, long Bytes);
