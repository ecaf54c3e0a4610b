using System.Globalization;
using System.Net;
using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.S3;

/// <summary>What S3 tells a queue about its objects.</summary>
public sealed class EventContract : S3Contract
{
    private const int MaxReceives = 100;
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(60);

    private IAmazonSQS? _sqs;

    private IAmazonSQS Sqs => _sqs!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _sqs = Server.SqsClient(Server.Region);
    }

    public override async Task DisposeAsync()
    {
        _sqs?.Dispose();
        await base.DisposeAsync();
    }

    [ContractFact]
    public async Task A_new_configuration_sends_a_test_event_and_is_read_back()
    {
        var (url, arn) = await CreateQueueAsync();

        await ConfigureAsync(arn, [EventType.ObjectCreatedAll, EventType.ObjectRemovedAll], prefix: "in/", suffix: ".csv");

        var test = Assert.Single(await BodiesAsync(url, 1));
        Assert.Equal(("s3:TestEvent", "Amazon S3", Bucket), (test.GetProperty("Event").GetString(), test.GetProperty("Service").GetString(), test.GetProperty("Bucket").GetString()));
        Assert.False(test.TryGetProperty("Records", out _));
        var configuration = Assert.Single((await S3.GetBucketNotificationAsync(new GetBucketNotificationRequest { BucketName = Bucket })).QueueConfigurations);
        Assert.Equal(arn, configuration.Queue);
        Assert.Equal(["s3:ObjectCreated:*", "s3:ObjectRemoved:*"], configuration.Events.Select(name => name.Value).Order(StringComparer.Ordinal));
        Assert.Equal([("prefix", "in/"), ("suffix", ".csv")], configuration.Filter.S3KeyFilter.FilterRules.Select(rule => (rule.Name.ToLowerInvariant(), rule.Value)));
    }

    [ContractFact]
    public async Task A_put_is_told_with_all_there_is_to_say()
    {
        var url = await TellAsync(EventType.ObjectCreatedAll);

        var put = await PutAsync("key", "body");

        var told = await RecordAsync(url);
        Assert.Equal(("aws:s3", "ObjectCreated:Put", Server.Region), (Text(told, "eventSource"), Text(told, "eventName"), Text(told, "awsRegion")));
        Assert.StartsWith("2.", Text(told, "eventVersion"), StringComparison.Ordinal);
        Assert.True(DateTimeOffset.TryParse(Text(told, "eventTime"), CultureInfo.InvariantCulture, out _));
        Assert.False(string.IsNullOrEmpty(told.GetProperty("userIdentity").GetProperty("principalId").GetString()));
        Assert.False(string.IsNullOrEmpty(told.GetProperty("responseElements").GetProperty("x-amz-request-id").GetString()));
        var bucket = told.GetProperty("s3").GetProperty("bucket");
        Assert.Equal((Bucket, $"arn:aws:s3:::{Bucket}"), (Text(bucket, "name"), Text(bucket, "arn")));
        var key = told.GetProperty("s3").GetProperty("object");
        Assert.Equal(("key", 4, put.ETag.Trim('"')), (Text(key, "key"), key.GetProperty("size").GetInt32(), Text(key, "eTag")));
        Assert.Matches("^[0-9A-Fa-f]+$", Text(key, "sequencer"));
        Assert.False(key.TryGetProperty("versionId", out _));
    }

    [ContractFact]
    public async Task A_put_into_a_versioned_bucket_names_its_version()
    {
        await VersioningAsync(VersionStatus.Enabled);
        var url = await TellAsync(EventType.ObjectCreatedAll);

        var put = await PutAsync("key", "body");

        Assert.Equal(put.VersionId, Text(ObjectOf(await RecordAsync(url)), "versionId"));
    }

    [ContractFact]
    public async Task A_copy_is_told_as_one()
    {
        await PutAsync("source", "body");
        var url = await TellAsync(EventType.ObjectCreatedAll);

        await CopyAsync("source", "target");

        var told = await RecordAsync(url);
        Assert.Equal(("ObjectCreated:Copy", "target", 4), (Text(told, "eventName"), Text(ObjectOf(told), "key"), ObjectOf(told).GetProperty("size").GetInt32()));
    }

    [ContractFact]
    public async Task An_upload_is_told_once_when_it_is_completed()
    {
        var url = await TellAsync(EventType.ObjectCreatedAll);

        var completed = await UploadAsync("key", "body"u8.ToArray());
        await PutAsync("sentinel", "body");

        var told = await RecordsAsync(url, 2);
        Assert.Equal([("ObjectCreated:CompleteMultipartUpload", "key"), ("ObjectCreated:Put", "sentinel")], NamesAndKeys(told));
        Assert.Equal(completed.ETag.Trim('"'), Text(ObjectOf(told[0]), "eTag"));
    }

    [ContractFact]
    public async Task A_delete_is_told_without_size_and_etag()
    {
        await PutAsync("key", "body");
        var url = await TellAsync(EventType.ObjectRemovedAll);

        await DeleteAsync("key");

        var told = await RecordAsync(url);
        Assert.Equal(("ObjectRemoved:Delete", "key"), (Text(told, "eventName"), Text(ObjectOf(told), "key")));
        Assert.False(ObjectOf(told).TryGetProperty("size", out _));
        Assert.False(ObjectOf(told).TryGetProperty("eTag", out _));
        Assert.True(ObjectOf(told).TryGetProperty("sequencer", out _));
    }

    [ContractFact]
    public async Task A_marker_is_told_with_its_version()
    {
        await VersioningAsync(VersionStatus.Enabled);
        await PutAsync("key", "body");
        var url = await TellAsync(EventType.ObjectRemovedAll);

        var marker = await DeleteAsync("key");

        var told = await RecordAsync(url);
        Assert.Equal(("ObjectRemoved:DeleteMarkerCreated", marker.VersionId), (Text(told, "eventName"), Text(ObjectOf(told), "versionId")));
    }

    [ContractFact]
    public async Task A_deleted_version_is_told_as_a_delete_of_that_version()
    {
        await VersioningAsync(VersionStatus.Enabled);
        var put = await PutAsync("key", "body");
        var url = await TellAsync(EventType.ObjectRemovedAll);

        await DeleteAsync("key", request => request.VersionId = put.VersionId);

        var told = await RecordAsync(url);
        Assert.Equal(("ObjectRemoved:Delete", put.VersionId), (Text(told, "eventName"), Text(ObjectOf(told), "versionId")));
    }

    [ContractFact]
    public async Task Each_object_of_a_multiple_delete_is_told()
    {
        await PutAsync("a", "body");
        await PutAsync("b", "body");
        var url = await TellAsync(EventType.ObjectRemovedAll);

        await S3.DeleteObjectsAsync(new DeleteObjectsRequest { BucketName = Bucket, Objects = [new KeyVersion { Key = "a" }, new KeyVersion { Key = "b" }] });

        Assert.Equal([("ObjectRemoved:Delete", "a"), ("ObjectRemoved:Delete", "b")], NamesAndKeys(await RecordsAsync(url, 2)).Order());
    }

    [ContractFact]
    public async Task Each_marker_of_a_multiple_delete_is_told_with_its_version()
    {
        await VersioningAsync(VersionStatus.Enabled);
        await PutAsync("a", "body");
        var url = await TellAsync(EventType.ObjectRemovedAll);

        var response = await S3.DeleteObjectsAsync(new DeleteObjectsRequest { BucketName = Bucket, Objects = [new KeyVersion { Key = "a" }] });

        var told = await RecordAsync(url);
        Assert.Equal(("ObjectRemoved:DeleteMarkerCreated", "a"), (Text(told, "eventName"), Text(ObjectOf(told), "key")));
        Assert.Equal(Assert.Single(response.DeletedObjects).DeleteMarkerVersionId, Text(ObjectOf(told), "versionId"));
    }

    [ContractFact]
    public async Task Tagging_is_told_to_those_who_ask_for_it()
    {
        await PutAsync("key", "body");
        var url = await TellAsync(EventType.S3ObjectTaggingPut);

        await S3.PutObjectTaggingAsync(new PutObjectTaggingRequest { BucketName = Bucket, Key = "key", Tagging = new Tagging { TagSet = [new Tag { Key = "a", Value = "b" }] } });

        Assert.Equal([("ObjectTagging:Put", "key")], NamesAndKeys([await RecordAsync(url)]));
    }

    [ContractFact]
    public async Task Only_the_kinds_asked_for_are_told()
    {
        var url = await TellAsync(EventType.ObjectCreatedCopy, EventType.ObjectRemovedDelete);

        await PutAsync("source", "body");
        await CopyAsync("source", "target");
        await DeleteAsync("source");

        Assert.Equal([("ObjectCreated:Copy", "target"), ("ObjectRemoved:Delete", "source")], NamesAndKeys(await RecordsAsync(url, 2)));
    }

    [ContractFact]
    public async Task What_failed_is_not_told()
    {
        var url = await TellAsync(EventType.ObjectCreatedAll);
        await PutAsync("key", "body");

        await RefusedAsync(HttpStatusCode.PreconditionFailed, () => PutAsync("key", "other", request => request.IfNoneMatch = "*"));
        await RefusedAsync(HttpStatusCode.BadRequest, () => PutAsync("wrong", "other", request => request.MD5Digest = "1B2M2Y8AsgTpgAmY7PhCfg=="));
        await PutAsync("sentinel", "body");

        Assert.Equal([("ObjectCreated:Put", "key"), ("ObjectCreated:Put", "sentinel")], NamesAndKeys(await RecordsAsync(url, 2)));
    }

    [ContractFact]
    public async Task Only_keys_that_pass_prefix_and_suffix_are_told()
    {
        var (url, arn) = await CreateQueueAsync();
        await ConfigureAsync(arn, [EventType.ObjectCreatedAll], prefix: "in/", suffix: ".csv");
        await BodiesAsync(url, 1);

        await PutAsync("in/a.txt", "body");
        await PutAsync("out/a.csv", "body");
        await PutAsync("in/a.csv", "body");
        await PutAsync("in/b.csv", "body");

        Assert.Equal(["in/a.csv", "in/b.csv"], NamesAndKeys(await RecordsAsync(url, 2)).Select(told => told.Key));
    }

    [ContractTheory]
    [InlineData("a b+c", "a+b%2Bc")]
    [InlineData("folder/ü.txt", "folder/%C3%BC.txt")]
    [InlineData("100%&=?#", "100%25%26%3D%3F%23")]
    public async Task A_key_is_url_encoded(string key, string encoded)
    {
        var url = await TellAsync(EventType.ObjectCreatedAll);

        await PutAsync(key, "body");

        var told = Text(ObjectOf(await RecordAsync(url)), "key");
        Assert.Equal(encoded, told);
        Assert.Equal(key, WebUtility.UrlDecode(told));
    }

    [ContractFact]
    public async Task The_sequencer_of_a_key_rises_with_every_change()
    {
        await VersioningAsync(VersionStatus.Enabled);
        var url = await TellAsync(EventType.ObjectCreatedAll, EventType.ObjectRemovedAll);

        var first = await PutAsync("key", "one");
        var marker = await DeleteAsync("key");
        var second = await PutAsync("key", "two");

        var bySequencer = (await RecordsAsync(url, 3)).Select(ObjectOf).OrderBy(told => Text(told, "sequencer").PadLeft(40, '0'), StringComparer.OrdinalIgnoreCase).ToList();
        Assert.Equal([first.VersionId, marker.VersionId, second.VersionId], bySequencer.Select(told => Text(told, "versionId")));
        Assert.Equal(3, bySequencer.Select(told => Text(told, "sequencer")).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [ContractFact]
    public async Task An_empty_configuration_ends_it()
    {
        var url = await TellAsync(EventType.ObjectCreatedAll);
        await PutAsync("before", "body");

        await S3.PutBucketNotificationAsync(new PutBucketNotificationRequest { BucketName = Bucket });
        await PutAsync("after", "body");

        Assert.Empty((await S3.GetBucketNotificationAsync(new GetBucketNotificationRequest { BucketName = Bucket })).QueueConfigurations ?? []);
        Assert.Equal(["before"], NamesAndKeys(await RecordsAsync(url, 1)).Select(told => told.Key));
        Assert.Empty((await Sqs.ReceiveMessageAsync(url)).Messages ?? []);
    }

    [ContractFact]
    public async Task EventBridge_is_told_beside_the_queues()
    {
        var (_, arn) = await CreateQueueAsync();

        await S3.PutBucketNotificationAsync(new PutBucketNotificationRequest
        {
            BucketName = Bucket,
            EventBridgeConfiguration = new EventBridgeConfiguration(),
            QueueConfigurations = [Configuration(arn, [EventType.ObjectCreatedAll], null, null)],
        });

        var kept = await S3.GetBucketNotificationAsync(new GetBucketNotificationRequest { BucketName = Bucket });
        Assert.NotNull(kept.EventBridgeConfiguration);
        Assert.Equal([arn], kept.QueueConfigurations.Select(configuration => configuration.Queue));
    }

    [ContractFact]
    public async Task A_queue_that_is_not_there_is_refused()
    {
        var (_, arn) = await CreateQueueAsync();

        await RefusedAsync(HttpStatusCode.BadRequest, "InvalidArgument", () => ConfigureAsync(arn + "-other", [EventType.ObjectCreatedAll]));
    }

    [ContractFact]
    public async Task Two_configurations_must_not_overlap()
    {
        var (_, arn) = await CreateQueueAsync();

        await RefusedAsync(HttpStatusCode.BadRequest, "InvalidArgument", () => S3.PutBucketNotificationAsync(new PutBucketNotificationRequest
        {
            BucketName = Bucket,
            QueueConfigurations = [Configuration(arn, [EventType.ObjectCreatedAll], "in/", null), Configuration(arn, [EventType.ObjectCreatedPut], "in/more/", null)],
        }));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static JsonElement ObjectOf(JsonElement record) => record.GetProperty("s3").GetProperty("object");

    private static IEnumerable<(string Name, string Key)> NamesAndKeys(IEnumerable<JsonElement> records) =>
        records.Select(record => (Text(record, "eventName"), Text(ObjectOf(record), "key")));

    private static QueueConfiguration Configuration(string arn, List<EventType> events, string? prefix, string? suffix)
    {
        var configuration = new QueueConfiguration { Queue = arn, Events = events };
        if (prefix is not null || suffix is not null)
        {
            var rules = new[] { new FilterRule("prefix", prefix), new FilterRule("suffix", suffix) }.Where(rule => rule.Value is not null);
            configuration.Filter = new Filter { S3KeyFilter = new S3KeyFilter { FilterRules = [.. rules] } };
        }

        return configuration;
    }

    /// <summary>A queue that is told of events, its test event received already.</summary>
    private async Task<string> TellAsync(params EventType[] events)
    {
        var (url, arn) = await CreateQueueAsync();
        await ConfigureAsync(arn, [.. events]);
        await BodiesAsync(url, 1);
        return url;
    }

    private Task ConfigureAsync(string arn, List<EventType> events, string? prefix = null, string? suffix = null) =>
        S3.PutBucketNotificationAsync(new PutBucketNotificationRequest { BucketName = Bucket, QueueConfigurations = [Configuration(arn, events, prefix, suffix)] });

    private async Task<(string Url, string Arn)> CreateQueueAsync()
    {
        var url = (await Sqs.CreateQueueAsync($"events-{Guid.NewGuid():N}")).QueueUrl;
        var arn = (await Sqs.GetQueueAttributesAsync(url, ["QueueArn"])).QueueARN;
        await Sqs.SetQueueAttributesAsync(url, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Policy"] = $$"""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"{{arn}}"}]}
                """,
        });
        return (url, arn);
    }

    private async Task<JsonElement> RecordAsync(string url) => Assert.Single(await RecordsAsync(url, 1));

    private async Task<List<JsonElement>> RecordsAsync(string url, int count) =>
        [.. (await BodiesAsync(url, count)).SelectMany(body => body.GetProperty("Records").EnumerateArray())];

    /// <summary>Receives this many messages, in the order they came.</summary>
    private async Task<List<JsonElement>> BodiesAsync(string url, int count)
    {
        List<JsonElement> bodies = [];
        for (var receives = 0; bodies.Count < count && receives < MaxReceives; receives++)
        {
            var response = await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest
            {
                QueueUrl = url,
                MaxNumberOfMessages = count - bodies.Count,
                WaitTimeSeconds = Server.EventWaitSeconds,
            }).WaitAsync(HangGuard);
            foreach (var message in response.Messages ?? [])
            {
                bodies.Add(JsonDocument.Parse(message.Body).RootElement);
                await Sqs.DeleteMessageAsync(url, message.ReceiptHandle);
            }

            if (response.Messages is not { Count: > 0 } && Server.EventWaitSeconds == 0)
            {
                break;
            }
        }

        Assert.True(bodies.Count == count, $"{count} messages were expected, {bodies.Count} came.");
        return bodies;
    }
}
