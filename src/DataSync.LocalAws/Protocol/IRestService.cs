namespace DataSync.LocalAws.Protocol;

/// <summary>A service that speaks plain HTTP instead of AWS's JSON protocol. Implementations are safe for concurrent calls and never throw for bad input: errors are responses.</summary>
public interface IRestService
{
    /// <summary>The call as a fault injector is asked about it: the operation as SDKs name it, and what it concerns as body.</summary>
    AwsRequest Describe(RestRequest request);

    /// <summary>Handles one call. Throws only for cancellation and for a body that breaks off.</summary>
    ValueTask<RestResponse> HandleAsync(RestRequest request, CancellationToken cancellationToken);
}
