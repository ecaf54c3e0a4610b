using DataSync.Local.Tests.Hosting;

namespace DataSync.Local.Tests.LambdaApi;

/// <summary>One running host for all tests of a class that leave it as they found it.</summary>
public sealed class LambdaFixture : IAsyncLifetime
{
    internal HostFixture Regions { get; private set; } = null!;

    internal LocalHost Host => Regions.Host;

    public async Task InitializeAsync() => Regions = await HostFixture.StartAsync(LambdaTemplate.Text);

    public async Task DisposeAsync() => await Regions.DisposeAsync();
}
