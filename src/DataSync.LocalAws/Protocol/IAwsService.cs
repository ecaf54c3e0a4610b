namespace DataSync.LocalAws.Protocol;

/// <summary>A service that the front end dispatches to. Implementations are safe for concurrent calls and never throw for bad input: errors are responses.</summary>
public interface IAwsService
{
    /// <summary>Handles one call. The task ends early only when <paramref name="cancellationToken"/> is cancelled (a closed connection during a long poll).</summary>
    ValueTask<AwsResponse> HandleAsync(AwsRequest request, CancellationToken cancellationToken);
}
