using System.Collections.Concurrent;
using Amazon.Runtime;
using DataSync.Aws.Clients;
using DataSync.Aws.Queues;
using DataSync.Aws.Tests.Support;
using DataSync.LocalAws;
using DataSync.LocalAws.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Aws.Tests.Adapters;

/// <summary>A changes queue in two regions, the clients of one of them, and every call they make.</summary>
public sealed class QueueFixture : IAsyncDisposable, IFaultInjector
{
    public const string Region = "eu-west-1";
    public const string Other = "us-east-1";

    private readonly ConcurrentQueue<AwsRequest> _calls = new();

    private QueueFixture()
    {
        Cloud = LocalCloud.Create(new LocalCloudOptions { Time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)), Faults = this });
        Clients = new AwsClients(Region, TimeSpan.FromSeconds(2), new HandlerClientFactory(Cloud.CreateHandler()), new BasicAWSCredentials("test", "test"));
        Sender = new SqsQueueSender(Clients.Sqs, new QueueUrls
        {
            Changes = $"https://sqs.{Region}.amazonaws.com/000000000000/changes",
            ChangesTemplate = "https://sqs.{region}.amazonaws.com/000000000000/changes",
            Parked = $"https://sqs.{Region}.amazonaws.com/000000000000/not-there",
            ChangesDeadLetters = $"https://sqs.{Region}.amazonaws.com/000000000000/not-there",
            ParkedDeadLetters = $"https://sqs.{Region}.amazonaws.com/000000000000/not-there",
            CaptureDeadLetters = $"https://sqs.{Region}.amazonaws.com/000000000000/not-there",
        });
    }

    public LocalCloud Cloud { get; }

    public AwsClients Clients { get; }

    public SqsQueueSender Sender { get; }

    public Func<AwsRequest, AwsResponse?>? Fault { get; set; }

    public IReadOnlyCollection<AwsRequest> Calls => _calls;

    public static async Task<QueueFixture> CreateAsync()
    {
        var fixture = new QueueFixture();
        await fixture.Clients.Sqs(null).CreateQueueAsync("changes");
        await fixture.Clients.Sqs(Other).CreateQueueAsync("changes");
        fixture._calls.Clear();
        return fixture;
    }

    public int Visible(string region = Region) => Cloud.Sqs.Depth($"arn:aws:sqs:{region}:000000000000:changes").Visible;

    public ValueTask<AwsResponse?> BeforeAsync(AwsRequest request, CancellationToken cancellationToken)
    {
        _calls.Enqueue(request);
        return ValueTask.FromResult(Fault?.Invoke(request));
    }

    public async ValueTask DisposeAsync()
    {
        Clients.Dispose();
        await Cloud.DisposeAsync();
    }
}
