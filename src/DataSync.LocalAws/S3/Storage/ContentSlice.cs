namespace DataSync.LocalAws.S3.Storage;

/// <summary>Some bytes of a blob.</summary>
internal readonly record struct ContentSlice(Blob Blob, long Offset, long Length);
