using System.Collections.Concurrent;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DataSync.Aws.Tests.Contract.Streams;
using DataSync.Aws.Tests.Support;

namespace DataSync.Aws.Tests.Contract.DynamoDb;

/// <summary>A server that outlives the test: another emulator at an endpoint, or AWS where there is none.</summary>
public sealed class RemoteDynamoDb(Uri? endpoint, AWSCredentials credentials, string region = DynamoDbTarget.DefaultRegion) : DynamoDbTarget(region)
{
    private const int MaxPolls = 300;
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentBag<string> _tables = [];

    public override AmazonDynamoDBClient CreateClient(string region)
    {
        var client = new AmazonDynamoDBClient(credentials, endpoint is null
            ? new AmazonDynamoDBConfig { RegionEndpoint = RegionEndpoint.GetBySystemName(region), MaxErrorRetry = 3 }
            : SdkConfig.For<AmazonDynamoDBConfig>(region, endpoint));
        client.AfterResponseEvent += (_, args) =>
        {
            if (args is WebServiceResponseEventArgs { Response: CreateTableResponse response })
            {
                _tables.Add(response.TableDescription.TableName);
            }
        };
        return client;
    }

    public override async Task<string> CreateTableAsync(CreateTableRequest request)
    {
        await base.CreateTableAsync(request);
        await SettledAsync(request.TableName);
        return request.TableName;
    }

    public override async Task SettledAsync(string table)
    {
        for (var poll = 0; poll < MaxPolls; poll++)
        {
            var description = (await Client.DescribeTableAsync(table)).Table;
            if (description.TableStatus == TableStatus.ACTIVE && description.GlobalSecondaryIndexes?.Exists(i => i.IndexStatus != IndexStatus.ACTIVE) != true)
            {
                return;
            }

            // There is no signal for this on AWS; emulators are done at the first look.
            await Task.Delay(PollEvery, TimeProvider.System);
        }

        throw new TimeoutException($"Table {table} does not become active.");
    }

    public override async Task GoneAsync(string table)
    {
        for (var poll = 0; poll < MaxPolls; poll++)
        {
            try
            {
                await Client.DescribeTableAsync(table);
            }
            catch (ResourceNotFoundException)
            {
                return;
            }

            await Task.Delay(PollEvery, TimeProvider.System);
        }

        throw new TimeoutException($"Table {table} does not go away.");
    }

    public override Task PauseAsync() => Task.Delay(ReadAgainAfter, TimeProvider.System);

    public override async Task CloseAsync()
    {
        foreach (var table in _tables.Distinct(StringComparer.Ordinal))
        {
            try
            {
                await Client.DeleteTableAsync(table);
            }
            catch (AmazonDynamoDBException exception) when (exception is ResourceNotFoundException or ResourceInUseException)
            {
                // The test has deleted it, or is about to.
            }
        }
    }

    protected override StreamsClient CreateStreamsClient() => new(credentials, endpoint is null
        ? SdkConfig.For<AmazonDynamoDBConfig>(Region, new Uri($"https://streams.dynamodb.{Region}.amazonaws.com"))
        : SdkConfig.For<AmazonDynamoDBConfig>(Region, endpoint));
}
