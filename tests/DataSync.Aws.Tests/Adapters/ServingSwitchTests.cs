using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using DataSync.Aws.Serving;
using DataSync.Aws.Tests.Local.Ssm;
using DataSync.Core.Ports;
using DataSync.Core.Serving;
using DataSync.Tests.Shared;
using Xunit;

namespace DataSync.Aws.Tests.Adapters;

/// <summary>The serving state in a Parameter Store: ours, and moto's where it is installed.</summary>
public sealed class ServingSwitchTests
{
    private const string Name = "/datasync/serving-state";
    private static readonly ServingState Draining = ServingState.Draining(new DateTimeOffset(2026, 11, 24, 10, 0, 0, TimeSpan.Zero), "a drill");

    [Fact]
    public async Task What_is_written_is_read()
    {
        await using var store = ParameterStoreFixture.Create();

        await RoundTripAsync(store.Client);
    }

    [SkippableFact]
    public async Task What_is_written_is_read_from_moto_as_well()
    {
        var moto = System.OperatingSystem.IsWindows() ? null : ServerProcess.FindOnPath("moto_server");
        Skip.If(moto is null, "skipped: moto_server is not on PATH");
        await using var process = await ServerProcess.StartAsync(moto, "-H", "127.0.0.1", "-p", "{port}");
        var config = new AmazonSimpleSystemsManagementConfig { ServiceURL = process.Endpoint.AbsoluteUri, AuthenticationRegion = "eu-west-1" };
        using var client = new AmazonSimpleSystemsManagementClient(new BasicAWSCredentials("test", "test"), config);

        await RoundTripAsync(client);
    }

    [Fact]
    public async Task A_parameter_that_is_not_there_is_not_made_by_mistake()
    {
        await using var store = ParameterStoreFixture.Create();
        var serving = new ServingSwitch(store.Client, Name);

        var read = await Assert.ThrowsAsync<StoreException>(async () => await serving.ReadAsync(default));
        var write = await Assert.ThrowsAsync<StoreException>(async () => await serving.WriteAsync(Draining, default));

        Assert.Contains(Name, read.Message, StringComparison.Ordinal);
        Assert.Contains(Name, write.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ParameterNotFoundException>(() => store.Client.GetParameterAsync(new GetParameterRequest { Name = Name }));
    }

    private static async Task RoundTripAsync(IAmazonSimpleSystemsManagement client)
    {
        await client.PutParameterAsync(new PutParameterRequest { Name = Name, Type = ParameterType.String, Value = "serving" });
        var serving = new ServingSwitch(client, Name);

        var before = await serving.ReadAsync(default);
        await serving.WriteAsync(Draining, default);
        var after = await serving.ReadAsync(default);

        Assert.Equal(("serving", "draining 2026-11-24T10:00:00Z a drill"), (before, after));
    }
}
