using System.Net;
using System.Net.Http.Headers;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using DataSync.LocalAws.DynamoDb;
using DataSync.LocalAws.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Aws.Tests.Contract.DynamoDb;

/// <summary>Our own server on virtual time, reached by the SDK without a socket.</summary>
public sealed class LocalDynamoDb : DynamoDbTarget
{
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    public LocalDynamoDb(DynamoDbOptions? options = null) => Service = new DynamoDbService(Time, options: options);

    public FakeTimeProvider Time { get; } = new(Start);

    public DynamoDbService Service { get; }

    public override AmazonDynamoDBClient CreateClient(string region) => new(
        new BasicAWSCredentials("local", "local"),
        new AmazonDynamoDBConfig
        {
            ServiceURL = "http://127.0.0.1:1",
            AuthenticationRegion = region,
            MaxErrorRetry = 0,
            HttpClientFactory = new Factory(Service),
        });

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Service.Dispose();
    }

    private sealed class Factory(DynamoDbService service) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(service));

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }

    private sealed class Handler(DynamoDbService service) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string[] target = request.Headers.GetValues("X-Amz-Target").Single().Split('.');
            string region = request.Headers.GetValues("Authorization").Single().Split('/')[2];
            byte[] body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            string name = target[0].StartsWith("DynamoDBStreams", StringComparison.Ordinal) ? "dynamodbstreams" : "dynamodb";
            AwsResponse response = await service.HandleAsync(new AwsRequest(name, region, target[1], body), cancellationToken);
            var content = new ByteArrayContent(response.Body.ToArray());
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
            return new HttpResponseMessage((HttpStatusCode)response.Status) { Content = content, RequestMessage = request };
        }
    }
}
