using DataSync.Local.Faults;
using DataSync.Local.Templates;
using DataSync.LocalAws;
using DataSync.LocalAws.CloudWatch;
using DataSync.LocalAws.DynamoDb;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.Remote;
using DataSync.LocalAws.S3;
using DataSync.LocalAws.Sqs;
using DataSync.LocalAws.Ssm;

namespace DataSync.Local.Hosting;

/// <summary>Puts the cloud together from services of our own and of servers that already run. Functions and tools talk to the cloud's front end either way, so faults strike both.</summary>
internal static class CloudBuilder
{
    private const string RoleId = "AROALOCAL";
    private const string FromWithin = "AWS:INTERNAL";

    public static LocalCloud Build(LocalHostOptions options, RegionFaults faults, RegionClocks clocks, IReadOnlyList<LocalStack> stacks)
    {
        var cloud = new LocalCloud(new LocalCloudOptions { Time = options.Time, AccountId = options.AccountId, Faults = faults });
        var cloudWatch = new CloudWatchService(options.Time);
        cloud.Register("monitoring", cloudWatch);
        cloud.Register("ssm", new SsmService(options.Time, options.AccountId));
        if (options.SqsEndpoint is { } sqsEndpoint)
        {
            cloud.Register("sqs", new RemoteService(sqsEndpoint, options.Time));
        }
        else
        {
            var sqs = new SqsService(options.Time, options.AccountId);
            cloud.Register("sqs", sqs);
            cloudWatch.Add(new QueueMetrics(sqs));
        }

        IAwsService dynamoDb = options.DynamoDbEndpoint is { } endpoint
            ? new RemoteService(endpoint, options.Time)
            : new DynamoDbService(options.Time, options.AccountId, new DynamoDbOptions { StreamTime = clocks.Stamp });
        cloud.Register("dynamodb", dynamoDb);
        cloud.Register("dynamodbstreams", dynamoDb);
        IRestService s3 = options.S3Endpoint is { } s3Endpoint
            ? new RemoteRestService(s3Endpoint, options.Time, RegionOf(stacks))
            : new S3Service(options.Time, options.AccountId, new S3Options { PrincipalOf = Principals(stacks), ObjectTime = clocks.Stamp }, () => cloud.Service("sqs"));
        cloud.Register("s3", s3);
        return cloud;
    }

    private static Func<string, string?> RegionOf(IReadOnlyList<LocalStack> stacks)
    {
        var regions = stacks.SelectMany(stack => stack.Buckets.Select(bucket => (bucket.Name, stack.Region))).ToDictionary(bucket => bucket.Name, bucket => bucket.Region, StringComparer.Ordinal);
        return name => regions.GetValueOrDefault(name);
    }

    // Events of AWS name a function by the session of its role, whose name is the function's: by it a region knows its own writes.
    private static Func<string?, string> Principals(IReadOnlyList<LocalStack> stacks)
    {
        var functions = stacks
            .SelectMany(stack => stack.Functions.Select(function => (Key: RegionFaults.AccessKeyId(stack.Region, function.LogicalId), function.Name)))
            .ToDictionary(function => function.Key, function => $"AWS:{RoleId}:{function.Name}", StringComparer.Ordinal);
        return key => key is null ? FromWithin : functions.GetValueOrDefault(key, "AWS:" + key);
    }

    public static ICloudFigures Figures(LocalCloud cloud, LocalHostOptions options, IReadOnlyList<LocalStack> stacks) =>
        options.IsRemote ? new RemoteFigures(cloud, stacks) : new OwnFigures(cloud);
}
