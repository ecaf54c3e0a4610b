using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace DataSync.Aws.Control;

/// <summary>
/// A client of an AWS API whose own package is not used: the calls are few, and what matters of the SDK (credentials,
/// signature, retries, endpoints) is its core.
/// </summary>
internal sealed class ApiClient : AmazonServiceClient
{
    private readonly ApiCodec _codec;

    public ApiClient(AWSCredentials credentials, ApiConfig config)
        : base(credentials, config)
    {
        _codec = new ApiCodec(config.RegionEndpointServiceName);
    }

    /// <summary>With the credentials that the SDK finds.</summary>
    public ApiClient(ApiConfig config)
        : base(config)
    {
        _codec = new ApiCodec(config.RegionEndpointServiceName);
    }

    public Task<ApiAnswer> SendAsync(ApiCall call, CancellationToken cancellationToken) =>
        InvokeAsync<ApiAnswer>(call, new InvokeOptions { RequestMarshaller = _codec, ResponseUnmarshaller = _codec }, cancellationToken);

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => pipeline.AddHandlerAfter<Marshaller>(new SignatureV4());

    private sealed class SignatureV4 : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
    }
}
