using DataSync.Local.Templates;

namespace DataSync.Local.Tests.Templates;

public sealed class StackTests
{
    private const string Service = """
        Transform: AWS::Serverless-2016-10-31
        Globals:
          Function:
            Timeout: 30
            MemorySize: 512
            Environment: { Variables: { SHARED: 'yes', LEVEL: Information } }
        Resources:
          Items:
            Type: AWS::DynamoDB::Table
            Properties:
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }, { AttributeName: sk, AttributeType: N }]
              KeySchema: [{ AttributeName: pk, KeyType: HASH }, { AttributeName: sk, KeyType: RANGE }]
              StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
              TimeToLiveSpecification: { AttributeName: expires, Enabled: true }
              SSESpecification: { SSEEnabled: true }
          Changes:
            Type: AWS::SQS::Queue
            Properties:
              QueueName: changes
              VisibilityTimeout: 180
              RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: '5' }
          Dead: { Type: AWS::SQS::Queue, Properties: { MessageRetentionPeriod: 1209600, SqsManagedSseEnabled: true } }
          Failures: { Type: AWS::S3::Bucket }
          Capture:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: provided.al2023
              Handler: CaptureItems
              Role: !GetAtt CaptureRole.Arn
              EventInvokeConfig: { MaximumRetryAttempts: 1 }
              Environment: { Variables: { LEVEL: Debug, STREAM: !GetAtt Items.StreamArn, QUEUE: !Ref Changes, COUNT: 3 } }
              Policies: [{ Statement: [{ Effect: Allow, Action: 'sqs:SendMessage', Resource: !GetAtt Changes.Arn }] }]
              Events:
                Stream:
                  Type: DynamoDB
                  Properties:
                    Stream: !GetAtt Items.StreamArn
                    StartingPosition: TRIM_HORIZON
                    BatchSize: 500
                    BisectBatchOnFunctionError: true
                    MaximumRetryAttempts: 20
                    FunctionResponseTypes: [ReportBatchItemFailures]
                    DestinationConfig: { OnFailure: { Type: S3, Destination: !GetAtt Failures.Arn } }
                    FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] }
                Minute: { Type: Schedule, Properties: { Schedule: rate(1 minute), Input: '{"a":1}' } }
          Apply:
            Type: AWS::Serverless::Function
            Properties: { Handler: Apply, ReservedConcurrentExecutions: 4 }
          ApplySource:
            Type: AWS::Lambda::EventSourceMapping
            Properties:
              EventSourceArn: !GetAtt Changes.Arn
              FunctionName: !Ref Apply
              BatchSize: 10
              ScalingConfig: { MaximumConcurrency: 8 }
          Alarm: { Type: AWS::CloudWatch::Alarm, Properties: { Dimensions: [{ Name: Mapping, Value: !Ref CaptureStream }] } }
        Outputs:
          Stream: { Value: !GetAtt Items.StreamArn }
        """;

    [Fact]
    public void Table_becomes_a_create_call_with_keys_stream_and_expiry()
    {
        var table = Evaluation.Of(Service).Tables.Single();

        Assert.Equal("sync-Items", table.Name);
        Assert.Equal((new LocalKey("pk", "S"), new LocalKey("sk", "N")), (table.PartitionKey, table.SortKey));
        Assert.Equal(("NEW_AND_OLD_IMAGES", "expires"), (table.StreamViewType, table.TtlAttribute));
        Assert.Equal("""{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}""", table.CreateTable["StreamSpecification"]!.ToJsonString());
        Assert.Equal("PAY_PER_REQUEST", table.CreateTable["BillingMode"]!.GetValue<string>());
    }

    [Fact]
    public void Index_becomes_part_of_the_create_call_with_numbers_as_numbers()
    {
        var table = Evaluation.Of("""
            Resources:
              T:
                Type: AWS::DynamoDB::Table
                Properties:
                  AttributeDefinitions: [{ AttributeName: a, AttributeType: S }, { AttributeName: b, AttributeType: N }]
                  KeySchema: [{ AttributeName: a, KeyType: HASH }]
                  ProvisionedThroughput: { ReadCapacityUnits: '5', WriteCapacityUnits: 6 }
                  GlobalSecondaryIndexes:
                    - IndexName: byB
                      KeySchema: [{ AttributeName: b, KeyType: HASH }]
                      Projection: { ProjectionType: INCLUDE, NonKeyAttributes: [c] }
                      ProvisionedThroughput: { ReadCapacityUnits: '1', WriteCapacityUnits: '2' }
            """).Tables.Single();

        Assert.Equal("""{"ReadCapacityUnits":5,"WriteCapacityUnits":6}""", table.CreateTable["ProvisionedThroughput"]!.ToJsonString());
        Assert.Equal(
            """[{"IndexName":"byB","KeySchema":[{"AttributeName":"b","KeyType":"HASH"}],"Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["c"]},"ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":2}}]""",
            table.CreateTable["GlobalSecondaryIndexes"]!.ToJsonString());
    }

