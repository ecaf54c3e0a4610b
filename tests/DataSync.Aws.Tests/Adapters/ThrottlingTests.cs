using System.Net;
using System.Text;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using DataSync.Aws.Items;
using DataSync.Aws.Ledger;
using DataSync.Aws.Tests.Support;
using DataSync.Core.Items;
using DataSync.Core.Ports;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Aws.Tests.Adapters;

/// <summary>What the services call it when they refuse a call for its rate, told from what only looks like it.</summary>
public sealed class ThrottlingTests
{
    private static readonly ItemKey Key = LocalRegion.Key("a");

    [Theory]
    [InlineData(400, "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException")]
    [InlineData(400, "com.amazonaws.dynamodb.v20120810#ThrottlingException")]
    [InlineData(400, "com.amazonaws.dynamodb.v20120810#RequestLimitExceeded")]
    [InlineData(400, "com.amazon.coral.availability#ThrottlingException")]
    [InlineData(400, "RequestThrottled")]
    [InlineData(400, "RequestThrottledException")]
    [InlineData(400, "Throttling")]
    [InlineData(503, "SlowDown")]
    [InlineData(503, "com.amazonaws.dynamodb.v20120810#ServiceUnavailable")]
    [InlineData(429, "TooManyRequestsException")]
    public async Task A_refusal_for_the_rate_is_throttling_and_retryable(int status, string type)
    {
        using var client = Client(status, type);

        var errors = await ErrorsAsync(client);

        Assert.All(errors, error => Assert.Equal((true, true), (error.IsThrottling, error.IsRetryable)));
    }

    [Theory]
    [InlineData(500, "com.amazonaws.dynamodb.v20120810#InternalServerError", true)]
    [InlineData(400, "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", true)]
    [InlineData(400, "com.amazonaws.dynamodb.v20120810#LimitExceededException", true)]
    [InlineData(400, "com.amazon.coral.service#AccessDeniedException", true)]
    [InlineData(400, "com.amazon.coral.validate#ValidationException", false)]
    public async Task Any_other_failure_is_not_throttling(int status, string type, bool isRetryable)
    {
        using var client = Client(status, type);

        var errors = await ErrorsAsync(client);

        Assert.All(errors, error => Assert.Equal((false, isRetryable), (error.IsThrottling, error.IsRetryable)));
    }

    // Without retries of the SDK's own: they would wait.
    private static AmazonDynamoDBClient Client(int status, string type) => new(
        new BasicAWSCredentials("test", "test"),
        new AmazonDynamoDBConfig
        {
            RegionEndpoint = RegionEndpoint.EUWest1,
            MaxErrorRetry = 0,
            HttpClientFactory = new HandlerClientFactory(new Answering(status, type)),
        });

    private static async Task<StoreException[]> ErrorsAsync(AmazonDynamoDBClient client)
    {
        var items = new DynamoDbItemStore(client, LocalRegion.Table, Stamp.DefaultAttribute);
        var ledger = new DynamoDbLedger(client, LocalRegion.LedgerTable, TimeSpan.FromDays(90), new FakeTimeProvider());
        return
        [
            await Assert.ThrowsAsync<StoreException>(async () => await items.ReadAsync(Key, default)),
            await Assert.ThrowsAsync<StoreException>(async () => await ledger.ReadAsync(Key, default)),
        ];
    }

    private sealed class Answering(int status, string type) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage((HttpStatusCode)status)
            {
                RequestMessage = request,
                Content = new StringContent($$"""{"__type":"{{type}}","message":"No room."}""", Encoding.UTF8, "application/x-amz-json-1.0"),
            });
    }
}
