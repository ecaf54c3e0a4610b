namespace DataSync.Local.Tests.Templates;

/// <summary>What a template asks for and does not get here is named, wherever it stands, and once.</summary>
public sealed class TemplateWarningsTests
{
    private const string NoEffect = " is not supported here; it has no effect";

    [Theory]
    [InlineData("Q: { Type: AWS::SQS::Queue, Connectors: {} }", "Resources/Q/Connectors" + NoEffect)]
    [InlineData("Q: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: a:b, maxReceiveCount: 1, colour: red } } }", "Resources/Q/Properties/RedrivePolicy/colour" + NoEffect)]
    [InlineData("T: { Type: AWS::DynamoDB::Table, Properties: { KinesisStreamSpecification: {}, AttributeDefinitions: [{ AttributeName: a, AttributeType: S }], KeySchema: [{ AttributeName: a, KeyType: HASH }] } }", "Resources/T/Properties/KinesisStreamSpecification" + NoEffect)]
    [InlineData("T: { Type: AWS::DynamoDB::Table, Properties: { AttributeDefinitions: [{ AttributeName: a, AttributeType: S, Colour: red }], KeySchema: [{ AttributeName: a, KeyType: HASH }] } }", "Resources/T/Properties/AttributeDefinitions/0/Colour" + NoEffect)]
    [InlineData("T: { Type: AWS::DynamoDB::Table, Properties: { TimeToLiveSpecification: { AttributeName: t, Enabled: true, After: 5 }, AttributeDefinitions: [{ AttributeName: a, AttributeType: S }], KeySchema: [{ AttributeName: a, KeyType: HASH }] } }", "Resources/T/Properties/TimeToLiveSpecification/After" + NoEffect)]
    [InlineData("T: { Type: AWS::DynamoDB::Table, Properties: { GlobalSecondaryIndexes: [{ IndexName: i, KeySchema: [{ AttributeName: a, KeyType: HASH }], Projection: { ProjectionType: ALL, Depth: 2 } }], AttributeDefinitions: [{ AttributeName: a, AttributeType: S }], KeySchema: [{ AttributeName: a, KeyType: HASH }] } }", "Resources/T/Properties/GlobalSecondaryIndexes/0/Projection/Depth" + NoEffect)]
    [InlineData("F: { Type: AWS::Serverless::Function, Properties: { Handler: h, VpcConfig: {} } }", "Resources/F/Properties/VpcConfig" + NoEffect)]
    [InlineData("F: { Type: AWS::Serverless::Function, Properties: { Handler: h, Environment: { Secrets: {} } } }", "Resources/F/Properties/Environment/Secrets" + NoEffect)]
    [InlineData("F: { Type: AWS::Serverless::Function, Properties: { Handler: h, EventInvokeConfig: { DestinationConfig: {} } } }", "Resources/F/Properties/EventInvokeConfig/DestinationConfig" + NoEffect)]
    [InlineData("F: { Type: AWS::Serverless::Function, Properties: { Handler: h, Events: { E: { Type: Schedule, Colour: red, Properties: { Schedule: rate(1 minute) } } } } }", "Resources/F/Properties/Events/E/Colour" + NoEffect)]
    [InlineData("F: { Type: AWS::Serverless::Function, Properties: { Handler: h, Events: { E: { Type: Schedule, Properties: { Schedule: rate(1 minute), DeadLetterConfig: {} } } } } }", "Resources/F/Properties/Events/E/Properties/DeadLetterConfig" + NoEffect)]
    [InlineData("B: { Type: AWS::S3::Bucket, Properties: { WebsiteConfiguration: {} } }", "Resources/B/Properties/WebsiteConfiguration" + NoEffect)]
    [InlineData("S: { Type: AWS::Serverless::SimpleTable, Properties: { PrimaryKey: { Name: id, Type: String, Sort: x } } }", "Resources/S/Properties/PrimaryKey/Sort" + NoEffect)]
    [InlineData("A: { Type: AWS::Serverless::Api }", "Resources/A: AWS::Serverless::Api is not supported here; it is not created")]
    [InlineData("Q: { Type: AWS::SQS::Queue, Properties: { QueueName: '{{resolve:ssm:name}}' } }", "Resources/Q/Properties/QueueName: a dynamic reference ({{resolve:...}}) is not resolved here; it stays as it is written")]
    [InlineData("Q: { Type: AWS::SQS::Queue, Properties: { 'Fn::Transform': { Name: AWS::Include } } }", "Resources/Q/Properties/Fn::Transform is not supported here; it adds nothing")]
    public void Resource_that_asks_for_more_than_there_is_is_warned_of_by_place(string resource, string expected)
    {
        var stack = Evaluation.Of("Resources:\n  " + resource);

        Assert.Equal(expected, Assert.Single(stack.Warnings));
    }

