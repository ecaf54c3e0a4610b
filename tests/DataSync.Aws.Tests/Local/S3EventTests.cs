using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using Xunit;

namespace DataSync.Aws.Tests.Local;

/// <summary>What S3 tells of changes: to a queue in the classic shape, and in EventBridge's.</summary>
public sealed class S3EventTests : IAsyncLifetime
{
    private const string QueueArn = $"arn:aws:sqs:{S3Cloud.Region}:000000000000:object-events";

    private readonly List<JsonElement> _bridged = [];
    private S3Cloud _cloud = null!;
    private IAmazonSQS _sqs = null!;
    private string _queueUrl = "";

    public async Task InitializeAsync()
    {
        _cloud = await S3Cloud.StartAsync(overHttp: false);
        _cloud.Cloud.S3.EventBridge += (region, json) => _bridged.Add(JsonDocument.Parse(json).RootElement);
        _sqs = _cloud.Sqs();
        _queueUrl = (await _sqs.CreateQueueAsync("object-events")).QueueUrl;
    }

    public async Task DisposeAsync()
    {
        _sqs.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task A_queue_gets_a_test_event_when_it_is_configured()
    {
        await ConfigureAsync("s3:ObjectCreated:*");

        var message = Assert.Single(await ReceiveAsync());

        Assert.Equal("s3:TestEvent", message.GetProperty("Event").GetString());
        Assert.Equal(S3Cloud.Bucket, message.GetProperty("Bucket").GetString());
        Assert.False(message.TryGetProperty("Records", out _));
    }

    [Fact]
    public async Task A_put_is_told_in_the_classic_shape_with_its_key_url_encoded()
    {
        await ConfigureAndDrainAsync("s3:ObjectCreated:Put");

        var put = await _cloud.PutAsync("folder/a b+é.txt", "hello");
        var record = Assert.Single(Records(await ReceiveAsync()));

        var told = record.GetProperty("s3").GetProperty("object");
        Assert.Equal("ObjectCreated:Put", record.GetProperty("eventName").GetString());
        Assert.Equal("eu-west-1", record.GetProperty("awsRegion").GetString());
        Assert.Equal("2026-01-01T12:00:00.123Z", record.GetProperty("eventTime").GetString());
        Assert.Equal("AWS:test", record.GetProperty("userIdentity").GetProperty("principalId").GetString());
        Assert.Equal("arn:aws:s3:::a-bucket", record.GetProperty("s3").GetProperty("bucket").GetProperty("arn").GetString());
        Assert.Equal("folder/a+b%2B%C3%A9.txt", told.GetProperty("key").GetString());
        Assert.Equal(5, told.GetProperty("size").GetInt64());
        Assert.Equal(put.ETag.Trim('"'), told.GetProperty("eTag").GetString());
        Assert.False(told.TryGetProperty("versionId", out _));
    }

    [Fact]
    public async Task Every_change_has_its_event_and_sequencers_rise()
    {
        await ConfigureAndDrainAsync("s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:ObjectTagging:*");
        await _cloud.S3.PutBucketVersioningAsync(new PutBucketVersioningRequest
        {
            BucketName = S3Cloud.Bucket,
            VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled },
        });

        var put = await _cloud.PutAsync("key", "one");
        var copy = await _cloud.S3.CopyObjectAsync(S3Cloud.Bucket, "key", S3Cloud.Bucket, "copy");
        var complete = await CompleteAsync("parts");
        await _cloud.S3.PutObjectTaggingAsync(new PutObjectTaggingRequest { BucketName = S3Cloud.Bucket, Key = "key", Tagging = new Tagging { TagSet = [new Amazon.S3.Model.Tag { Key = "a", Value = "b" }] } });
        var marker = await _cloud.S3.DeleteObjectAsync(S3Cloud.Bucket, "key");
        await _cloud.S3.DeleteObjectAsync(S3Cloud.Bucket, "key", put.VersionId);
        var records = Records(await ReceiveAsync());

        Assert.Equal(
            [
                $"ObjectCreated:Put key {put.VersionId}",
                $"ObjectCreated:Copy copy {copy.VersionId}",
                $"ObjectCreated:CompleteMultipartUpload parts {complete.VersionId}",
                $"ObjectTagging:Put key {put.VersionId}",
                $"ObjectRemoved:DeleteMarkerCreated key {marker.VersionId}",
                $"ObjectRemoved:Delete key {put.VersionId}",
            ],
            records.ConvertAll(Summary));
        var sequencers = records.FindAll(record => !Summary(record).StartsWith("ObjectTagging", StringComparison.Ordinal))
            .ConvertAll(record => record.GetProperty("s3").GetProperty("object").GetProperty("sequencer").GetString()!);
        Assert.Equal(sequencers.Order(StringComparer.Ordinal).Distinct(), sequencers);
    }

