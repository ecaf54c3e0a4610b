namespace DataSync.Local.Mappings;

/// <summary>Where an on-failure destination of kind S3 puts its objects.</summary>
public interface IObjectStore
{
    /// <summary>Stores an object; an existing one of the same key is replaced.</summary>
    ValueTask PutAsync(string bucket, string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>How many objects the bucket holds.</summary>
    int Count(string bucket);
}
