namespace DataSync.Local.Tests.LambdaApi;

/// <summary>A region with a function behind a queue, one behind a stream, and one for each kind of answer.</summary>
internal static class LambdaTemplate
{
    public const string Text = """
        Resources:
          Items:
            Type: AWS::DynamoDB::Table
            Properties:
              TableName: items
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
              KeySchema: [{ AttributeName: pk, KeyType: HASH }]
              StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
          Work: { Type: AWS::SQS::Queue, Properties: { QueueName: work, VisibilityTimeout: 180 } }
          Dead: { Type: AWS::SQS::Queue, Properties: { QueueName: dead } }
          Apply:
            Type: AWS::Serverless::Function
            Properties: { FunctionName: apply, Handler: print, Timeout: 20, MemorySize: 256, Environment: { Variables: { STREAM: !GetAtt Items.StreamArn, MODE: a } } }
          ApplyMapping:
            Type: AWS::Lambda::EventSourceMapping
            Properties: { FunctionName: !Ref Apply, EventSourceArn: !GetAtt Work.Arn, BatchSize: 1, FunctionResponseTypes: [ReportBatchItemFailures] }
          Capture:
            Type: AWS::Serverless::Function
            Properties: { FunctionName: capture, Handler: echo }
          CaptureMapping:
            Type: AWS::Lambda::EventSourceMapping
            Properties:
              FunctionName: !Ref Capture
              EventSourceArn: !GetAtt Items.StreamArn
              StartingPosition: TRIM_HORIZON
              MaximumRetryAttempts: 3
              DestinationConfig: { OnFailure: { Destination: !GetAtt Dead.Arn } }
          Timed:
            Type: AWS::Serverless::Function
            Properties: { FunctionName: timed, Handler: echo, Events: { Yearly: { Type: Schedule, Properties: { Schedule: rate(365 days) } } } }
          Broken: { Type: AWS::Serverless::Function, Properties: { FunctionName: broken, Handler: throw } }
        Outputs:
          WorkUrl: { Value: !Ref Work }
          Stream: { Value: !GetAtt Items.StreamArn }
          ApplyMappingId: { Value: !Ref ApplyMapping }
          CaptureMappingId: { Value: !Ref CaptureMapping }
        """;
}
