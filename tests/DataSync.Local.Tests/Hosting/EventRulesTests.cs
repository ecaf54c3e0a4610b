using System.Text.Json;
using DataSync.Local.Hosting;
using DataSync.Local.Tests.Mappings;
using DataSync.Local.Tests.Remote;
using DataSync.Local.Tests.Templates;
using DataSync.LocalAws;
using DataSync.LocalAws.Protocol;

namespace DataSync.Local.Tests.Hosting;

public sealed class EventRulesTests : IAsyncDisposable
{
    private const string Region = "eu-west-1";

    private const string Template = """
        Resources:
          Work: { Type: AWS::SQS::Queue, Properties: { QueueName: work } }
          Rule: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [aws.s3] }, Targets: [{ Id: a, Arn: !GetAtt Work.Arn }] } }
          Off: { Type: AWS::Events::Rule, Properties: { State: DISABLED, EventPattern: { source: [aws.s3] }, Targets: [{ Id: a, Arn: !GetAtt Work.Arn }] } }
        """;

    private readonly SignallingTime _time = new();
    private readonly Calls _sqs = new();
    private readonly LocalCloud _cloud;

    public EventRulesTests()
    {
        _cloud = new LocalCloud(new LocalCloudOptions { Time = _time });
        _cloud.Register("sqs", _sqs);
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task Event_goes_as_it_is_to_the_queue_of_every_rule_that_is_on_and_matches()
    {
        await using var rules = new EventRules(_cloud, [Evaluation.In(Region, Template)]);
        _sqs.Answers.Enqueue(static () => new AwsResponse(200, "{}"u8.ToArray()));

        rules.Take(Region, """{"source":"aws.s3","detail":{"object":{"key":"é"}}}"""u8.ToArray());
        rules.Take(Region, """{"source":"aws.ec2"}"""u8.ToArray());
        rules.Take("us-east-1", """{"source":"aws.s3"}"""u8.ToArray());

        using var sent = JsonDocument.Parse(Assert.Single(_sqs.Seen).Body);
        Assert.Equal("""{"source":"aws.s3","detail":{"object":{"key":"é"}}}""", sent.RootElement.GetProperty("MessageBody").GetString());
        Assert.EndsWith("/work", sent.RootElement.GetProperty("QueueUrl").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Event_waits_for_a_queue_server_that_is_away()
    {
        await using var rules = new EventRules(_cloud, [Evaluation.In(Region, Template)]);
        _sqs.Answers.Enqueue(static () => throw new HttpRequestException("away"));
        var sent = new TaskCompletionSource();
        _sqs.Answers.Enqueue(() =>
        {
            sent.SetResult();
            return new AwsResponse(200, "{}"u8.ToArray());
        });

        rules.Take(Region, """{"source":"aws.s3"}"""u8.ToArray());
        await _time.PassAsync(TimeSpan.FromMilliseconds(100));
        await sent.Task.InTimeAsync();

        Assert.Equal(2, _sqs.Seen.Count);
    }

    [Fact]
    public async Task Event_for_a_queue_that_is_gone_is_let_go_and_one_that_waits_ends_with_the_host()
    {
        var rules = new EventRules(_cloud, [Evaluation.In(Region, Template)]);
        _sqs.Answers.Enqueue(static () => Calls.Error("QueueDoesNotExist"));
        _sqs.Answers.Enqueue(static () => throw new HttpRequestException("away"));

        rules.Take(Region, """{"source":"aws.s3"}"""u8.ToArray());
        rules.Take(Region, """{"source":"aws.s3"}"""u8.ToArray());
        await rules.DisposeAsync().AsTask().InTimeAsync();

        Assert.Equal(2, _sqs.Seen.Count);
    }
}
