using Amazon.Runtime;

namespace DataSync.Aws.Tests.Support;

/// <summary>Gives SDK clients HTTP clients over the given handler, so that calls need no socket. The handler is not disposed with them.</summary>
public sealed class HandlerClientFactory(HttpMessageHandler handler) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

    // The SDK would cache by configuration, and so hand the client of one test's server to another test.
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;
}
