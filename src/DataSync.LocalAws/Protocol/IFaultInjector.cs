namespace DataSync.LocalAws.Protocol;

/// <summary>Asked before and after every call that comes through the front end; may delay it, answer in the service's place, or lose the answer.</summary>
public interface IFaultInjector
{
    /// <summary>Returns null to let the call through, or the response to give instead. May wait (a slow network) or throw <see cref="HttpRequestException"/> (a broken connection).</summary>
    ValueTask<AwsResponse?> BeforeAsync(AwsRequest request, CancellationToken cancellationToken);

    /// <summary>Asked after a call that the service has handled: true breaks the connection, so that the caller never learns what came of it.</summary>
    bool LosesAnswer(AwsRequest request) => false;
}
