namespace DataSync.Local.Tests.Hosting;

public sealed class LocalPlanTests
{
    private const string Template = """
        Parameters: { Name: { Type: String, Default: work }, Key: { Type: String, Default: topsecret, NoEcho: true } }
        Resources:
          Items:
            Type: AWS::DynamoDB::Table
            Properties:
              TableName: items
              AttributeDefinitions: [{ AttributeName: a, AttributeType: S }, { AttributeName: b, AttributeType: N }]
              KeySchema: [{ AttributeName: a, KeyType: HASH }, { AttributeName: b, KeyType: RANGE }]
              BillingMode: PAY_PER_REQUEST
              GlobalSecondaryIndexes: [{ IndexName: byB, KeySchema: [{ AttributeName: b, KeyType: HASH }], Projection: { ProjectionType: KEYS_ONLY } }]
              StreamSpecification: { StreamViewType: NEW_IMAGE }
              TimeToLiveSpecification: { AttributeName: t, Enabled: true }
          Dead: { Type: AWS::SQS::Queue, Properties: { QueueName: dead } }
          Work: { Type: AWS::SQS::Queue, Properties: { QueueName: !Ref Name, DelaySeconds: 5, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3 } } }
          Lost:
            Type: AWS::S3::Bucket
            Properties:
              BucketName: !Sub 'lost-${AWS::Region}'
              VersioningConfiguration: { Status: Enabled }
              LifecycleConfiguration: { Rules: [{ Status: Enabled, ExpirationInDays: 15 }] }
              NotificationConfiguration:
                EventBridgeConfiguration: { EventBridgeEnabled: true }
                QueueConfigurations:
                  - { Event: 's3:ObjectCreated:*', Queue: !GetAtt Work.Arn, Filter: { S3Key: { Rules: [{ Name: prefix, Value: a/ }] } } }
          Objects:
            Type: AWS::Events::Rule
            Properties:
              State: DISABLED
              EventPattern: { source: [aws.s3], detail: { bucket: { name: [!Ref Lost] } } }
              Targets: [{ Id: queue, Arn: !GetAtt Work.Arn }]
          F:
            Type: AWS::Serverless::Function
            Properties:
              FunctionName: f
              Handler: Apply
              ReservedConcurrentExecutions: 4
              Environment: { Variables: { KEY: !Sub 'x-${Key}' } }
              Events:
                Q: { Type: SQS, Properties: { Queue: !GetAtt Work.Arn, Enabled: false, ScalingConfig: { MaximumConcurrency: 8 }, FunctionResponseTypes: [ReportBatchItemFailures] } }
                S:
                  Type: DynamoDB
                  Properties:
                    Stream: !GetAtt Items.StreamArn
                    StartingPosition: LATEST
                    BisectBatchOnFunctionError: true
                    MaximumRetryAttempts: 7
                    MaximumRecordAgeInSeconds: 60
                    ParallelizationFactor: 2
                    DestinationConfig: { OnFailure: { Destination: !GetAtt Lost.Arn } }
                    FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] }
                T: { Type: Schedule, Properties: { Schedule: 'cron(0 12 * * ? *)', Input: '{}' } }
          Role: { Type: AWS::IAM::Role }
          Bus: { Type: AWS::Events::EventBus }
        Outputs: { Url: { Value: !Ref Work } }
        """;

    [Fact]
    public void Plan_says_all_that_each_region_runs_and_what_it_does_not()
    {
        var path = HostFixture.Write(Template);

        var plan = LocalPlan.Describe(LocalPlan.Evaluate(HostFixture.Options(path)));

        File.Delete(path);
        Assert.Equal(
            $"""
            Parameters
              Name = work
              Key = ****

            {Region("us-east-1")}
            {Region("eu-west-1")}
            Without meaning on one machine
              Role (AWS::IAM::Role)
              Lifecycle of Lost: objects stay until they are deleted

            Warnings
              Resources/Bus: AWS::Events::EventBus is not supported here; it is not created

            """,
            plan);
    }

    private static string Region(string region) => $$"""
        Region {{region}} (stack datasync, account 000000000000)
          table     items: key a (S), b (N), stream NEW_IMAGE, expires by t, PAY_PER_REQUEST
                    global index byB: key b, projects KEYS_ONLY
          queue     dead: visibility 30 s
          queue     work: visibility 30 s, DelaySeconds 5, dead letters to dead after 3 receives
          bucket    lost-{{region}}: versioning Enabled, events to EventBridge
                    s3:ObjectCreated:* to queue work, prefix a/
          rule      datasync-Objects (disabled): to queue work
                    pattern {{Pattern(region)}}
          function  f: handler Apply, 128 MB, 3 s, reserved concurrency 4
                    KEY = x-****
          mapping   queue work -> f (paused): batches of 10 within 0 s, up to 8 at a time, ReportBatchItemFailures
          mapping   stream of items -> f: from LATEST, batches of 100 within 0 s, 2 at a time, 7 retries, records up to 60 s old, bisects on error, on failure to s3 lost-{{region}}
                    filter {"eventName":["INSERT"]}
          schedule  cron 0 12 * * ? * -> f: 2 retries within 21600 s, input {}
          output    Url = https://sqs.{{region}}.amazonaws.com/000000000000/work

        """;

    private static string Pattern(string region) => """{"source":["aws.s3"],"detail":{"bucket":{"name":["lost-""" + region + "\"]}}}";

    [Fact]
    public void Bucket_of_one_name_in_two_regions_is_refused()
    {
        var path = HostFixture.Write("Resources: { Files: { Type: AWS::S3::Bucket, Properties: { BucketName: files } } }");

        var error = Assert.Throws<LocalHostException>(() => LocalPlan.Evaluate(HostFixture.Options(path)));

        File.Delete(path);
        Assert.Equal("The bucket files would be there more than once: Files. A bucket's name is one for all regions; put ${AWS::Region} into it.", error.Message);
    }

    [Fact]
    public void Region_named_twice_is_refused()
    {
        var error = Assert.Throws<LocalHostException>(() => LocalPlan.Evaluate(HostFixture.Options("none") with { Regions = ["us-east-1", "us-east-1"] }));

        Assert.Equal("Regions must be at least one and each named once, but are: us-east-1, us-east-1", error.Message);
    }
}
