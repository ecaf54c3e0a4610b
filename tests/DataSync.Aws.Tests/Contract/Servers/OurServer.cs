using DataSync.Aws.Tests.Contract.DynamoDb;
using DataSync.Aws.Tests.Contract.S3;
using DataSync.Aws.Tests.Contract.Sqs;

namespace DataSync.Aws.Tests.Contract.Servers;

/// <summary>The local cloud, a new one for each test, on virtual time. It has no table of differences: it has to do what AWS documents.</summary>
public sealed class OurServer(bool overHttp) : ContractServer
{
    public override string Name => overHttp ? "ours over HTTP" : "ours in process";

    public override bool IsControlled => true;

    public override async Task<DynamoDbTarget> OpenDynamoDbAsync() => overHttp ? await LocalDynamoDb.OverHttpAsync() : new LocalDynamoDb();

    public override async Task<ISqsServer> OpenSqsAsync() => overHttp ? await LocalSqsServer.OverHttpAsync() : LocalSqsServer.InProcess();

    public override async Task<IS3Server> OpenS3Async() => overHttp ? await LocalS3Server.OverHttpAsync() : LocalS3Server.InProcess();
}