    [Fact]
    public void Queue_comes_after_its_dead_letter_queue_and_carries_its_attributes()
    {
        var stack = Evaluation.Of(Service);

        Assert.Equal(["sync-Dead", "changes"], stack.Queues.Select(queue => queue.Name));
        Assert.Equal("""{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:000000000000:sync-Dead","maxReceiveCount":5}""", stack.Queues[1].Attributes["RedrivePolicy"]);
        Assert.Equal(TimeSpan.FromSeconds(180), stack.Queues[1].VisibilityTimeout);
    }

    [Fact]
    public void Globals_are_merged_into_functions_as_SAM_merges_them()
    {
        var function = Evaluation.Of(Service).Functions.Single(function => function.LogicalId == "Capture");

        Assert.Equal((TimeSpan.FromSeconds(30), 512), (function.Timeout, function.MemorySizeMb));
        Assert.Equal(("yes", "Debug", "3"), (function.Environment["SHARED"], function.Environment["LEVEL"], function.Environment["COUNT"]));
        Assert.Equal("https://sqs.eu-west-1.amazonaws.com/000000000000/changes", function.Environment["QUEUE"]);
    }

    [Fact]
    public void Sam_events_become_mappings_with_their_limits()
    {
        var stack = Evaluation.Of(Service);

        var stream = Assert.IsType<StreamMappingSettings>(stack.Mappings.Single(mapping => mapping.LogicalId == "CaptureStream"));
        Assert.Equal((500, true, 20, true), (stream.BatchSize, stream.BisectOnError, stream.MaximumRetryAttempts, stream.ReportsBatchItemFailures));
        Assert.Equal("arn:aws:s3:::sync-failures-eu-west-1", stream.OnFailureArn);
        Assert.Equal("""{"eventName":["INSERT"]}""", stream.Filters.Single());
        var schedule = Assert.IsType<ScheduleMappingSettings>(stack.Mappings.Single(mapping => mapping.LogicalId == "CaptureMinute"));
        Assert.Equal((TimeSpan.FromMinutes(1), """{"a":1}""", 1), (((RateSchedule)schedule.Schedule).Period, schedule.Input, schedule.RetryAttempts));
    }

    [Fact]
    public void Plain_mapping_finds_its_queue_and_function()
    {
        var mapping = Assert.IsType<QueueMappingSettings>(Evaluation.Of(Service).Mappings.Single(mapping => mapping.LogicalId == "ApplySource"));

        Assert.Equal(("sync-Apply", 10, 8, TimeSpan.FromSeconds(180)), (mapping.FunctionName, mapping.BatchSize, mapping.MaximumConcurrency, mapping.VisibilityTimeout));
    }

    [Fact]
    public void Stream_arns_are_filled_in_once_the_tables_exist()
    {
        const string Arn = "arn:aws:dynamodb:eu-west-1:000000000000:table/sync-Items/stream/2024-11-24T00:00:00.000";

        var stack = Evaluation.Of(Service).WithStreamArns(new Dictionary<string, string> { ["sync-Items"] = Arn });

        Assert.Equal(Arn, stack.Outputs.Single().Value);
        Assert.Equal(Arn, stack.Functions.Single(function => function.LogicalId == "Capture").Environment["STREAM"]);
        Assert.Equal(Arn, stack.Mappings.OfType<StreamMappingSettings>().Single().StreamArn);
    }

    [Fact]
    public void Resource_without_meaning_here_is_listed_and_warns_of_nothing()
    {
        var stack = Evaluation.Of(Service);

        Assert.Equal(["Alarm (AWS::CloudWatch::Alarm)", "Policies of Capture (inline)"], stack.NoLocalMeaning);
        Assert.Empty(stack.Warnings);
    }

