using System.Collections.Concurrent;
using Amazon;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using DataSync.Aws.Tests.Contract.DynamoDb;
using DataSync.Aws.Tests.Support;

namespace DataSync.Aws.Tests.Contract.Sqs;

/// <summary>A server that outlives the test: another emulator at an endpoint, or AWS where there is none.</summary>
public sealed class RemoteSqs(Uri? endpoint, AWSCredentials credentials, string accountId, string region = DynamoDbTarget.DefaultRegion) : ISqsServer
{
    private readonly ConcurrentBag<(string Region, string Url)> _created = [];

    public string Region => region;

    public string AccountId => accountId;

    public IAmazonSQS Client(string region)
    {
        var client = new AmazonSQSClient(credentials, endpoint is null
            ? new AmazonSQSConfig { RegionEndpoint = RegionEndpoint.GetBySystemName(region), MaxErrorRetry = 3 }
            : SdkConfig.For<AmazonSQSConfig>(region, endpoint));
        client.AfterResponseEvent += (_, args) =>
        {
            if (args is WebServiceResponseEventArgs { Response: CreateQueueResponse response })
            {
                _created.Add((region, response.QueueUrl));
            }
        };
        return client;
    }

    public Task AdvanceAsync(TimeSpan time) => throw new NotSupportedException("The clock of this server is its own; the case has to be marked NeedsControl.");

    public Task ReceiveWaitsAsync(string queueUrl) => throw new NotSupportedException("Nobody can see whether a receive waits there; the case has to be marked NeedsControl.");

    public async ValueTask DisposeAsync()
    {
        foreach (var (at, url) in _created.Distinct())
        {
            using var client = Client(at);
            try
            {
                await client.DeleteQueueAsync(url);
            }
            catch (QueueDoesNotExistException)
            {
                // The test has deleted it.
            }
        }
    }
}
