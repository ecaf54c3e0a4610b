using System.Net;
using System.Net.Sockets;
using Amazon.DynamoDBv2.Model;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS.Model;
using DataSync.Local.Faults;
using DataSync.Local.Tests.Hosting;
using DataSync.Local.Tests.Mappings;
using DataSync.LocalAws;
using DataSync.LocalAws.Remote;

namespace DataSync.Local.Tests.Remote;

/// <summary>A local host on a server that already runs: another cloud of ours, over HTTP.</summary>
public sealed class RemoteHostTests : IAsyncLifetime
{
    private const string Account = "111122223333";

    private const string Template = """
        Resources:
          Items:
            Type: AWS::DynamoDB::Table
            Properties:
              TableName: items
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
              KeySchema: [{ AttributeName: pk, KeyType: HASH }]
              StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
              TimeToLiveSpecification: { AttributeName: expires, Enabled: true }
          Work:
            Type: AWS::SQS::Queue
            Properties: { QueueName: work, VisibilityTimeout: 1, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 1 } }
          Dead: { Type: AWS::SQS::Queue, Properties: { QueueName: dead } }
          Capture:
            Type: AWS::Serverless::Function
            Properties: { Handler: echo, Timeout: 30, Events: { Stream: { Type: DynamoDB, Properties: { Stream: !GetAtt Items.StreamArn, StartingPosition: TRIM_HORIZON } } } }
          Apply:
            Type: AWS::Serverless::Function
            Properties: { Handler: throw, Timeout: 1, Events: { Queue: { Type: SQS, Properties: { Queue: !GetAtt Work.Arn } } } }
        Outputs: { WorkArn: { Value: !GetAtt Work.Arn }, WorkUrl: { Value: !Ref Work }, DeadUrl: { Value: !Ref Dead } }
        """;

    private const string Buckets = """
        Resources:
          Files:
            Type: AWS::S3::Bucket
            Properties:
              BucketName: !Sub 'files-${AWS::Region}'
              NotificationConfiguration:
                EventBridgeConfiguration: { EventBridgeEnabled: true }
                QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: !GetAtt Work.Arn }]
          Rule: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [aws.s3] }, Targets: [{ Id: a, Arn: !GetAtt Work.Arn }] } }
          Work: { Type: AWS::SQS::Queue, Properties: { QueueName: work } }
          Apply: { Type: AWS::Serverless::Function, Properties: { Handler: echo } }
        """;

    private readonly LocalCloud _server = LocalCloud.Create(new LocalCloudOptions { Time = TimeProvider.System, AccountId = Account });
    private RemoteEndpoint? _endpoint;

    public async Task InitializeAsync() => _endpoint = RemoteEndpoint.Parse("--endpoint-url", (await _server.ListenAsync()).Uri.ToString());

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Item_put_on_the_server_itself_reaches_the_function_of_its_region()
    {
        await using var fixture = await StartAsync();
        await Calls.DoAsync(_server.Service("dynamodb"), "dynamodb", "eu-west-1", "PutItem", """{"TableName":"items","Item":{"pk":{"S":"a"}}}""");

        var line = await fixture.LineAsync("echo");

        Assert.Equal(("eu-west-1", "datasync-Capture"), (line.Region, line.Function));
        Assert.Throws<InvalidOperationException>(() => fixture.Host.Cloud.DynamoDb);
    }

    [Fact]
    public async Task Message_that_fails_ends_in_the_servers_dead_letter_queue()
    {
        await using var fixture = await StartAsync();
        using var client = fixture.Sqs("us-east-1");

        await client.SendMessageAsync(fixture.Host.Region("us-east-1").Output("WorkUrl"), "poison");
        var receive = client.ReceiveMessageAsync(new ReceiveMessageRequest(fixture.Host.Region("us-east-1").Output("DeadUrl")) { WaitTimeSeconds = 20, VisibilityTimeout = 0 });
        await receive.InTimeAsync();
        await fixture.Host.Figures.RefreshAsync(CancellationToken.None);

        Assert.Equal("poison", Assert.Single((await receive).Messages).Body);
        Assert.Equal(1, fixture.Host.Figures.MessageCount($"arn:aws:sqs:us-east-1:{Account}:dead"));
    }