    [Fact]
    public void Unsupported_type_and_property_are_each_named_in_a_warning()
    {
        var stack = Evaluation.Of("""
            Hooks: {}
            Resources:
              Bus: { Type: AWS::Events::EventBus, Properties: { Name: bus } }
              Work: { Type: AWS::SQS::Queue, Properties: { Colour: red } }
            """);

        Assert.Equal(
            [
                "section Hooks is not supported here; it has no effect",
                "Resources/Bus: AWS::Events::EventBus is not supported here; it is not created",
                "Resources/Work/Properties/Colour is not supported here; it has no effect",
            ],
            stack.Warnings);
    }

    [Fact]
    public void Resource_whose_condition_is_false_is_not_there()
    {
        var error = Evaluation.Error("""
            Conditions: { Never: !Equals [a, b] }
            Resources:
              Work: { Type: AWS::SQS::Queue, Condition: Never }
            Outputs: { V: { Value: !Ref Work } }
            """);

        Assert.Equal("Outputs/V/Value/Ref: refers to Work, which does not exist: its condition Never is false", error);
    }

    [Fact]
    public void Circular_dependency_names_the_circle()
    {
        var error = Evaluation.Error("""
            Resources:
              A: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt B.Arn, maxReceiveCount: 3 } } }
              B: { Type: AWS::SQS::Queue, DependsOn: A }
            """);

        Assert.Equal("Resources: circular dependency: A -> B -> A", error);
    }

    [Fact]
    public void Name_that_depends_on_itself_is_an_error()
    {
        var error = Evaluation.Error("Resources: { A: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub '${A.QueueName}-x' } } }");

        Assert.Equal("Resources/A: its name depends on itself", error);
    }

