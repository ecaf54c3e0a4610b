using DataSync.Aws.Tests.Contract.DynamoDb;
using DataSync.Aws.Tests.Contract.S3;
using DataSync.Aws.Tests.Contract.Sqs;

namespace DataSync.Aws.Tests.Contract.Servers;

/// <summary>A server the contracts are run against. One object serves the whole run; each test opens its own view of it.</summary>
public abstract class ContractServer : IAsyncDisposable
{
    /// <summary>How reports and display names call it.</summary>
    public abstract string Name { get; }

    /// <summary>Null when the server is there; otherwise why it is not.</summary>
    public virtual string? WhyAbsent => null;

    /// <summary>True when tests move its clock, split its shards and look into it.</summary>
    public virtual bool IsControlled => false;

    /// <summary>Where it is known to do something else than AWS documents.</summary>
    public virtual KnownDifferences Differences => KnownDifferences.None;

    public virtual bool Serves(string service) => true;

    public abstract Task<DynamoDbTarget> OpenDynamoDbAsync();

    public abstract Task<ISqsServer> OpenSqsAsync();

    public abstract Task<IS3Server> OpenS3Async();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
