namespace DataSync.LocalAws.Http;

/// <summary>What the front end needs of an HTTP request, however it came in. A protocol that needs more (a path, a query) adds it here.</summary>
/// <param name="Target">The <c>X-Amz-Target</c> header, which marks the JSON protocol; null without it.</param>
/// <param name="Authorization">The <c>Authorization</c> header; null without it.</param>
/// <param name="Body">The whole body.</param>
internal readonly record struct WireRequest(string? Target, string? Authorization, ReadOnlyMemory<byte> Body);
