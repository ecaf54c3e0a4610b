namespace DataSync.LocalAws.Protocol;

/// <summary>The answer to one call of a REST service.</summary>
/// <param name="status">The HTTP status.</param>
public sealed class RestResponse(int status) : IAsyncDisposable
{
    /// <summary>The HTTP status.</summary>
    public int Status => status;

    /// <summary>All headers but the body's length.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Cookies to set, a header of the same name for each.</summary>
    public IReadOnlyList<string> SetCookies { get; init; } = [];

    /// <summary>What to send, from where it stands to its end; null for an answer without body. It is disposed with the response.</summary>
    public Stream? Body { get; init; }

    /// <summary>Bytes the body has, or would have for a method other than HEAD. Null for a status that has no body.</summary>
    public long? ContentLength { get; init; }

    /// <summary>Disposes the body.</summary>
    public ValueTask DisposeAsync() => Body?.DisposeAsync() ?? ValueTask.CompletedTask;
}
