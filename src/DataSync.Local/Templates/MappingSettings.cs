namespace DataSync.Local.Templates;

/// <summary>What makes a function run: a stream, a queue or a schedule.</summary>
/// <param name="Id">The mapping's UUID.</param>
/// <param name="LogicalId">Its id in the template (for a SAM event: function id and event name together).</param>
/// <param name="FunctionName">The name of the function it invokes.</param>
/// <param name="Enabled">False: created, but paused.</param>
public abstract record MappingSettings(string Id, string LogicalId, string FunctionName, bool Enabled);

/// <summary>A mapping from a DynamoDB stream, with AWS's defaults.</summary>
public sealed record StreamMappingSettings(string Id, string LogicalId, string FunctionName, bool Enabled, string StreamArn)
    : MappingSettings(Id, LogicalId, FunctionName, Enabled)
{
    /// <summary>True: from the newest record on; false: from the oldest one kept.</summary>
    public bool StartAtLatest { get; init; }

    /// <summary>Most records of one invocation, 1 to 10,000.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>How long a batch that is not full waits for more, 0 to 300 s.</summary>
    public TimeSpan BatchWindow { get; init; }

    /// <summary>Batches of one shard at the same time, 1 to 10; records of one item stay in order.</summary>
    public int ParallelizationFactor { get; init; } = 1;

    /// <summary>A batch that fails as a whole is halved.</summary>
    public bool BisectOnError { get; init; }

    /// <summary>Retries after the first try; null means until the record expires, a day old.</summary>
    public int? MaximumRetryAttempts { get; init; }

    /// <summary>Older records are given up; null means only those that expire, a day old.</summary>
    public TimeSpan? MaximumRecordAge { get; init; }

    /// <summary>The function's answer names the records that failed.</summary>
    public bool ReportsBatchItemFailures { get; init; }

    /// <summary>A queue's or a bucket's ARN for batches that were given up, or null.</summary>
    public string? OnFailureArn { get; init; }

    /// <summary>Filter patterns; a record passes if any matches, or if there are none.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];
}

/// <summary>A mapping from an SQS queue, with AWS's defaults.</summary>
public sealed record QueueMappingSettings(string Id, string LogicalId, string FunctionName, bool Enabled, string QueueArn)
    : MappingSettings(Id, LogicalId, FunctionName, Enabled)
{
    /// <summary>Most messages of one invocation, 1 to 10,000.</summary>
    public int BatchSize { get; init; } = 10;

    /// <summary>How long a batch that is not full waits for more, 0 to 300 s.</summary>
    public TimeSpan BatchWindow { get; init; }

    /// <summary>Most invocations at the same time, 2 to 1,000, or null for no limit of its own.</summary>
    public int? MaximumConcurrency { get; init; }

    /// <summary>The function's answer names the messages that failed.</summary>
    public bool ReportsBatchItemFailures { get; init; }

    /// <summary>The queue's visibility timeout: how long a throttled batch can be held.</summary>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Filter patterns; a message that matches none is deleted.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];
}

/// <summary>A schedule.</summary>
public sealed record ScheduleMappingSettings(string Id, string LogicalId, string FunctionName, bool Enabled, ISchedule Schedule, string RuleArn)
    : MappingSettings(Id, LogicalId, FunctionName, Enabled)
{
    /// <summary>The event to send instead of the scheduled event, or null.</summary>
    public string? Input { get; init; }

    /// <summary>How often a failed run is tried again, 0 to 2.</summary>
    public int RetryAttempts { get; init; } = 2;

    /// <summary>How old a run may get before it is dropped, retries and all.</summary>
    public TimeSpan MaximumEventAge { get; init; } = TimeSpan.FromHours(6);
}
