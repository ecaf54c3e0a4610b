namespace DataSync.Cli.Cost;

/// <summary>How full the service's batches are and how long its functions take: estimated from the rates, measured, or given.</summary>
internal sealed record Behaviour
{
    // Lambda polls a shard of a stream four times a second.
    private const double PollsPerSecond = 4;
    private const double LargestStreamBatch = 1000;
    private const double LargestQueueBatch = 10;
    private const double QueuePollers = 5;
    private const double EnvelopeBytes = 60 * 1024;
    private const double BaseMs = 15;
    private const double MsPerChange = 2;
    private const double MsPerObject = 40;

    public const int DefaultMemoryMb = 512;
    public const string DefaultArchitecture = "x86_64";

    /// <summary>Changes of items in one message to another region.</summary>
    public double ChangesPerMessage { get; init; }

    /// <summary>Stream records in one invocation of CaptureItems.</summary>
    public double RecordsPerInvocation { get; init; }

    /// <summary>Messages in one invocation of Apply.</summary>
    public double MessagesPerInvocation { get; init; }

    /// <summary>Events of the bucket in one invocation of CaptureObjects.</summary>
    public double EventsPerInvocation { get; init; }

    /// <summary>How long CaptureItems takes, in milliseconds.</summary>
    public double CaptureItemsMs { get; init; }

    /// <summary>How long CaptureObjects takes, in milliseconds.</summary>
    public double CaptureObjectsMs { get; init; }

    /// <summary>How long Apply takes, in milliseconds.</summary>
    public double ApplyMs { get; init; }

    /// <summary>Memory of a function.</summary>
    public double MemoryMb { get; init; } = DefaultMemoryMb;

    /// <summary>Processor of the functions.</summary>
    public string Architecture { get; init; } = DefaultArchitecture;

    /// <summary>True for S3's replication time control, in what it is compared with.</summary>
    public bool HasTimeControl { get; init; }

    /// <summary>Bytes of one change in a message: DynamoDB JSON, key and version.</summary>
    public static double ChangeBytes(Workload work) => (work.ItemBytes * CostModel.JsonFactor) + CostModel.ChangeOverheadBytes;

    /// <summary>What is to be expected at these rates, written evenly over time: the least favourable way for batches.</summary>
    /// <param name="work">The rates.</param>
    /// <param name="changesPerMessage">What is known of the envelopes; null to estimate that too.</param>
    public static Behaviour Estimate(Workload work, double? changesPerMessage = null)
    {
        var count = work.Regions.Count;
        var full = Math.Max(1, EnvelopeBytes / ChangeBytes(work));
        var perMessage = changesPerMessage ?? Math.Clamp(work.ItemChangesPerSecond / count / PollsPerSecond, 1, full);
        var records = Math.Clamp(work.ItemChangesPerSecond / PollsPerSecond, 1, LargestStreamBatch);
        var messagesPerSecond = (count - 1.0) / count * work.ItemChangesPerSecond / perMessage;
        var messages = Math.Clamp(messagesPerSecond / QueuePollers, 1, LargestQueueBatch);
        var events = Math.Clamp(work.ObjectsPerSecond / QueuePollers, 1, LargestQueueBatch);
        return new Behaviour
        {
            ChangesPerMessage = perMessage,
            RecordsPerInvocation = records,
            MessagesPerInvocation = messages,
            EventsPerInvocation = events,
            CaptureItemsMs = BaseMs + (MsPerChange * records),
            CaptureObjectsMs = BaseMs + (MsPerObject * events),
            ApplyMs = BaseMs + (MsPerChange * perMessage * messages) + (work.ItemChangesPerSecond > 0 ? 0 : MsPerObject),
        };
    }
}
