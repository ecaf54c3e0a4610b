using Amazon.SQS;

namespace DataSync.Aws.Tests.Contract.Sqs;

/// <summary>One test's view of a server the SQS contract is run against.</summary>
public interface ISqsServer : IAsyncDisposable
{
    /// <summary>The region tests work in unless they say otherwise.</summary>
    string Region { get; }

    /// <summary>The account that queues belong to.</summary>
    string AccountId { get; }

    IAmazonSQS Client(string region);

    /// <summary>Lets time pass for the server.</summary>
    Task AdvanceAsync(TimeSpan time);

    /// <summary>Completes when a receive, started before, waits at the queue.</summary>
    Task ReceiveWaitsAsync(string queueUrl);
}
