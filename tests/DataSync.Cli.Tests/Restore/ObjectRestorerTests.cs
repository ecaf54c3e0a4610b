using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Cli.Deployments;
using DataSync.Cli.Restore;
using DataSync.Core.Objects;
using DataSync.LocalAws;

namespace DataSync.Cli.Tests.Restore;

public sealed class ObjectRestorerTests : IAsyncLifetime
{
    private const string Bucket = "objects";
    private static readonly ObjectRestoreOptions Everything = new(DateTimeOffset.UnixEpoch, "", RatePerSecond: null, IsDryRun: false);

    private readonly LocalCloud _cloud = LocalCloud.Create(new LocalCloudOptions { Time = TimeProvider.System });
    private AmazonS3Client? _client;

    public async Task InitializeAsync()
    {
        var endpoint = (await _cloud.ListenAsync()).Uri;
        _client = Client(endpoint);
        await _client!.PutBucketAsync(Bucket);
        await _client!.PutBucketVersioningAsync(new PutBucketVersioningRequest { BucketName = Bucket, VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled } });
    }

    public async Task DisposeAsync()
    {
        _client!.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task A_deleted_object_comes_back_with_its_headers_and_without_its_stamp()
    {
        var put = new PutObjectRequest { BucketName = Bucket, Key = "a.txt", ContentBody = "text" };
        put.Headers.ContentType = "text/markdown";
        put.Metadata["owner"] = "somebody";
        put.Metadata[ObjectStamp.MetadataName] = "a stamp";
        await _client!.PutObjectAsync(put);
        await _client!.DeleteObjectAsync(Bucket, "a.txt");
        await PutAsync("there", "text");

        var summary = await RestoreAsync(Everything);
        var head = await _client!.GetObjectMetadataAsync(Bucket, "a.txt");

        Assert.Equal((2L, 1L, 1L), (summary.Seen, summary.Restored, summary.Same));
        Assert.Equal(("text/markdown", "somebody"), (head.Headers.ContentType, head.Metadata["owner"]));
        Assert.Null(head.Metadata[ObjectStamp.MetadataName]);
    }

    [Fact]
    public async Task A_second_run_finds_nothing_to_do_and_the_newest_version_is_what_comes_back()
    {
        await PutAsync("a", "one");
        await PutAsync("a", "two");
        await _client!.DeleteObjectAsync(Bucket, "a");

        var first = await RestoreAsync(Everything);
        var second = await RestoreAsync(Everything);

        Assert.Equal((1L, 0L), (first.Restored, second.Restored));
        using var answer = await _client!.GetObjectAsync(Bucket, "a");
        using var reader = new StreamReader(answer.ResponseStream);
        Assert.Equal("two", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Objects_deleted_earlier_under_another_prefix_or_for_good_are_not_put_back()
    {
        await PutAsync("logs/a", "one");
        await PutAsync("data/a", "one");
        await _client!.DeleteObjectAsync(Bucket, "logs/a");
        await _client!.DeleteObjectAsync(Bucket, "data/a");
        await _client!.DeleteObjectAsync(Bucket, "data/never");

        var later = await RestoreAsync(Everything with { DeletedSince = DateTimeOffset.UtcNow.AddHours(1) });
        var data = await RestoreAsync(Everything with { Prefix = "data/" });

        Assert.Equal((0L, 3L), (later.Restored, later.Skipped));
        Assert.Equal((1L, 1L), (data.Restored, data.Failed));
        Assert.Contains("data/never: no version is left", Assert.Single(data.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_counts_and_changes_nothing()
    {
        await PutAsync("a", "one");
        await _client!.DeleteObjectAsync(Bucket, "a");

        var dry = await RestoreAsync(Everything with { IsDryRun = true });
        var wet = await RestoreAsync(Everything);

        Assert.Equal((1L, 1L), (dry.Restored, wet.Restored));
    }

    [Fact]
    public async Task A_bucket_without_versions_is_refused()
    {
        await _client!.PutBucketAsync("plain");

        var refusal = await Assert.ThrowsAsync<OperatorException>(() => new ObjectRestorer(_client!, "plain", Everything, TimeProvider.System).RunAsync(null, default));

        Assert.Contains("keeps no versions", refusal.Message, StringComparison.Ordinal);
    }

    private static AmazonS3Client Client(Uri endpoint) => new(
        new BasicAWSCredentials("test", "test"), new AmazonS3Config { ServiceURL = endpoint.ToString(), AuthenticationRegion = "us-east-1", ForcePathStyle = true });

    private Task PutAsync(string name, string text) => _client!.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = name, ContentBody = text });

    private Task<RestoreSummary> RestoreAsync(ObjectRestoreOptions options) => new ObjectRestorer(_client!, Bucket, options, TimeProvider.System).RunAsync(null, default);
}
