using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Amazon.SQS.Model;
using DataSync.Local.Faults;
using DataSync.Local.Templates;
using DataSync.Local.Tests.Mappings;

namespace DataSync.Local.Tests.Hosting;

public sealed class LocalHostTests
{
    private const string Template = """
        Parameters: { CaptureHandler: { Type: String, Default: echo } }
        Globals: { Function: { Timeout: 30, Environment: { Variables: { STREAM: !GetAtt Items.StreamArn } } } }
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
            Properties:
              Handler: !Ref CaptureHandler
              Events:
                Stream:
                  Type: DynamoDB
                  Properties:
                    Stream: !GetAtt Items.StreamArn
                    StartingPosition: TRIM_HORIZON
                    MaximumRetryAttempts: 0
                    DestinationConfig: { OnFailure: { Destination: !GetAtt Dead.Arn } }
          Apply:
            Type: AWS::Serverless::Function
            Properties: { Handler: throw, Timeout: 1, Events: { Queue: { Type: SQS, Properties: { Queue: !GetAtt Work.Arn } } } }
          Environment: { Type: AWS::Serverless::Function, Properties: { Handler: environment } }
          Pid: { Type: AWS::Serverless::Function, Properties: { Handler: pid } }
        Outputs: { Stream: { Value: !GetAtt Items.StreamArn }, WorkUrl: { Value: !Ref Work }, DeadUrl: { Value: !Ref Dead } }
        """;

    [Fact]
    public async Task Item_put_through_the_endpoint_reaches_the_function_of_its_region_only()
    {
        await using var fixture = await HostFixture.StartAsync(Template);
        using var client = fixture.DynamoDb("eu-west-1");

        await client.PutItemAsync("items", new Dictionary<string, AttributeValue> { ["pk"] = new("a") });
        var line = await fixture.LineAsync("echo");

        Assert.Equal(("eu-west-1", "datasync-Capture"), (line.Region, line.Function));
        Assert.Equal(0, fixture.Host.Region("us-east-1").Mappings.Sum(mapping => mapping.Counts.Invocations));
    }

    [Fact]
    public async Task Message_that_fails_ends_in_the_dead_letter_queue()
    {
        await using var fixture = await HostFixture.StartAsync(Template);
        using var client = fixture.Sqs("us-east-1");

        await client.SendMessageAsync(fixture.Host.Region("us-east-1").Output("WorkUrl"), "poison");
        var letter = await ReceiveAsync(fixture, client);

        Assert.Equal("poison", letter.Body);
    }

    [Fact]
    public async Task Stream_records_that_fail_reach_the_on_failure_destination()
    {
        await using var fixture = await HostFixture.StartAsync(Template.Replace("Default: echo", "Default: throw"));
        using var client = fixture.DynamoDb("eu-west-1");
        using var queues = fixture.Sqs("eu-west-1");

        await client.PutItemAsync("items", new Dictionary<string, AttributeValue> { ["pk"] = new("a") });
        using var letter = JsonDocument.Parse((await ReceiveAsync(fixture, queues, "eu-west-1")).Body);

        Assert.Equal("RetryAttemptsExhausted", letter.RootElement.GetProperty("requestContext").GetProperty("condition").GetString());
        Assert.Equal(fixture.Host.Region("eu-west-1").Output("Stream"), letter.RootElement.GetProperty("DDBStreamBatchInfo").GetProperty("streamArn").GetString());
    }

