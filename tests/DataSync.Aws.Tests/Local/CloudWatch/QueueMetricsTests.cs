using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using DataSync.Aws.Tests.Support;
using DataSync.LocalAws.CloudWatch;
using Xunit;
using static DataSync.Aws.Tests.Local.CloudWatch.MetricsFixture;

namespace DataSync.Aws.Tests.Local.CloudWatch;

public sealed class QueueMetricsTests
{
    [Fact]
    public async Task Queue_tells_how_full_it_is_and_how_old_its_oldest_message_is()
    {
        await using var fixture = new MetricsFixture();
        using var sqs = Client(fixture);
        var url = (await sqs.CreateQueueAsync("work")).QueueUrl;
        await sqs.SendMessageAsync(url, "a");
        fixture.Time.Advance(TimeSpan.FromSeconds(90));
        await sqs.SendMessageAsync(url, "b");
        await sqs.SendMessageAsync(new SendMessageRequest(url, "c") { DelaySeconds = 600 });
        await sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MaxNumberOfMessages = 1, VisibilityTimeout = 300 });

        var found = (await NowAsync(fixture, "work", QueueMetrics.Visible), await NowAsync(fixture, "work", QueueMetrics.NotVisible), await NowAsync(fixture, "work", QueueMetrics.Delayed), await NowAsync(fixture, "work", QueueMetrics.OldestAge));

        Assert.Equal((1, 1, 1, 90), found);
    }

    [Fact]
    public async Task Dead_letters_age_counts_from_its_move()
    {
        await using var fixture = new MetricsFixture();
        using var sqs = Client(fixture);
        await sqs.CreateQueueAsync("dead");
        var url = (await sqs.CreateQueueAsync(new CreateQueueRequest("work")
        {
            Attributes = new() { ["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"arn:aws:sqs:{{Region}}:000000000000:dead","maxReceiveCount":1}""" },
        })).QueueUrl;
        await sqs.SendMessageAsync(url, "poison");
        await sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { VisibilityTimeout = 0 });
        fixture.Time.Advance(TimeSpan.FromMinutes(10));
        await sqs.ReceiveMessageAsync(url);
        fixture.Time.Advance(TimeSpan.FromSeconds(7));

        var age = await NowAsync(fixture, "dead", QueueMetrics.OldestAge);

        Assert.Equal(7, age);
    }

    [Fact]
    public async Task Oldest_age_follows_the_messages_as_they_go()
    {
        await using var fixture = new MetricsFixture();
        using var sqs = Client(fixture);
        var url = (await sqs.CreateQueueAsync("work")).QueueUrl;
        for (var i = 0; i < 3000; i++)
        {
            await sqs.SendMessageAsync(url, $"{i}");
            var message = Assert.Single((await sqs.ReceiveMessageAsync(url)).Messages);
            await sqs.DeleteMessageAsync(url, message.ReceiptHandle);
        }

        var empty = await NowAsync(fixture, "work", QueueMetrics.OldestAge);
        await sqs.SendMessageAsync(url, "last");
        fixture.Time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal((0, 20), (empty, await NowAsync(fixture, "work", QueueMetrics.OldestAge)));
    }

    [Fact]
    public async Task Queues_are_looked_at_once_a_minute()
    {
        await using var fixture = new MetricsFixture();
        using var sqs = Client(fixture);
        var url = (await sqs.CreateQueueAsync("work")).QueueUrl;
        fixture.Cloud.CloudWatch.Start();
        for (var minute = 1; minute <= 3; minute++)
        {
            await sqs.SendMessageAsync(url, "a");
            fixture.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var points = await fixture.ReadAsync(Of("work", QueueMetrics.Visible), "Maximum");

        Assert.Equal([(1, 1), (2, 2), (3, 3)], points);
    }

    private static AmazonSQSClient Client(MetricsFixture fixture)
    {
        var config = new AmazonSQSConfig { ServiceURL = "http://local", AuthenticationRegion = Region, HttpClientFactory = new HandlerClientFactory(fixture.Cloud.CreateHandler()) };
        return new AmazonSQSClient(new BasicAWSCredentials("test", "test"), config);
    }

    private static MetricId Of(string queue, string name) => new(Region, QueueMetrics.Namespace, name, DimensionSet.Of("QueueName", queue));

    private static async Task<double> NowAsync(MetricsFixture fixture, string queue, string name) => (await fixture.ReadAsync(Of(queue, name), "Average"))[^1].Value;
}
