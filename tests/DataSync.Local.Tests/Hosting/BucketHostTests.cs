using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using DataSync.Local.Faults;
using DataSync.Local.Tests.Mappings;

namespace DataSync.Local.Tests.Hosting;

public sealed class BucketHostTests
{
    private const string Here = "us-east-1";
    private const string There = "eu-west-1";

    private const string Template = """
        Resources:
          Files:
            Type: AWS::S3::Bucket
            Properties:
              BucketName: !Sub 'files-${AWS::Region}'
              VersioningConfiguration: { Status: Enabled }
              NotificationConfiguration:
                EventBridgeConfiguration: { EventBridgeEnabled: true }
                QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: !GetAtt Direct.Arn, Filter: { S3Key: { Rules: [{ Name: prefix, Value: in/ }] } } }]
          Direct: { Type: AWS::SQS::Queue, Properties: { QueueName: direct } }
          Bridged: { Type: AWS::SQS::Queue, Properties: { QueueName: bridged } }
          Rule:
            Type: AWS::Events::Rule
            Properties:
              EventPattern: { source: [aws.s3], detail-type: [Object Deleted], detail: { bucket: { name: [!Ref Files] } } }
              Targets: [{ Id: queue, Arn: !GetAtt Bridged.Arn }]
          Apply: { Type: AWS::Serverless::Function, Properties: { Handler: environment, FunctionName: datasync-Apply } }
        Outputs: { DirectUrl: { Value: !Ref Direct }, BridgedUrl: { Value: !Ref Bridged } }
        """;

    [Fact]
    public async Task Notification_names_the_function_that_wrote_and_the_version()
    {
        await using var fixture = await HostFixture.StartAsync(Template);
        using var s3 = fixture.S3(There, RegionFaults.AccessKeyId(There, "Apply"));
        using var queues = fixture.Sqs(There);
        var url = fixture.Host.Region(There).Output("DirectUrl");
        var test = await ReceiveAsync(queues, url);

        await s3.PutObjectAsync(new PutObjectRequest { BucketName = "files-eu-west-1", Key = "out/a", ContentBody = "x" });
        var put = await s3.PutObjectAsync(new PutObjectRequest { BucketName = "files-eu-west-1", Key = "in/a b", ContentBody = "x" });
        var record = (await ReceiveAsync(queues, url)).GetProperty("Records")[0];

        Assert.Equal("s3:TestEvent", test.GetProperty("Event").GetString());
        Assert.Equal("AWS:AROALOCAL:datasync-Apply", record.GetProperty("userIdentity").GetProperty("principalId").GetString());
        Assert.Equal(("in/a+b", put.VersionId), (record.GetProperty("s3").GetProperty("object").GetProperty("key").GetString(), record.GetProperty("s3").GetProperty("object").GetProperty("versionId").GetString()));
    }

    [Fact]
    public async Task Rule_delivers_the_events_that_match_in_their_own_region_and_no_others()
    {
        await using var fixture = await HostFixture.StartAsync(Template);
        using var s3 = fixture.S3(Here);
        using var queues = fixture.Sqs(Here);

        await s3.PutObjectAsync(new PutObjectRequest { BucketName = "files-us-east-1", Key = "a b", ContentBody = "x" });
        await s3.DeleteObjectAsync("files-us-east-1", "a b");
        var received = await ReceiveAsync(queues, fixture.Host.Region(Here).Output("BridgedUrl"));

        Assert.Equal(("Object Deleted", "a b"), (received.GetProperty("detail-type").GetString(), received.GetProperty("detail").GetProperty("object").GetProperty("key").GetString()));
        // Taken off the one queue, and never in the other.
        Assert.Equal((0, 0), (fixture.Host.Figures.MessageCount(Arn(Here, "bridged")), fixture.Host.Figures.MessageCount(Arn(There, "bridged"))));
    }