    [Fact]
    public async Task Arns_and_urls_name_the_servers_account()
    {
        await using var fixture = await StartAsync();
        var region = fixture.Host.Region("eu-west-1");

        Assert.Equal($"arn:aws:sqs:eu-west-1:{Account}:work", region.Output("WorkArn"));
        Assert.Equal($"https://sqs.eu-west-1.amazonaws.com/{Account}/work", region.Output("WorkUrl"));
        // The queue that told the account is gone again.
        var queues = await Calls.DoAsync(_server.Service("sqs"), "sqs", "us-east-1", "ListQueues", "{}");
        Assert.Equal(2, queues.GetProperty("QueueUrls").GetArrayLength());
    }

    [Fact]
    public async Task Faults_strike_services_elsewhere_too()
    {
        await using var fixture = await StartAsync();
        using var function = fixture.Sqs("eu-west-1", RegionFaults.AccessKeyId("us-east-1"));
        fixture.Host.Faults.CutOff("eu-west-1");

        await Assert.ThrowsAnyAsync<Exception>(() => function.ListQueuesAsync(""));

        Assert.True(fixture.Host.Faults.Count("eu-west-1", FaultKind.Cut) >= 1);
    }

    [Fact]
    public async Task What_exists_with_the_same_settings_is_used_as_it_is_and_told()
    {
        await using (await StartAsync())
        {
            await Calls.DoAsync(_server.Service("dynamodb"), "dynamodb", "us-east-1", "PutItem", """{"TableName":"items","Item":{"pk":{"S":"a"}}}""");
            await Calls.DoAsync(_server.Service("sqs"), "sqs", "us-east-1", "SendMessage", $$"""{"QueueUrl":"http://x/{{Account}}/dead","MessageBody":"old"}""");
        }

        await using var again = await StartAsync();
        await again.Host.Figures.RefreshAsync(CancellationToken.None);

        Assert.Contains("table Items (items) in us-east-1 exists already and is used as it is: it holds 1 items, and its stream is read from its oldest record.", again.Host.Notes);
        Assert.Contains("queue Dead (dead) in us-east-1 exists already and is used as it is: it holds 1 messages.", again.Host.Notes);
        Assert.Equal((1, 0), (again.Host.Figures.ItemCount("us-east-1", "items"), again.Host.Figures.ItemCount("eu-west-1", "items")));
        await again.LineAsync("echo");
    }

    [Fact]
    public async Task Table_with_other_settings_stops_the_start_and_says_which()
    {
        await Calls.DoAsync(_server.Service("dynamodb"), "dynamodb", "us-east-1", "CreateTable", """
            {"TableName":"items","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"N"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}
            """);

        var error = await Assert.ThrowsAsync<LocalHostException>(StartAsync);

        Assert.Equal(
            $"table Items (items) in us-east-1 is on {_endpoint} already, with other settings: key is pk HASH N, not pk HASH S; stream is none, not NEW_AND_OLD_IMAGES. Delete it there (aws dynamodb delete-table) or start the server anew.",
            error.Message);
    }

    [Fact]
    public async Task Queue_with_other_attributes_stops_the_start()
    {
        await Calls.DoAsync(_server.Service("sqs"), "sqs", "us-east-1", "CreateQueue", """{"QueueName":"work","Attributes":{"VisibilityTimeout":"77"}}""");

        var error = await Assert.ThrowsAsync<LocalHostException>(StartAsync);

        Assert.Equal($"queue Work (work) in us-east-1 is on {_endpoint} already, with other attributes. Delete it there (aws sqs delete-queue) or start the server anew.", error.Message);
    }

