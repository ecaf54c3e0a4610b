namespace DataSync.LocalAws.Protocol;

/// <summary>Asked before every call that comes through the front end; may delay it or answer in the service's place.</summary>
public interface IFaultInjector
{
    /// <summary>Returns null to let the call through, or the response to give instead. May wait (a slow network) or throw <see cref="HttpRequestException"/> (a broken connection).</summary>
    ValueTask<AwsResponse?> BeforeAsync(AwsRequest request, CancellationToken cancellationToken);
}
