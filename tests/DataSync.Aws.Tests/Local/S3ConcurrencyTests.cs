using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.LocalAws;
using DataSync.LocalAws.Remote;
using DataSync.LocalAws.S3;
using Xunit;

namespace DataSync.Aws.Tests.Local;

/// <summary>Writes that meet, and what the local host may set.</summary>
public sealed class S3ConcurrencyTests
{
    private const string Authorization = "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=0";

    [Fact]
    public async Task Of_many_writers_that_want_to_be_the_first_one_is()
    {
        await using var cloud = await S3Cloud.StartAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(async writer =>
        {
            try
            {
                await cloud.S3.PutObjectAsync(new PutObjectRequest { BucketName = S3Cloud.Bucket, Key = "key", ContentBody = $"{writer}", IfNoneMatch = "*" });
                return $"{writer}";
            }
            catch (AmazonS3Exception refused) when (refused.StatusCode == HttpStatusCode.PreconditionFailed)
            {
                return null;
            }
        }));

        Assert.Equal(await cloud.ReadAsync("key"), Assert.Single(results, result => result is not null));
    }

    [Fact]
    public async Task A_first_write_conflicts_with_a_delete_that_wins_while_its_body_comes_in()
    {
        await using var cloud = await S3Cloud.StartAsync(overHttp: false);
        using var http = cloud.Http();
        await using var body = new GatedStream("hello");
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/{S3Cloud.Bucket}/key") { Content = new StreamContent(body) };
        request.Content.Headers.ContentLength = 5;
        request.Headers.TryAddWithoutValidation("Authorization", Authorization);
        request.Headers.TryAddWithoutValidation("If-None-Match", "*");

        var write = http.SendAsync(request);
        await body.Reached.Task;
        await cloud.PutAsync("key", "in between");
        await cloud.S3.DeleteObjectAsync(S3Cloud.Bucket, "key");
        body.Open.SetResult();
        using var response = await write;

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Contains("<Code>ConditionalRequestConflict</Code>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, Assert.Single(cloud.Cloud.S3.Buckets()).Objects);
    }

    [Fact]
    public async Task An_upload_into_a_bucket_that_goes_meanwhile_finds_no_bucket()
    {
        await using var cloud = await S3Cloud.StartAsync(overHttp: false);
        using var http = cloud.Http();
        await using var body = new GatedStream("hello");
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/{S3Cloud.Bucket}/key") { Content = new StreamContent(body) };
        request.Content.Headers.ContentLength = 5;
        request.Headers.TryAddWithoutValidation("Authorization", Authorization);

        var write = http.SendAsync(request);
        await body.Reached.Task;
        await cloud.S3.DeleteBucketAsync(S3Cloud.Bucket);
        body.Open.SetResult();
        using var response = await write;

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("<Code>NoSuchBucket</Code>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_of_many_writers_lose_none_and_repeat_no_sequencer()
    {
        await using var cloud = await S3Cloud.StartAsync();
        var sequencers = new System.Collections.Concurrent.ConcurrentBag<string>();
        cloud.Cloud.S3.EventBridge += (_, json) =>
        {
            using var told = System.Text.Json.JsonDocument.Parse(json);
            sequencers.Add(told.RootElement.GetProperty("detail").GetProperty("object").GetProperty("sequencer").GetString()!);
        };
        await cloud.S3.PutBucketNotificationAsync(new PutBucketNotificationRequest { BucketName = S3Cloud.Bucket, EventBridgeConfiguration = new EventBridgeConfiguration() });

        await Task.WhenAll(Enumerable.Range(0, 100).Select(writer => cloud.PutAsync($"key-{writer % 10}", $"{writer}")));

        Assert.Equal(100, sequencers.Distinct().Count());
        Assert.Equal(10, Assert.Single(cloud.Cloud.S3.Buckets()).Objects);
    }

    [Fact]
    public async Task Objects_of_a_region_bear_the_time_its_clock_shows()
    {
        var wrong = new DateTimeOffset(2026, 1, 1, 11, 0, 0, TimeSpan.Zero);
        await using var cloud = await S3Cloud.StartAsync(options: new S3Options { ObjectTime = (region, now) => region == S3Cloud.Region ? wrong : now });

        await cloud.PutAsync("key", "x");
        var stored = await cloud.S3.GetObjectMetadataAsync(S3Cloud.Bucket, "key");

        Assert.Equal(wrong.UtcDateTime, stored.LastModified!.Value.ToUniversalTime());
    }

    [Fact]
    public async Task The_host_says_who_callers_are()
    {
        await using var cloud = await S3Cloud.StartAsync(options: new S3Options { PrincipalOf = key => $"role-of-{key}" });
        var sqs = cloud.Sqs();
        var queue = await sqs.CreateQueueAsync("events");
        await cloud.S3.PutBucketNotificationAsync(new PutBucketNotificationRequest
        {
            BucketName = S3Cloud.Bucket,
            QueueConfigurations = [new QueueConfiguration { Queue = $"arn:aws:sqs:{S3Cloud.Region}:{cloud.Cloud.AccountId}:events", Events = [EventType.ObjectCreatedAll] }],
        });

        await cloud.PutAsync("key", "x");
        var messages = await sqs.ReceiveMessageAsync(new Amazon.SQS.Model.ReceiveMessageRequest { QueueUrl = queue.QueueUrl, MaxNumberOfMessages = 10 });

        Assert.Contains("\"principalId\":\"role-of-test\"", messages.Messages[^1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_host_sets_buckets_up_from_within()
    {
        await using var cloud = await S3Cloud.StartAsync(overHttp: false);
        var calls = new RestCalls(cloud.Cloud.S3, S3Cloud.Region);
        var location = Encoding.UTF8.GetBytes($"<CreateBucketConfiguration><LocationConstraint>{S3Cloud.Region}</LocationConstraint></CreateBucketConfiguration>");

        await calls.CallAsync("PUT", "/from-within", "", location, CancellationToken.None);
        await calls.CallAsync("PUT", "/from-within", "versioning", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"u8.ToArray(), CancellationToken.None);
        var refused = await Assert.ThrowsAsync<ServiceCallException>(() => calls.CallAsync("GET", "/from-within", "policy", default, CancellationToken.None).AsTask());
        var versioning = await cloud.S3.GetBucketVersioningAsync("from-within");

        Assert.Equal((404, "NoSuchBucketPolicy"), (refused.Status, refused.Code));
        Assert.Equal(VersionStatus.Enabled, versioning.VersioningConfig.Status);
    }

    [Fact]
    public async Task A_cloud_without_s3_takes_its_calls_for_unknown_ones()
    {
        await using var cloud = new LocalCloud(new LocalCloudOptions { Time = TimeProvider.System });
        using var http = new HttpClient(cloud.CreateHandler());
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("http://in-process.test/bucket/key"));
        request.Headers.TryAddWithoutValidation("Authorization", Authorization);

        using var response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    /// <summary>Says when it is first read, and gives its text once it is opened.</summary>
    private sealed class GatedStream(string text) : MemoryStream(Encoding.ASCII.GetBytes(text))
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // A length of its own would let the content be read at once.
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Reached.TrySetResult();
            await Open.Task.WaitAsync(cancellationToken);
            return await base.ReadAsync(buffer, cancellationToken);
        }

        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            await ReadAsync(buffer.AsMemory(offset, count), cancellationToken);
    }
}
