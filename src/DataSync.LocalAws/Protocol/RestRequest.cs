namespace DataSync.LocalAws.Protocol;

/// <summary>One call of a REST service, whichever way it came in. The body is a stream, so that its size costs no memory.</summary>
/// <param name="Method">The HTTP method in capitals.</param>
/// <param name="Path">The path as it was sent, still percent-encoded.</param>
/// <param name="Query">The query as it was sent, without its question mark.</param>
/// <param name="Headers">All headers; names are told apart regardless of case.</param>
/// <param name="Body">The body; read at most once.</param>
/// <param name="Region">The region the caller signed for; null for an unsigned call.</param>
/// <param name="AccessKeyId">The access key the caller signed with; null for an unsigned call.</param>
public sealed record RestRequest(
    string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, Stream Body, string? Region, string? AccessKeyId);