    [Fact]
    public async Task Copy_across_regions_goes_through_and_breaks_when_its_source_is_cut_off()
    {
        await using var fixture = await HostFixture.StartAsync(Template);
        using var application = fixture.S3(There);
        using var apply = fixture.S3(Here, RegionFaults.AccessKeyId(Here, "Apply"));
        await application.PutObjectAsync(new PutObjectRequest { BucketName = "files-eu-west-1", Key = "a", ContentBody = "x" });
        var copy = new CopyObjectRequest { SourceBucket = "files-eu-west-1", SourceKey = "a", DestinationBucket = "files-us-east-1", DestinationKey = "a" };

        await apply.CopyObjectAsync(copy);
        fixture.Host.Faults.CutOff(There);

        await Assert.ThrowsAnyAsync<Exception>(() => apply.CopyObjectAsync(copy));
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var other = fixture.S3(There, RegionFaults.AccessKeyId(Here, "Apply"));
            await other.GetObjectMetadataAsync("files-eu-west-1", "a");
        });
        Assert.Equal("a", (await application.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "files-eu-west-1" })).S3Objects.Single().Key);
        Assert.Equal("a", (await apply.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "files-us-east-1" })).S3Objects.Single().Key);
        Assert.True(fixture.Host.Faults.Count(There, FaultKind.Cut) >= 2);
    }

    [Theory]
    [InlineData(FaultKind.Throttle, "SlowDown", 503)]
    [InlineData(FaultKind.Error, "InternalError", 500)]
    [InlineData(FaultKind.Deny, "AccessDenied", 403)]
    public async Task Struck_call_gets_the_error_of_s3_and_does_nothing(FaultKind kind, string code, int status)
    {
        await using var fixture = await HostFixture.StartAsync(Template);
        using var s3 = fixture.S3(Here);
        fixture.Host.Faults.Begin(new Fault(kind, Here) { Target = "s3", Text = "files-us-east-1/a" });

        var error = await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.PutObjectAsync(new PutObjectRequest { BucketName = "files-us-east-1", Key = "a", ContentBody = "x" }));
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = "files-us-east-1", Key = "b", ContentBody = "x" });

        Assert.Equal((code, status), (error.ErrorCode, (int)error.StatusCode));
        Assert.Equal(1, Assert.Single(fixture.Host.Cloud.S3.Buckets(Here)).Objects);
    }

    [Fact]
    public async Task Answer_that_is_lost_leaves_the_object_written()
    {
        await using var fixture = await HostFixture.StartAsync(Template);
        using var function = fixture.S3(Here, RegionFaults.AccessKeyId(Here, "Apply"));
        fixture.Host.Faults.Begin(new Fault(FaultKind.Lose, Here) { Target = "s3" });

        await Assert.ThrowsAnyAsync<Exception>(() => function.PutObjectAsync(new PutObjectRequest { BucketName = "files-us-east-1", Key = "a", ContentBody = "x" }));

        Assert.Equal(1, Assert.Single(fixture.Host.Cloud.S3.Buckets(Here)).Objects);
    }

    [Fact]
    public async Task Function_finds_s3_at_the_hosts_endpoint()
    {
        await using var fixture = await HostFixture.StartAsync(Template);

        var result = await fixture.Host.Region(There).Function("Apply")!.InvokeAsync("{}"u8.ToArray());

        Assert.Contains("AWS_ENDPOINT_URL_S3=" + fixture.Host.Endpoint, System.Text.Encoding.UTF8.GetString(result.Payload.Span).Split('\n'));
    }

    [Fact]
    public async Task Bucket_that_s3_refuses_stops_the_start()
    {
        var path = HostFixture.Write(Template.Replace("'s3:ObjectCreated:*'", "'s3:ObjectSold:*'"));

        var error = await Assert.ThrowsAsync<LocalHostException>(() => LocalHost.StartAsync(HostFixture.Options(path)));

        File.Delete(path);
        Assert.StartsWith("bucket Files (files-us-east-1) in us-east-1 was refused by PutBucketNotificationConfiguration", error.Message, StringComparison.Ordinal);
    }

    private static string Arn(string region, string queue) => $"arn:aws:sqs:{region}:000000000000:{queue}";

    private static async Task<JsonElement> ReceiveAsync(AmazonSQSClient queues, string url)
    {
        var receive = queues.ReceiveMessageAsync(new ReceiveMessageRequest(url) { WaitTimeSeconds = 20 });
        await receive.InTimeAsync();
        var message = Assert.Single((await receive).Messages);
        await queues.DeleteMessageAsync(url, message.ReceiptHandle);
        return JsonDocument.Parse(message.Body).RootElement;
    }
}
