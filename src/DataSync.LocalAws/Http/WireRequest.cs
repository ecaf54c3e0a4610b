namespace DataSync.LocalAws.Http;

/// <summary>What the front end needs of an HTTP request, however it came in.</summary>
/// <param name="Target">The <c>X-Amz-Target</c> header, which marks the JSON protocol; null without it.</param>
/// <param name="Authorization">The <c>Authorization</c> header; null without it.</param>
/// <param name="Body">The whole body.</param>
/// <param name="ContentType">The <c>Content-Type</c> header, which marks the query protocol; null without it.</param>
/// <param name="Path">The path, which names the queue for some callers of the query protocol.</param>
internal readonly record struct WireRequest(string? Target, string? Authorization, ReadOnlyMemory<byte> Body, string? ContentType = null, string Path = "/");
