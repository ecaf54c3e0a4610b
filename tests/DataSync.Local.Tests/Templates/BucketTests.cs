namespace DataSync.Local.Tests.Templates;

public sealed class BucketTests
{
    private const string Queues = "Work: { Type: AWS::SQS::Queue, Properties: { QueueName: work } }";

    [Fact]
    public void Bucket_notifies_versions_and_has_its_attributes()
    {
        var stack = Evaluation.Of($$"""
            Conditions: { Never: !Equals [a, b] }
            Resources:
              {{Queues}}
              Files:
                Type: AWS::S3::Bucket
                Properties:
                  BucketName: !Sub 'files-${AWS::Region}'
                  VersioningConfiguration: { Status: Enabled }
                  BucketEncryption: { ServerSideEncryptionConfiguration: [] }
                  PublicAccessBlockConfiguration: { BlockPublicAcls: true }
                  OwnershipControls: { Rules: [] }
                  NotificationConfiguration:
                    EventBridgeConfiguration: { EventBridgeEnabled: 'true' }
                    QueueConfigurations:
                      - { Event: 's3:ObjectCreated:*', Queue: !GetAtt Work.Arn }
                      - { Event: 's3:ObjectRemoved:*', Queue: !GetAtt Work.Arn, Filter: { S3Key: { Rules: [{ Name: suffix, Value: .jpg }] } } }
              Plain: { Type: AWS::S3::Bucket }
              Absent: { Type: AWS::S3::Bucket, Condition: Never }
              FilesPolicy: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: !Ref Files } }
            Outputs:
              Name: { Value: !Ref Files }
              Arn: { Value: !GetAtt Files.Arn }
              Domain: { Value: !GetAtt Files.DomainName }
              Regional: { Value: !GetAtt Files.RegionalDomainName }
            """);

        var files = stack.Buckets[0];
        Assert.Equal(["Files", "Plain"], stack.Buckets.Select(bucket => bucket.LogicalId));
        Assert.Equal(("files-eu-west-1", "Enabled", true), (files.Name, files.Versioning, files.ToEventBridge));
        Assert.Equal(["s3:ObjectCreated:*", "s3:ObjectRemoved:*"], files.Notifications.Select(notification => notification.Event));
        Assert.All(files.Notifications, notification => Assert.Equal("arn:aws:sqs:eu-west-1:000000000000:work", notification.QueueArn));
        Assert.Equal([KeyValuePair.Create("suffix", ".jpg")], files.Notifications[1].KeyRules);
        Assert.Equal((null, false), (stack.Buckets[1].Versioning, stack.Buckets[1].ToEventBridge));
        Assert.Equal(
            ["files-eu-west-1", "arn:aws:s3:::files-eu-west-1", "files-eu-west-1.s3.amazonaws.com", "files-eu-west-1.s3.eu-west-1.amazonaws.com"],
            stack.Outputs.Select(output => output.Value));
        Assert.Empty(stack.Warnings);
    }

    [Fact]
    public void What_a_bucket_asks_for_and_does_not_get_is_named()
    {
        var stack = Evaluation.Of("""
            Resources:
              Role: { Type: AWS::IAM::Role }
              Files:
                Type: AWS::S3::Bucket
                Properties:
                  LifecycleConfiguration: { Rules: [] }
                  ReplicationConfiguration: { Role: !GetAtt Role.Arn, Rules: [] }
                  NotificationConfiguration: { LambdaConfigurations: [] }
            """);

        Assert.Equal(
            [
                "Resources/Files/Properties/ReplicationConfiguration: S3's own replication does not run here; nothing that is written to the bucket reaches another one by it",
                "Resources/Files/Properties/NotificationConfiguration/LambdaConfigurations is not supported here; it has no effect",
            ],
            stack.Warnings);
        Assert.Equal(["Role (AWS::IAM::Role)", "Lifecycle of Files: objects stay until they are deleted"], stack.NoLocalMeaning);
    }

    [Fact]
    public void Rule_sends_what_its_pattern_matches_to_queues_of_the_template()
    {
        var stack = Evaluation.Of($$"""
            Resources:
              {{Queues}}
              Files: { Type: AWS::S3::Bucket, Properties: { BucketName: files } }
              Changed:
                Type: AWS::Events::Rule
                Properties:
                  Description: Changes of the bucket
                  EventPattern: { source: [aws.s3], detail-type: [{ prefix: 'Object ' }], detail: { bucket: { name: [!Ref Files] } } }
                  Targets: [{ Id: queue, Arn: !GetAtt Work.Arn, RetryPolicy: { MaximumRetryAttempts: 3 } }]
              MayS3Send: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref Work], PolicyDocument: {} } }
            Outputs: { Name: { Value: !Ref Changed }, Arn: { Value: !GetAtt Changed.Arn } }
            """);

        var rule = Assert.Single(stack.Rules);
        Assert.Equal(("sync-Changed", true), (rule.Name, rule.Enabled));
        Assert.Equal("""{"source":["aws.s3"],"detail-type":[{"prefix":"Object "}],"detail":{"bucket":{"name":["files"]}}}""", rule.Pattern);
        Assert.Equal(["arn:aws:sqs:eu-west-1:000000000000:work"], rule.QueueArns);
        Assert.Equal(["sync-Changed", "arn:aws:events:eu-west-1:000000000000:rule/sync-Changed"], stack.Outputs.Select(output => output.Value));
        Assert.Empty(stack.Warnings);
    }

    [Theory]
    [InlineData("EventPattern: { source: [aws.ec2] }", "Resources/R/Properties/EventPattern: only events of aws.s3 happen here; the rule sends nothing")]
    [InlineData("ScheduleExpression: rate(1 minute)", "Resources/R/Properties: schedules of a rule of its own do not run here (those in a function's Events do); the rule sends nothing")]
    [InlineData("EventPattern: { source: [aws.s3] }, EventBusName: mine", "Resources/R/Properties: there is no event bus mine here; the rule sends nothing")]
    [InlineData("EventPattern: { source: [aws.s3] }, Targets: [{ Id: a, Arn: 'arn:x' }]", "Resources/R/Properties/Targets/0: arn:x is no queue of this template; it gets no events here")]
    [InlineData("EventPattern: { source: [aws.s3] }, Targets: [{ Id: a, Arn: !GetAtt Work.Arn, InputPath: $.detail }]", "Resources/R/Properties/Targets/0/InputPath is not supported here; it has no effect")]
    public void Rule_that_can_not_send_here_is_named(string properties, string warning)
    {
        var stack = Evaluation.Of($$"""
            Resources:
              {{Queues}}
              R: { Type: AWS::Events::Rule, Properties: { {{properties}} } }
            """);

        Assert.Equal([warning], stack.Warnings);
    }

    [Fact]
    public void Pattern_that_is_none_and_versioning_that_is_none_are_errors()
    {
        Assert.Equal(
            "Resources/R/Properties/EventPattern: the pattern/source has an unknown condition {\"like\":\"x\"}",
            Evaluation.Error("Resources: { R: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [{ like: x }] } } } }"));
        Assert.Equal(
            "Resources/B/Properties/VersioningConfiguration/Status: On is none of Enabled, Suspended",
            Evaluation.Error("Resources: { B: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: On } } } }"));
    }
}