    [Theory]
    [InlineData("TumblingWindowInSeconds: 30", "/TumblingWindowInSeconds" + NoEffect)]
    [InlineData("DestinationConfig: { OnSuccess: { Destination: x } }", "/DestinationConfig/OnSuccess" + NoEffect)]
    [InlineData("FilterCriteria: { Filters: [{ Pattern: '{\"eventName\":[\"INSERT\"]}', Name: x }] }", "/FilterCriteria/Filters/0/Name" + NoEffect)]
    [InlineData("ProvisionedPollerConfig: { MinimumPollers: 1 }", "/ProvisionedPollerConfig" + NoEffect)]
    public void Setting_of_a_mapping_that_has_no_effect_is_warned_of(string setting, string expected)
    {
        var stack = Evaluation.Of($$"""
            Resources:
              F: { Type: AWS::Serverless::Function, Properties: { Handler: h } }
              M:
                Type: AWS::Lambda::EventSourceMapping
                Properties: { FunctionName: !Ref F, EventSourceArn: 'arn:aws:dynamodb:eu-west-1:000000000000:table/t/stream/x', StartingPosition: LATEST, {{setting}} }
            """);

        Assert.Equal("Resources/M/Properties" + expected, Assert.Single(stack.Warnings));
    }

    [Theory]
    [InlineData("Transform: Company::Macro", "transform Company::Macro is not supported here; it is not applied")]
    [InlineData("Transform: { Name: AWS::Include, Parameters: { Location: x } }", "transform AWS::Include is not supported here; it is not applied")]
    [InlineData("Globals: { Api: { Cors: x } }", "Globals/Api is not supported here; it has no effect")]
    [InlineData("Hooks: {}", "section Hooks is not supported here; it has no effect")]
    [InlineData("Outputs: { O: { Value: x, Colour: red, Export: { Name: y } } }", "Outputs/O/Colour" + NoEffect)]
    public void Section_that_asks_for_more_than_there_is_is_warned_of(string section, string expected)
    {
        var stack = Evaluation.Of(section + "\nResources: {}");

        Assert.Equal(expected, Assert.Single(stack.Warnings));
    }

    [Fact]
    public void Attribute_that_only_AWS_could_tell_is_a_placeholder_and_a_warning()
    {
        var stack = Evaluation.Of("""
            Resources:
              Pool: { Type: AWS::Cognito::UserPool }
            Outputs:
              Id: { Value: !GetAtt Pool.ProviderName }
              Url: { Value: !Sub 'https://${ServerlessRestApi}.execute-api' }
            """);

        Assert.Equal(["(Pool.ProviderName)", "https://(ServerlessRestApi.Ref).execute-api"], stack.Outputs.Select(output => output.Value));
        Assert.Equal(3, stack.Warnings.Count);
        Assert.Contains("attribute ProviderName of Pool (AWS::Cognito::UserPool) is not known here", stack.Warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_a_matter_of_deployment_only_is_passed_over_in_silence()
    {
        var stack = Evaluation.Of("""
            Resources:
              Q: { Type: AWS::SQS::Queue, DeletionPolicy: Retain, UpdateReplacePolicy: Retain, Metadata: { a: b }, Properties: { Tags: [], SqsManagedSseEnabled: true } }
              F: { Type: AWS::Serverless::Function, DependsOn: [Q], Properties: { Handler: h, Tracing: Active, Architectures: [arm64], Role: x } }
            """);

        Assert.Empty(stack.Warnings);
    }

    [Fact]
    public void Policies_are_named_in_one_note_and_never_evaluated()
    {
        var stack = Evaluation.Of("""
            Resources:
              F:
                Type: AWS::Serverless::Function
                Properties:
                  Handler: h
                  Policies:
                    - SQSPollerPolicy: { QueueName: !GetAtt Missing.QueueName }
                    - AWSLambdaExecute
                    - arn:aws:iam::aws:policy/service-role/AWSXRayDaemonWriteAccess
                    - Statement: []
                    - !Ref Missing
              G: { Type: AWS::Serverless::Function, Properties: { Handler: h, Policies: AWSLambdaExecute } }
            """);

        Assert.Equal("Policies of F (SQSPollerPolicy, AWSLambdaExecute, AWSXRayDaemonWriteAccess, inline, computed), of G (AWSLambdaExecute)", stack.NoLocalMeaning.Single());
        Assert.Empty(stack.Warnings);
    }
}
