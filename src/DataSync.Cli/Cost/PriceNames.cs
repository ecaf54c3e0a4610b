namespace DataSync.Cli.Cost;

/// <summary>The prices that a table must have.</summary>
internal static class PriceNames
{
    public const string Write = "dynamodb-write";
    public const string ReplicatedWrite = "dynamodb-replicated-write";
    public const string Read = "dynamodb-read";
    public const string TableStorage = "dynamodb-storage";
    public const string TableBackup = "dynamodb-pitr";
    public const string Invocation = "lambda-request";
    public const string QueueRequest = "sqs-request";
    public const string ObjectPut = "s3-put";
    public const string ObjectGet = "s3-get";
    public const string ObjectStorage = "s3-storage";
    public const string TimeControl = "s3-replication-time-control";
    public const string Transfer = "transfer";
    public const string Log = "cloudwatch-log";
    public const string Metric = "cloudwatch-metric";
    public const string Alarm = "cloudwatch-alarm";
    public const string Dashboard = "cloudwatch-dashboard";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        Write, ReplicatedWrite, Read, TableStorage, TableBackup, Invocation, Compute("x86_64"), Compute("arm64"), QueueRequest, ObjectPut,
        ObjectGet, ObjectStorage, TimeControl, Transfer, Log, Metric, Alarm, Dashboard,
    ];

    /// <summary>A GB-second of a function.</summary>
    /// <param name="architecture"><c>x86_64</c> or <c>arm64</c>.</param>
    public static string Compute(string architecture) => $"lambda-{architecture}";
}