    [Fact]
    public async Task Only_keys_and_events_that_are_configured_are_told()
    {
        await PutConfigurationAsync(["s3:ObjectRemoved:*"], prefix: "in/", suffix: ".txt");
        await ReceiveAsync();

        foreach (var key in new[] { "in/a.txt", "in/b.bin", "out/c.txt" })
        {
            await _cloud.PutAsync(key, "x");
            await _cloud.S3.DeleteObjectAsync(S3Cloud.Bucket, key);
        }

        Assert.Equal("ObjectRemoved:Delete in/a.txt ", Summary(Assert.Single(Records(await ReceiveAsync()))));
    }

    [Fact]
    public async Task A_delete_of_nothing_and_a_refused_write_tell_nothing()
    {
        await ConfigureAndDrainAsync("s3:ObjectCreated:*", "s3:ObjectRemoved:*");
        await _cloud.PutAsync("key", "x");
        await ReceiveAsync();

        await _cloud.S3.DeleteObjectAsync(S3Cloud.Bucket, "nothing");
        await Assert.ThrowsAsync<AmazonS3Exception>(() =>
            _cloud.S3.PutObjectAsync(new PutObjectRequest { BucketName = S3Cloud.Bucket, Key = "key", ContentBody = "y", IfNoneMatch = "*" }));

        Assert.Empty(await ReceiveAsync());
    }

    [Fact]
    public async Task Event_bridge_gets_keys_as_they_are_and_the_kind_of_deletion()
    {
        await _cloud.S3.PutBucketNotificationAsync(new PutBucketNotificationRequest { BucketName = S3Cloud.Bucket, EventBridgeConfiguration = new EventBridgeConfiguration() });

        var put = await _cloud.PutAsync("a b+é", "hello");
        await _cloud.S3.DeleteObjectAsync(S3Cloud.Bucket, "a b+é");

        var (created, deleted) = (_bridged[0], _bridged[1]);
        Assert.Equal("Object Created", created.GetProperty("detail-type").GetString());
        Assert.Equal("aws.s3", created.GetProperty("source").GetString());
        Assert.Equal("eu-west-1", created.GetProperty("region").GetString());
        Assert.Equal("arn:aws:s3:::a-bucket", created.GetProperty("resources")[0].GetString());
        var detail = created.GetProperty("detail");
        Assert.Equal("PutObject", detail.GetProperty("reason").GetString());
        Assert.Equal("a b+é", detail.GetProperty("object").GetProperty("key").GetString());
        Assert.Equal(put.ETag.Trim('"'), detail.GetProperty("object").GetProperty("etag").GetString());
        Assert.Equal("Object Deleted", deleted.GetProperty("detail-type").GetString());
        Assert.Equal("Permanently Deleted", deleted.GetProperty("detail").GetProperty("deletion-type").GetString());
    }

    [Fact]
    public async Task A_queue_that_does_not_exist_can_not_be_configured()
    {
        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => PutConfigurationAsync(["s3:ObjectCreated:*"], queueArn: QueueArn + "-not"));
        var kept = await _cloud.S3.GetBucketNotificationAsync(S3Cloud.Bucket);