    [Fact]
    public async Task Function_knows_its_region_its_endpoint_and_the_streams_real_arn()
    {
        await using var fixture = await HostFixture.StartAsync(Template);
        var region = fixture.Host.Region("eu-west-1");

        var result = await region.Function("Environment")!.InvokeAsync("{}"u8.ToArray());

        var variables = Encoding.UTF8.GetString(result.Payload.Span).Split('\n');
        Assert.Contains("AWS_REGION=eu-west-1", variables);
        Assert.Contains("AWS_ACCESS_KEY_ID=LOCAL-eu-west-1.Environment", variables);
        Assert.Contains("AWS_ENDPOINT_URL_SQS=" + fixture.Host.Endpoint, variables);
        Assert.Contains("STREAM=" + region.Output("Stream"), variables);
        Assert.DoesNotContain(LocalStack.UnknownStreamLabel, region.Output("Stream"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cut_off_region_is_out_of_reach_for_the_others_functions_but_not_for_the_developer()
    {
        await using var fixture = await HostFixture.StartAsync(Template);
        using var function = fixture.DynamoDb("eu-west-1", RegionFaults.AccessKeyId("us-east-1"));
        using var developer = fixture.DynamoDb("eu-west-1");
        fixture.Host.Faults.CutOff("eu-west-1");

        await Assert.ThrowsAnyAsync<Exception>(() => function.ListTablesAsync());
        var tables = await developer.ListTablesAsync();

        Assert.Equal(["items"], tables.TableNames);
        Assert.True(fixture.Host.Faults.Count("eu-west-1", FaultKind.Cut) >= 1);
    }

    [Fact]
    public async Task Disposal_ends_every_process_and_listener()
    {
        int processId;
        Uri endpoint;
        await using (var fixture = await HostFixture.StartAsync(Template))
        {
            var result = await fixture.Host.Region("us-east-1").Function("Pid")!.InvokeAsync("{}"u8.ToArray());
            processId = int.Parse(Encoding.UTF8.GetString(result.Payload.Span));
            endpoint = fixture.Host.Endpoint;
        }

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(processId));
        using var socket = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(endpoint.Host, endpoint.Port));
    }

    [Fact]
    public async Task Missing_executable_is_named()
    {
        var path = HostFixture.Write(Template);

        var error = await Assert.ThrowsAsync<LocalHostException>(() => LocalHost.StartAsync(HostFixture.Options(path) with { FunctionPath = "/nowhere/bootstrap.dll" }));

        Assert.Equal("The functions' executable /nowhere/bootstrap.dll is not there. Build src/DataSync.Functions first.", error.Message);
        File.Delete(path);
    }

    [Fact]
    public async Task Table_the_service_refuses_stops_the_start_and_frees_the_port()
    {
        var path = HostFixture.Write(Template.Replace("AttributeType: S", "AttributeType: Q"));
        var port = FreePort();

        var error = await Assert.ThrowsAsync<LocalHostException>(() => LocalHost.StartAsync(HostFixture.Options(path) with { Port = port }));

        Assert.StartsWith("table Items (items) in us-east-1 was refused by CreateTable", error.Message, StringComparison.Ordinal);
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        File.Delete(path);
    }

    [Fact]
    public async Task Port_in_use_is_named()
    {
        var path = HostFixture.Write(Template);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var error = await Assert.ThrowsAsync<LocalHostException>(() => LocalHost.StartAsync(HostFixture.Options(path) with { Port = port }));

        Assert.StartsWith($"Port {port} of 127.0.0.1 can't be used", error.Message, StringComparison.Ordinal);
        File.Delete(path);
    }

    [Fact]
    public async Task Stream_that_no_table_of_the_template_has_stops_the_start()
    {
        var path = HostFixture.Write(Template.Replace("Stream: !GetAtt Items.StreamArn\n", "Stream: 'arn:aws:dynamodb:us-east-1:000000000000:table/other/stream/x'\n"));

        var error = await Assert.ThrowsAsync<LocalHostException>(() => LocalHost.StartAsync(HostFixture.Options(path)));

        Assert.Contains("there is no stream arn:aws:dynamodb:us-east-1:000000000000:table/other/stream/x here", error.Message, StringComparison.Ordinal);
        File.Delete(path);
    }

    private static async Task<Message> ReceiveAsync(HostFixture fixture, Amazon.SQS.AmazonSQSClient client, string region = "us-east-1")
    {
        var request = new ReceiveMessageRequest(fixture.Host.Region(region).Output("DeadUrl")) { WaitTimeSeconds = 20 };
        var answer = client.ReceiveMessageAsync(request);
        await answer.InTimeAsync();
        return Assert.Single((await answer).Messages);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
