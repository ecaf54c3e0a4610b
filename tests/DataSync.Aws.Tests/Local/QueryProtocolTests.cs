using System.Net;
using System.Xml.Linq;
using DataSync.Aws.Tests.Contract.Sqs;
using DataSync.Aws.Tests.Support;
using DataSync.LocalAws;
using Xunit;

namespace DataSync.Aws.Tests.Local;

/// <summary>SQS for clients from before its JSON protocol: forms in, XML out.</summary>
public sealed class QueryProtocolTests : IAsyncLifetime
{
    private const string Authorization = "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/sqs/aws4_request, SignedHeaders=host, Signature=0";
    private static readonly XNamespace Sqs = "http://queue.amazonaws.com/doc/2012-11-05/";

    private readonly LocalCloud _cloud = LocalSqsServer.NewCloud(new SignallingTimeProvider());
    private Uri _endpoint = new("http://unset.test/");

    public async Task InitializeAsync() => _endpoint = (await _cloud.ListenAsync()).Uri;

    public async Task DisposeAsync() => await _cloud.DisposeAsync();

    [Fact]
    public async Task A_queue_is_made_with_its_attributes_and_tags()
    {
        var created = await CallAsync("CreateQueue", ("QueueName", "q"), ("Attribute.1.Name", "VisibilityTimeout"), ("Attribute.1.Value", "77"), ("Tag.1.Key", "team"), ("Tag.1.Value", "sync"));

        var url = created.Descendants(Sqs + "QueueUrl").Single().Value;
        var attributes = await CallAsync("GetQueueAttributes", ("QueueUrl", url), ("AttributeName.1", "VisibilityTimeout"), ("AttributeName.2", "QueueArn"));
        var tags = await CallAsync("ListQueueTags", ("QueueUrl", url));

        Assert.Equal("https://sqs.eu-west-1.amazonaws.com/000000000000/q", url);
        Assert.Equal("CreateQueueResponse", created.Name.LocalName);
        Assert.NotEmpty(created.Element(Sqs + "ResponseMetadata")!.Element(Sqs + "RequestId")!.Value);
        Assert.Equal(
            ["QueueArn=arn:aws:sqs:eu-west-1:000000000000:q", "VisibilityTimeout=77"],
            attributes.Descendants(Sqs + "Attribute").Select(a => $"{a.Element(Sqs + "Name")!.Value}={a.Element(Sqs + "Value")!.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(("team", "sync"), (tags.Descendants(Sqs + "Key").Single().Value, tags.Descendants(Sqs + "Value").Single().Value));
    }

    [Fact]
    public async Task A_message_goes_through_with_its_attributes()
    {
        await CallAsync("CreateQueue", ("QueueName", "q"));

        var sent = await CallAtAsync(
            "/000000000000/q",
            "SendMessage",
            ("MessageBody", "a & b <c> =%"),
            ("MessageAttribute.1.Name", "kind"),
            ("MessageAttribute.1.Value.DataType", "String"),
            ("MessageAttribute.1.Value.StringValue", "x"));
        var received = await CallAtAsync("/000000000000/q", "ReceiveMessage", ("MaxNumberOfMessages", "5"), ("MessageAttributeName.1", "All"), ("AttributeName.1", "SentTimestamp"));
        var message = received.Descendants(Sqs + "Message").Single();
        var deleted = await CallAtAsync("/000000000000/q", "DeleteMessage", ("ReceiptHandle", message.Element(Sqs + "ReceiptHandle")!.Value));

        Assert.Equal(sent.Descendants(Sqs + "MessageId").Single().Value, message.Element(Sqs + "MessageId")!.Value);
        Assert.Equal("a & b <c> =%", message.Element(Sqs + "Body")!.Value);
        var attribute = message.Element(Sqs + "MessageAttribute")!;
        Assert.Equal(("kind", "x"), (attribute.Element(Sqs + "Name")!.Value, attribute.Element(Sqs + "Value")!.Element(Sqs + "StringValue")!.Value));
        Assert.Equal("SentTimestamp", message.Element(Sqs + "Attribute")!.Element(Sqs + "Name")!.Value);
        Assert.Equal("DeleteMessageResponse", deleted.Name.LocalName);
        Assert.Null(deleted.Element(Sqs + "DeleteMessageResult"));
    }

    [Fact]
    public async Task A_batch_answers_entry_by_entry()
    {
        await CallAsync("CreateQueue", ("QueueName", "q"));

        var sent = await CallAtAsync(
            "/000000000000/q",
            "SendMessageBatch",
            ("SendMessageBatchRequestEntry.1.Id", "good"),
            ("SendMessageBatchRequestEntry.1.MessageBody", "x"),
            ("SendMessageBatchRequestEntry.2.Id", "late"),
            ("SendMessageBatchRequestEntry.2.MessageBody", "y"),
            ("SendMessageBatchRequestEntry.2.DelaySeconds", "901"));

        Assert.Equal("good", sent.Descendants(Sqs + "SendMessageBatchResultEntry").Single().Element(Sqs + "Id")!.Value);
        var failed = sent.Descendants(Sqs + "BatchResultErrorEntry").Single();
        Assert.Equal(("late", "InvalidParameterValue", "true"), (failed.Element(Sqs + "Id")!.Value, failed.Element(Sqs + "Code")!.Value, failed.Element(Sqs + "SenderFault")!.Value));
    }

    [Fact]
    public async Task An_error_has_the_code_of_old()
    {
        var unknown = await CallAtAsync("/000000000000/none", "PurgeQueue");
        var action = await CallAsync("FlyToTheMoon");

        Assert.Equal("ErrorResponse", unknown.Name.LocalName);
        Assert.Equal("AWS.SimpleQueueService.NonExistentQueue", unknown.Descendants(Sqs + "Code").Single().Value);
        Assert.Equal("Sender", unknown.Descendants(Sqs + "Type").Single().Value);
        Assert.Equal("InvalidAction", action.Descendants(Sqs + "Code").Single().Value);
    }

    [Theory]
    [InlineData("cn-north-1", "https://sqs.cn-north-1.amazonaws.com.cn/000000000000/q", "arn:aws-cn:sqs:cn-north-1:000000000000:q")]
    [InlineData("us-gov-west-1", "https://sqs.us-gov-west-1.amazonaws.com/000000000000/q", "arn:aws-us-gov:sqs:us-gov-west-1:000000000000:q")]
    public async Task Regions_of_other_partitions_have_their_own_names(string region, string url, string arn)
    {
        using var sqs = LocalSqsServer.Over(_endpoint, region);

        var created = await sqs.CreateQueueAsync("q");

        Assert.Equal(url, created.QueueUrl);
        Assert.Equal(arn, (await sqs.GetQueueAttributesAsync(url, ["QueueArn"])).QueueARN);
    }

    private Task<XElement> CallAsync(string action, params (string Name, string Value)[] parameters) => CallAtAsync("/", action, parameters);

    private async Task<XElement> CallAtAsync(string path, string action, params (string Name, string Value)[] parameters)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_endpoint, path));
        request.Content = new FormUrlEncodedContent(
            [new("Action", action), new("Version", "2012-11-05"), .. parameters.Select(p => KeyValuePair.Create(p.Name, p.Value))]);
        request.Headers.TryAddWithoutValidation("Authorization", Authorization);
        using var response = await client.SendAsync(request);
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{response.StatusCode}");
        Assert.Equal("text/xml", response.Content.Headers.ContentType?.MediaType);
        return XElement.Parse(await response.Content.ReadAsStringAsync());
    }
}
