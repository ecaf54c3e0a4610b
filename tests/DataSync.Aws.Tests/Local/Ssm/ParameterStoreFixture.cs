using Amazon.SimpleSystemsManagement;
using DataSync.Aws.Tests.Support;
using DataSync.LocalAws;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Aws.Tests.Local.Ssm;

/// <summary>A Parameter Store on virtual time, asked by the SDK in process.</summary>
internal sealed class ParameterStoreFixture : IAsyncDisposable
{
    public const string Region = "eu-west-1";

    private readonly HttpMessageHandler _handler;

    private ParameterStoreFixture()
    {
        Cloud = LocalCloud.Create(new LocalCloudOptions { Time = Time });
        _handler = Cloud.CreateHandler();
        Client = ClientOf(Region);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    public LocalCloud Cloud { get; }

    public AmazonSimpleSystemsManagementClient Client { get; }

    public static ParameterStoreFixture Create() => new();

    public AmazonSimpleSystemsManagementClient ClientOf(string region) =>
        new(SdkConfig.Credentials, SdkConfig.For<AmazonSimpleSystemsManagementConfig>(region, new Uri("http://in-process.test/"), _handler));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _handler.Dispose();
        await Cloud.DisposeAsync();
    }
}