        Assert.Equal("InvalidArgument", refused.ErrorCode);
        Assert.Empty(kept.QueueConfigurations ?? []);
    }

    [Fact]
    public async Task Configurations_that_share_an_event_of_a_key_are_refused()
    {
        var configuration = new PutBucketNotificationRequest
        {
            BucketName = S3Cloud.Bucket,
            QueueConfigurations =
            [
                new QueueConfiguration { Id = "one", Queue = QueueArn, Events = [EventType.ObjectCreatedAll] },
                new QueueConfiguration { Id = "two", Queue = QueueArn, Events = [EventType.ObjectCreatedPut] },
            ],
        };

        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => _cloud.S3.PutBucketNotificationAsync(configuration));

        Assert.Equal("InvalidArgument", refused.ErrorCode);
    }

    [Fact]
    public async Task An_object_from_within_is_told_too()
    {
        await ConfigureAndDrainAsync("s3:ObjectCreated:*");

        await _cloud.Cloud.S3.PutAsync(S3Cloud.Bucket, "failure", "{}"u8.ToArray());

        Assert.Equal("ObjectCreated:Put failure ", Summary(Assert.Single(Records(await ReceiveAsync()))));
        Assert.Equal("{}", await _cloud.ReadAsync("failure"));
    }

    private static string Summary(JsonElement record)
    {
        var told = record.GetProperty("s3").GetProperty("object");
        return $"{record.GetProperty("eventName").GetString()} {told.GetProperty("key").GetString()} {(told.TryGetProperty("versionId", out var id) ? id.GetString() : "")}";
    }

    private static List<JsonElement> Records(List<JsonElement> messages) => [.. messages.SelectMany(message => message.GetProperty("Records").EnumerateArray())];

    private Task ConfigureAsync(params string[] events) => PutConfigurationAsync(events);

    private async Task ConfigureAndDrainAsync(params string[] events)
    {
        await PutConfigurationAsync(events);
        await ReceiveAsync();
    }

    private Task PutConfigurationAsync(string[] events, string prefix = "", string suffix = "", string queueArn = QueueArn) =>
        _cloud.S3.PutBucketNotificationAsync(new PutBucketNotificationRequest
        {
            BucketName = S3Cloud.Bucket,
            QueueConfigurations =
            [
                new QueueConfiguration
                {
                    Id = "id", Queue = queueArn, Events = [.. events.Select(name => new EventType(name))],
                    Filter = new Filter { S3KeyFilter = new S3KeyFilter { FilterRules = [new FilterRule("prefix", prefix), new FilterRule("suffix", suffix)] } },
                },
            ],
        });

    private async Task<CompleteMultipartUploadResponse> CompleteAsync(string key)
    {
        var upload = await _cloud.S3.InitiateMultipartUploadAsync(S3Cloud.Bucket, key);
        var part = await _cloud.S3.UploadPartAsync(new UploadPartRequest
        {
            BucketName = S3Cloud.Bucket,
            Key = key,
            UploadId = upload.UploadId,
            PartNumber = 1,
            InputStream = new MemoryStream([1, 2, 3]),
        });
        return await _cloud.S3.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
        {
            BucketName = S3Cloud.Bucket,
            Key = key,
            UploadId = upload.UploadId,
            PartETags = [new PartETag(part)],
        });
    }

    /// <summary>Everything in the queue, in order, taken out of it.</summary>
    private async Task<List<JsonElement>> ReceiveAsync()
    {
        var messages = new List<JsonElement>();
        while ((await _sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = _queueUrl, MaxNumberOfMessages = 10 })).Messages is { Count: > 0 } batch)
        {
            foreach (var message in batch)
            {
                messages.Add(JsonDocument.Parse(message.Body).RootElement);
                await _sqs.DeleteMessageAsync(_queueUrl, message.ReceiptHandle);
            }
        }

        return messages;
    }
}