    [Fact]
    public async Task Server_that_does_not_run_is_named_with_the_remedy()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var error = await Assert.ThrowsAsync<LocalHostException>(() => HostFixture.StartAsync(
            Template, options => options with { DynamoDbEndpoint = RemoteEndpoint.Parse("--endpoint-url-dynamodb", $"http://127.0.0.1:{port}") }));

        Assert.StartsWith($"http://127.0.0.1:{port}/ (--endpoint-url-dynamodb) does not answer: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith($"Start that server first (for moto: moto_server -H 127.0.0.1 -p {port}), or leave --endpoint-url-dynamodb out to run on the servers built in.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_service_may_be_elsewhere_and_the_other_built_in()
    {
        await using var fixture = await HostFixture.StartAsync(Template, options => options with { SqsEndpoint = _endpoint });
        using var client = fixture.DynamoDb("eu-west-1");

        await client.PutItemAsync("items", new Dictionary<string, AttributeValue> { ["pk"] = new("a") });
        await fixture.LineAsync("echo");
        await fixture.Host.Figures.RefreshAsync(CancellationToken.None);

        Assert.Equal(1, fixture.Host.Cloud.DynamoDb.ItemCount("eu-west-1", "items"));
        Assert.Equal(1, fixture.Host.Figures.ItemCount("eu-west-1", "items"));
        Assert.Equal(0, _server.DynamoDb.ItemCount("eu-west-1", "items"));
    }

    [Fact]
    public async Task Buckets_may_be_elsewhere_and_notify_that_servers_queues()
    {
        await using var fixture = await StartWithS3Async();
        using var s3 = fixture.S3("eu-west-1", RegionFaults.AccessKeyId("eu-west-1", "Apply"));
        var key = "a b/\u00e9+%2F//c";

        await s3.PutObjectAsync(new PutObjectRequest { BucketName = "files-eu-west-1", Key = key, ContentBody = "hello" });
        using var got = await s3.GetObjectAsync("files-eu-west-1", key);
        using var reader = new StreamReader(got.ResponseStream);
        var text = await reader.ReadToEndAsync();
        var missing = await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.GetObjectMetadataAsync("files-eu-west-1", "b"));

        Assert.Equal(("hello", 404), (text, (int)missing.StatusCode));
        Assert.Equal(1, _server.S3.Buckets("eu-west-1").Single().Objects);
        Assert.Equal(2, _server.Sqs.Depth($"arn:aws:sqs:eu-west-1:{Account}:work").Visible);
        Assert.Null(fixture.Host.Figures.ObjectCount("files-eu-west-1"));
        Assert.Contains(fixture.Host.Notes, note => note.StartsWith("Rule: rules get no events, since S3 is on ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Copy_elsewhere_breaks_when_its_source_region_is_cut_off()
    {
        await using var fixture = await StartWithS3Async();
        using var s3 = fixture.S3("us-east-1", RegionFaults.AccessKeyId("us-east-1", "Apply"));
        fixture.Host.Faults.CutOff("eu-west-1");

        await Assert.ThrowsAnyAsync<Exception>(() => s3.CopyObjectAsync("files-eu-west-1", "a", "files-us-east-1", "a"));

        Assert.True(fixture.Host.Faults.Count("eu-west-1", FaultKind.Cut) >= 1);
    }

    [Fact]
    public async Task Bucket_that_exists_elsewhere_is_used_as_it_is_and_told()
    {
        await using (await StartWithS3Async())
        {
        }

        await using var again = await StartWithS3Async();

        Assert.Contains("bucket Files (files-eu-west-1) in eu-west-1 exists already and is used as it is, with what it holds.", again.Host.Notes);
    }

    private Task<HostFixture> StartWithS3Async() =>
        HostFixture.StartAsync(Buckets, options => options with { SqsEndpoint = _endpoint, S3Endpoint = _endpoint });

    private Task<HostFixture> StartAsync() => HostFixture.StartAsync(Template, options => options with { DynamoDbEndpoint = _endpoint, SqsEndpoint = _endpoint });
}
