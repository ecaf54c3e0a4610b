namespace DataSync.Local.Tests.Hosting;

public sealed class LocalPlanTests
{
    private const string Template = """
        Parameters: { Name: { Type: String, Default: work } }
        Resources:
          Work: { Type: AWS::SQS::Queue, Properties: { QueueName: !Ref Name } }
          F: { Type: AWS::Serverless::Function, Properties: { FunctionName: f, Handler: Apply, Events: { Q: { Type: SQS, Properties: { Queue: !GetAtt Work.Arn, Enabled: false } } } } }
          Role: { Type: AWS::IAM::Role }
          Bus: { Type: AWS::Events::EventBus }
        Outputs: { Url: { Value: !Ref Work } }
        """;

    [Fact]
    public void Plan_says_what_each_region_runs_and_what_it_does_not()
    {
        var path = HostFixture.Write(Template);

        var plan = LocalPlan.Describe(LocalPlan.Evaluate(HostFixture.Options(path)));

        File.Delete(path);
        Assert.Equal(
            """
            Parameters
              Name = work

            Region us-east-1 (stack datasync, account 000000000000)
              queue     work: visibility 30 s
              function  f: handler Apply, 128 MB, 3 s
              mapping   queue work, batches of 10 -> f (paused)
              output    Url = https://sqs.us-east-1.amazonaws.com/000000000000/work

            Region eu-west-1 (stack datasync, account 000000000000)
              queue     work: visibility 30 s
              function  f: handler Apply, 128 MB, 3 s
              mapping   queue work, batches of 10 -> f (paused)
              output    Url = https://sqs.eu-west-1.amazonaws.com/000000000000/work

            Without meaning on one machine
              Role (AWS::IAM::Role)

            Warnings
              Resources/Bus: AWS::Events::EventBus is not supported here; it is not created

            """,
            plan);
    }

    [Fact]
    public void Region_named_twice_is_refused()
    {
        var error = Assert.Throws<LocalHostException>(() => LocalPlan.Evaluate(HostFixture.Options("none") with { Regions = ["us-east-1", "us-east-1"] }));

        Assert.Equal("Regions must be at least one and each named once, but are: us-east-1, us-east-1", error.Message);
    }
}
