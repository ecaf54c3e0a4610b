using System.Text.Json;
using DataSync.LocalAws;
using DataSync.LocalAws.Http;
using DataSync.Tests.Shared;

namespace DataSync.Aws.Tests.CommandLine;

/// <summary>The AWS CLI against a local cloud of its own, on real time. Skips the test where there is no <c>aws</c>.</summary>
internal sealed class AwsCli : IAsyncDisposable
{
    public const string Region = "eu-west-1";

    private readonly LocalCloud _cloud;
    private readonly AwsCommand _command;

    private AwsCli(LocalCloud cloud, LocalEndpoint endpoint)
    {
        _cloud = cloud;
        _command = new AwsCommand(endpoint.Uri, Region);
    }

    public static async Task<AwsCli> StartAsync()
    {
        AwsCommand.Require();
        var cloud = LocalCloud.Create(new LocalCloudOptions { Time = TimeProvider.System });
        return new AwsCli(cloud, await cloud.ListenAsync());
    }

    /// <summary>Runs a command that has to succeed, and returns its JSON; an undefined element when it prints none.</summary>
    public Task<JsonElement> RunAsync(params string[] arguments) => _command.RunAsync(arguments);

    /// <summary>Runs a command that has to succeed, and returns what it prints.</summary>
    public Task<string> TextAsync(params string[] arguments) => _command.TextAsync(arguments);

    /// <summary>Runs a command that has to fail, and returns what it says.</summary>
    public Task<string> FailAsync(params string[] arguments) => _command.FailAsync(arguments);

    public async ValueTask DisposeAsync() => await _cloud.DisposeAsync();
}
