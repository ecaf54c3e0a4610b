namespace DataSync.LocalAws.S3.Storage;

/// <summary>The bytes of an object: one blob, or slices of several after a multipart upload. Copies share the blobs, so they cost nothing but a reference.</summary>
internal sealed class Content(IReadOnlyList<ContentSlice> slices)
{
    public static readonly Content Empty = new([]);

    public IReadOnlyList<ContentSlice> Slices => slices;

    public long Length { get; } = slices.Sum(slice => slice.Length);

    /// <summary>The contents one after the other. No reference is taken.</summary>
    public static Content Concatenate(IEnumerable<Content> contents) => new([.. contents.SelectMany(content => content.Slices)]);

    /// <summary>A part of the bytes. No reference is taken.</summary>
    public Content Slice(long offset, long length)
    {
        var result = new List<ContentSlice>();
        foreach (var slice in slices)
        {
            var skip = Math.Min(offset, slice.Length);
            var take = Math.Min(length, slice.Length - skip);
            if (take > 0)
            {
                result.Add(new ContentSlice(slice.Blob, slice.Offset + skip, take));
            }

            offset -= skip;
            length -= take;
        }

        return new Content(result);
    }

    public void AddReference()
    {
        foreach (var slice in slices)
        {
            slice.Blob.AddReference();
        }
    }

    public void Release()
    {
        foreach (var slice in slices)
        {
            slice.Blob.Release();
        }
    }
}