    [Theory]
    [InlineData("{ Type: SQS, Properties: { Queue: !GetAtt Q.Arn, BatchSize: 100 } }", "BatchSize 100 is over 10, which needs MaximumBatchingWindowInSeconds of at least 1")]
    [InlineData("{ Type: SQS, Properties: { Queue: !GetAtt Q.Arn, BatchSize: 0 } }", "/BatchSize: 0 is not a whole number from 1 to 10000")]
    [InlineData("{ Type: SQS, Properties: { Queue: !GetAtt Short.Arn } }", "the visibility timeout of short (5 s) is less than the timeout of f (10 s); AWS refuses that")]
    [InlineData("{ Type: SQS, Properties: { Queue: !GetAtt Q.Arn, FilterCriteria: { Filters: [{ Pattern: 'x' }] } } }", "/FilterCriteria/Filters/0/Pattern: the pattern is not JSON")]
    [InlineData("{ Type: DynamoDB, Properties: { Stream: 'arn:aws:dynamodb:eu-west-1:000000000000:table/t/stream/x', StartingPosition: NOW } }", "/StartingPosition: NOW is none of TRIM_HORIZON, LATEST")]
    [InlineData("{ Type: Schedule, Properties: { Schedule: 'every minute' } }", "every minute is not a schedule")]
    [InlineData("{ Type: Schedule, Properties: { Schedule: 'rate(1 minutes)' } }", "rate(1 minutes) has no unit")]
    [InlineData("{ Type: Schedule, Properties: { Schedule: 'rate(5 minute)' } }", "rate(5 minute) has no unit")]
    [InlineData("{ Type: Schedule, Properties: { Schedule: 'cron(0 0 * * * *)' } }", "exactly one of day of month and day of week must be ?")]
    [InlineData("{ Type: Schedule, Properties: { Schedule: 'at(2026-01-01T00:00:00)' } }", "is not a schedule")]
    [InlineData("{ Type: ScheduleV2, Properties: { ScheduleExpression: 'rate(1 day)', ScheduleExpressionTimezone: Moon/Base } }", "there is no time zone Moon/Base")]
    [InlineData("{ Type: SQS, Properties: { Queue: !GetAtt Fifo.Arn, BatchSize: 11 } }", "/BatchSize: 11 is not a whole number from 1 to 10")]
    [InlineData("{ Type: SQS, Properties: { Queue: !GetAtt Fifo.Arn, MaximumBatchingWindowInSeconds: 1 } }", "a FIFO queue has no batching window")]
    [InlineData("{ Type: SQS, Properties: { Queue: !GetAtt Q.Arn, ScalingConfig: { MaximumConcurrency: 1 } } }", "/MaximumConcurrency: 1 is not a whole number from 2 to 1000")]
    [InlineData("{ Type: SQS, Properties: { Queue: !GetAtt Q.Arn, ScalingConfig: { MaximumConcurrency: 2 }, ProvisionedPollerConfig: { MinimumPollers: 2 } } }", "exclude each other")]
    [InlineData("{ Type: DynamoDB, Properties: { Stream: 'arn:aws:dynamodb:eu-west-1:000000000000:table/t/stream/x', StartingPosition: LATEST, MaximumRecordAgeInSeconds: 59 } }", "59 is neither -1 nor from 60 to 604800")]
    [InlineData("{ Type: DynamoDB, Properties: { Stream: 'arn:aws:dynamodb:eu-west-1:000000000000:table/t/stream/x', StartingPosition: LATEST, ParallelizationFactor: 11 } }", "11 is not a whole number from 1 to 10")]
    [InlineData("{ Type: DynamoDB, Properties: { Stream: 'arn:aws:dynamodb:eu-west-1:000000000000:table/t/stream/x', StartingPosition: LATEST, MaximumBatchingWindowInSeconds: 301 } }", "301 is not a whole number from 0 to 300")]
    [InlineData("{ Type: DynamoDB, Properties: { Stream: 'arn:aws:dynamodb:eu-west-1:000000000000:table/t/stream/x', StartingPosition: LATEST, DestinationConfig: { OnFailure: { Destination: !GetAtt Fifo.Arn } } } }", "only a standard queue takes failed batches")]
    [InlineData("{ Type: DynamoDB, Properties: { Stream: 'arn:aws:dynamodb:eu-west-1:000000000000:table/t/stream/x', StartingPosition: LATEST, DestinationConfig: { OnFailure: { Destination: 'arn:aws:sns:eu-west-1:000000000000:t' } } } }", "is neither a queue nor a bucket of this template")]
    [InlineData("{ Type: SQS, Properties: { Queue: 'arn:aws:sns:eu-west-1:000000000000:t' } }", "is neither a DynamoDB stream nor an SQS queue")]
    public void Mapping_outside_the_limits_of_AWS_is_refused(string source, string expected)
    {
        var error = Evaluation.Error($$"""
            Resources:
              Q: { Type: AWS::SQS::Queue }
              Fifo: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }
              Short: { Type: AWS::SQS::Queue, Properties: { QueueName: short, VisibilityTimeout: 5 } }
              F: { Type: AWS::Serverless::Function, Properties: { FunctionName: f, Handler: h, Timeout: 10, Events: { E: {{source}} } } }
            """);

        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Event_that_cannot_run_here_is_named_in_a_warning()
    {
        var stack = Evaluation.Of("""
            Resources:
              F: { Type: AWS::Serverless::Function, Properties: { Handler: h, Events: { Web: { Type: Api } } } }
            """);

        Assert.Equal("Resources/F/Properties/Events/Web: event type Api is not supported here; it does not invoke sync-F", stack.Warnings.Single());
        Assert.Empty(stack.Mappings);
    }

    [Fact]
    public void Second_mapping_from_the_same_source_to_the_same_function_is_refused()
    {
        var error = Evaluation.Error("""
            Resources:
              Q: { Type: AWS::SQS::Queue, Properties: { QueueName: q } }
              F: { Type: AWS::Serverless::Function, Properties: { FunctionName: f, Handler: h, Events: { A: { Type: SQS, Properties: { Queue: !GetAtt Q.Arn } }, B: { Type: SQS, Properties: { Queue: !GetAtt Q.Arn } } } } }
            """);

        Assert.Equal("Resources/F/Properties/Events/B/Properties: a mapping from arn:aws:sqs:eu-west-1:000000000000:q to f exists already", error);
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(6, 1)]
    public void Sixth_filter_needs_a_raised_quota(int count, int warnings)
    {
        var filters = string.Join(", ", Enumerable.Range(0, count).Select(i => $$"""{ Pattern: '{"body":["{{i}}"]}' }"""));

        var stack = Evaluation.Of($$"""
            Resources:
              Q: { Type: AWS::SQS::Queue }
              F: { Type: AWS::Serverless::Function, Properties: { Handler: h, Events: { A: { Type: SQS, Properties: { Queue: !GetAtt Q.Arn, FilterCriteria: { Filters: [{{filters}}] } } } } } }
            """);

        Assert.Equal(warnings, stack.Warnings.Count);
    }
}
