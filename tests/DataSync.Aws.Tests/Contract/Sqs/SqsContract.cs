using Amazon.SQS;
using Amazon.SQS.Model;
using DataSync.Aws.Tests.Contract.Servers;
using Xunit;

namespace DataSync.Aws.Tests.Contract.Sqs;

/// <summary>What all parts of the SQS contract need. the server that the running case is for, and short ways to use it.</summary>
public abstract class SqsContract : IAsyncLifetime
{
    private ISqsServer? _server;
    private IAmazonSQS? _sqs;

    protected ISqsServer Server => _server!;

    protected string Region => Server.Region;

    protected IAmazonSQS Sqs => _sqs!;

    public async Task InitializeAsync()
    {
        _server = await ContractServers.Current.OpenSqsAsync();
        _sqs = _server.Client(Region);
    }

    public async Task DisposeAsync()
    {
        _sqs?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    protected static string NewName() => $"queue-{Guid.NewGuid():N}";

    protected async Task<string> CreateQueueAsync(params (string Name, string Value)[] attributes)
    {
        var isFifo = attributes.Any(attribute => attribute.Name == "FifoQueue");
        var request = new CreateQueueRequest
        {
            QueueName = isFifo ? $"{NewName()}.fifo" : NewName(),
            Attributes = attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value),
        };
        return (await Sqs.CreateQueueAsync(request)).QueueUrl;
    }

    protected async Task<Dictionary<string, string>> AttributesAsync(string url)
    {
        var response = await Sqs.GetQueueAttributesAsync(url, ["All"]);
        return response.Attributes;
    }

    protected async Task<string> ArnAsync(string url) => (await AttributesAsync(url))["QueueArn"];

    protected async Task<List<Message>> ReceiveAsync(string url, int max = 10, int? visibilityTimeout = null)
    {
        var response = await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest
        {
            QueueUrl = url,
            MaxNumberOfMessages = max,
            VisibilityTimeout = visibilityTimeout,
            MessageSystemAttributeNames = ["All"],
            MessageAttributeNames = ["All"],
        });
        return response.Messages ?? [];
    }

    protected async Task<string[]> ReceiveBodiesAsync(string url, int max = 10) =>
        [.. (await ReceiveAsync(url, max)).Select(message => message.Body)];

    protected async Task<(string Visible, string InFlight, string Delayed)> CountsAsync(string url)
    {
        var attributes = await AttributesAsync(url);
        return (attributes["ApproximateNumberOfMessages"], attributes["ApproximateNumberOfMessagesNotVisible"], attributes["ApproximateNumberOfMessagesDelayed"]);
    }
}
