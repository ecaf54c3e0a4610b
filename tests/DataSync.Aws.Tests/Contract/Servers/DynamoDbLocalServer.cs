using DataSync.Tests.Shared;
using Amazon.Runtime;
using DataSync.Aws.Tests.Contract.DynamoDb;
using DataSync.Aws.Tests.Contract.S3;
using DataSync.Aws.Tests.Contract.Sqs;

namespace DataSync.Aws.Tests.Contract.Servers;

/// <summary>AWS's DynamoDB Local, for those who have it and accepted its licence: the folder that DDB_LOCAL_DIR names.</summary>
public sealed class DynamoDbLocalServer : ContractServer
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("DDB_LOCAL_DIR");
    private static readonly string? Java = OperatingSystem.IsWindows() ? null : ServerProcess.FindOnPath("java");

    private readonly Lazy<Task<ServerProcess>> _process = new(static () => ServerProcess.StartAsync(
        Java!, $"-Djava.library.path={Path.Combine(Folder!, "DynamoDBLocal_lib")}", "-jar", Path.Combine(Folder!, "DynamoDBLocal.jar"), "-inMemory", "-port", "{port}"));

    public override string Name => "DynamoDB Local";

    public override string? WhyAbsent => (Folder, Java) switch
    {
        (null or "", _) => "DDB_LOCAL_DIR is not set",
        _ when !File.Exists(Path.Combine(Folder, "DynamoDBLocal.jar")) => $"DDB_LOCAL_DIR ({Folder}) holds no DynamoDBLocal.jar",
        (_, null) => "java is not on PATH",
        _ => null,
    };

    public override KnownDifferences Differences => DynamoDbLocalDifferences.Table;

    public override bool Serves(string service) => service is ContractServers.DynamoDb or ContractServers.Streams;

    // Its access keys are letters and digits only.
    public override async Task<DynamoDbTarget> OpenDynamoDbAsync() => new RemoteDynamoDb((await _process.Value).Endpoint, new BasicAWSCredentials("local", "local"));

    public override Task<ISqsServer> OpenSqsAsync() => throw new NotSupportedException("DynamoDB Local has no queues.");

    public override Task<IS3Server> OpenS3Async() => throw new NotSupportedException("DynamoDB Local has no buckets.");

    public override async ValueTask DisposeAsync()
    {
        if (_process.IsValueCreated)
        {
            await (await _process.Value).DisposeAsync();
        }

        await base.DisposeAsync();
    }
}
