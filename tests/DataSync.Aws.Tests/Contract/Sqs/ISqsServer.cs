using Amazon.SQS;

namespace DataSync.Aws.Tests.Contract.Sqs;

/// <summary>A server the SQS contract is run against.</summary>
public interface ISqsServer : IAsyncDisposable
{
    IAmazonSQS Client(string region);

    /// <summary>Lets time pass for the server.</summary>
    Task AdvanceAsync(TimeSpan time);

    /// <summary>Completes when a receive, started before, waits at the queue.</summary>
    Task ReceiveWaitsAsync(string queueUrl);
}
