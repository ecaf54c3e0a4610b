using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace DataSync.Aws.Control;

/// <summary>What the SDK's pipeline wants to know of a service.</summary>
internal sealed class ApiConfig : ClientConfig
{
    private readonly string _service;
    private readonly string _version;

    /// <param name="serviceId">The SDK's id of the service: <c>AWS_ENDPOINT_URL_{id}</c> is looked at.</param>
    /// <param name="service">The name in endpoints and signatures.</param>
    /// <param name="version">Version of its API.</param>
    public ApiConfig(string serviceId, string service, string version)
        : base(new NoDefaults())
    {
        _service = service;
        _version = version;
        ServiceId = serviceId;
        AuthenticationServiceName = service;
    }

    /// <inheritdoc/>
    public override string ServiceVersion => _version;

    /// <inheritdoc/>
    public override string UserAgent => "datasync";

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => _service;

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => new(
        string.IsNullOrEmpty(ServiceURL) ? $"https://{_service}.{RegionEndpoint.SystemName}.{RegionEndpoint.PartitionDnsSuffix}" : ServiceURL);

    // Every limit is set by whoever makes the client; there is nothing to take from the SDK's table of defaults.
    private sealed class NoDefaults : IDefaultConfigurationProvider
    {
        public IDefaultConfiguration GetDefaultConfiguration(Amazon.RegionEndpoint clientRegion, DefaultConfigurationMode? requestedConfigurationMode = null) =>
            new DefaultConfiguration();
    }
}
