using DataSync.Tests.Shared;
using Amazon.Runtime;
using DataSync.Aws.Tests.Contract.DynamoDb;
using DataSync.Aws.Tests.Contract.S3;
using DataSync.Aws.Tests.Contract.Sqs;

namespace DataSync.Aws.Tests.Contract.Servers;

/// <summary>moto, started once a run where it is on PATH.</summary>
public sealed class MotoServer : ContractServer
{
    private static readonly string? Command = OperatingSystem.IsWindows() ? null : ServerProcess.FindOnPath("moto_server");

    private readonly Lazy<Task<ServerProcess>> _process = new(static () => ServerProcess.StartAsync(Command!, "-H", "127.0.0.1", "-p", "{port}"));

    public override string Name => "moto";

    public override string? WhyAbsent => Command is null ? "moto_server is not on PATH" : null;

    public override KnownDifferences Differences => MotoDifferences.Table;

    public override async Task<DynamoDbTarget> OpenDynamoDbAsync() => new RemoteDynamoDb((await _process.Value).Endpoint, new BasicAWSCredentials("test", "test"));

    public override async Task<ISqsServer> OpenSqsAsync() => new RemoteSqs((await _process.Value).Endpoint, new BasicAWSCredentials("test", "test"), "123456789012");

    public override async Task<IS3Server> OpenS3Async() => new RemoteS3((await _process.Value).Endpoint, new BasicAWSCredentials("test", "test"), DynamoDbTarget.DefaultRegion);

    public override async ValueTask DisposeAsync()
    {
        if (_process.IsValueCreated)
        {
            await (await _process.Value).DisposeAsync();
        }

        await base.DisposeAsync();
    }
}
