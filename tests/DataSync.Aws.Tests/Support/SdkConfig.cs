using Amazon.Runtime;

namespace DataSync.Aws.Tests.Support;

/// <summary>How tests point any SDK client at a local server.</summary>
public static class SdkConfig
{
    public static readonly BasicAWSCredentials Credentials = new("test", "test");

    /// <summary>Signs for <paramref name="region"/>, which with an endpoint override only AuthenticationRegion does, and never retries: a contract is about single answers.</summary>
    public static T For<T>(string region, Uri endpoint, HttpMessageHandler? handler = null)
        where T : ClientConfig, new()
    {
        var config = new T { ServiceURL = endpoint.ToString(), AuthenticationRegion = region, MaxErrorRetry = 0 };
        if (handler is not null)
        {
            config.HttpClientFactory = new HandlerClientFactory(handler);
        }

        return config;
    }
}
