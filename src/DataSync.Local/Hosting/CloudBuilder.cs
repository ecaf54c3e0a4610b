using DataSync.Local.Faults;
using DataSync.Local.Templates;
using DataSync.LocalAws;
using DataSync.LocalAws.DynamoDb;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.Remote;
using DataSync.LocalAws.Sqs;

namespace DataSync.Local.Hosting;

/// <summary>Puts the cloud together from services of our own and of servers that already run. Functions and tools talk to the cloud's front end either way, so faults strike both.</summary>
internal static class CloudBuilder
{
    public static LocalCloud Build(LocalHostOptions options, RegionFaults faults, RegionClocks clocks)
    {
        var cloud = new LocalCloud(new LocalCloudOptions { Time = options.Time, AccountId = options.AccountId, Faults = faults });
        cloud.Register("sqs", options.SqsEndpoint is { } sqs ? new RemoteService(sqs, options.Time) : new SqsService(options.Time, options.AccountId));
        IAwsService dynamoDb = options.DynamoDbEndpoint is { } endpoint
            ? new RemoteService(endpoint, options.Time)
            : new DynamoDbService(options.Time, options.AccountId, new DynamoDbOptions { StreamTime = clocks.Stamp });
        cloud.Register("dynamodb", dynamoDb);
        cloud.Register("dynamodbstreams", dynamoDb);
        return cloud;
    }

    public static ICloudFigures Figures(LocalCloud cloud, LocalHostOptions options, IReadOnlyList<LocalStack> stacks) =>
        options.IsRemote ? new RemoteFigures(cloud, stacks) : new OwnFigures(cloud);
}
