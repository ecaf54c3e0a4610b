using DataSync.Local.Faults;
using DataSync.Local.Runtime;
using DataSync.LocalAws.Remote;

namespace DataSync.Local;

/// <summary>What a local host runs.</summary>
public sealed record LocalHostOptions
{
    /// <summary>How many environments a function may have by default: few, since all regions share one machine.</summary>
    public const int DefaultConcurrencyCap = 1;

    /// <summary>The SAM or CloudFormation template.</summary>
    public required string TemplatePath { get; init; }

    /// <summary>The regions; the template is evaluated once for each.</summary>
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>Values of template parameters, the same in every region. Lists are comma separated.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The functions' executable: <c>bootstrap.dll</c>, or a native binary.</summary>
    public required string FunctionPath { get; init; }

    /// <summary>The port of the AWS endpoint on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Every wait, timeout and age runs on it.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Gets every line that a function writes, from many threads; must not block.</summary>
    public Action<FunctionLogLine> LogSink { get; init; } = static _ => { };

    /// <summary>The most environments of one function in one region that mappings use at a time. What is beyond it waits; it is not throttled.</summary>
    public int ConcurrencyCap { get; init; } = DefaultConcurrencyCap;

    /// <summary>The stack's name, in names that the template leaves to CloudFormation.</summary>
    public string StackName { get; init; } = "datasync";

    /// <summary>The account in every ARN: twelve digits. With an <see cref="SqsEndpoint"/> the server's own account takes its place.</summary>
    public string AccountId { get; init; } = "000000000000";

    /// <summary>A DynamoDB with Streams that already runs, or null for the one built in.</summary>
    public RemoteEndpoint? DynamoDbEndpoint { get; init; }

    /// <summary>An SQS that already runs, or null for the one built in.</summary>
    public RemoteEndpoint? SqsEndpoint { get; init; }

    /// <summary>An S3 that already runs, or null for the one built in.</summary>
    public RemoteEndpoint? S3Endpoint { get; init; }

    internal bool IsRemote => DynamoDbEndpoint is not null || SqsEndpoint is not null;

    /// <summary>Whether the functions' processes follow <see cref="LocalHost.Clocks"/>, and with them the host's own <see cref="Time"/> where it jumps. Needs libfaketime.</summary>
    public ClockControl ClockControl { get; init; }

    /// <summary>Whether every function that reads a stream or a queue starts a process before the first event: a function that cannot start is then an error of the start.</summary>
    public bool WarmUp { get; init; } = true;
}
