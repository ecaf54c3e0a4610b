using Amazon.Runtime.Credentials;
using DataSync.Aws.Tests.Contract.DynamoDb;
using DataSync.Aws.Tests.Contract.S3;
using DataSync.Aws.Tests.Contract.Sqs;

namespace DataSync.Aws.Tests.Contract.Servers;

/// <summary>AWS itself, in the region that DATASYNC_CONTRACT_AWS_REGION names, with the SDK's usual credentials. Costs little, but not nothing: every table, queue and bucket is deleted after its test.</summary>
public sealed class AwsServer : ContractServer
{
    private const string RegionVariable = "DATASYNC_CONTRACT_AWS_REGION";
    private const string AccountVariable = "DATASYNC_CONTRACT_AWS_ACCOUNT";

    private static readonly string? Region = Environment.GetEnvironmentVariable(RegionVariable);
    private static readonly string? Account = Environment.GetEnvironmentVariable(AccountVariable);

    public override string Name => "AWS";

    public override string? WhyAbsent => (string.IsNullOrEmpty(Region), string.IsNullOrEmpty(Account)) switch
    {
        (true, _) => $"{RegionVariable} is not set",
        (_, true) => $"{AccountVariable} (twelve digits) is not set",
        _ => null,
    };

    public override Task<DynamoDbTarget> OpenDynamoDbAsync() =>
        Task.FromResult<DynamoDbTarget>(new RemoteDynamoDb(endpoint: null, DefaultAWSCredentialsIdentityResolver.GetCredentials(), Region!));

    public override Task<ISqsServer> OpenSqsAsync() =>
        Task.FromResult<ISqsServer>(new RemoteSqs(endpoint: null, DefaultAWSCredentialsIdentityResolver.GetCredentials(), Account!, Region!));

    public override Task<IS3Server> OpenS3Async() => Task.FromResult<IS3Server>(new RemoteS3(endpoint: null, DefaultAWSCredentialsIdentityResolver.GetCredentials(), Region!));
}
