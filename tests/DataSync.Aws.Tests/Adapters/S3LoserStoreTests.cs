using System.Text.Json;
using Amazon.S3.Model;
using DataSync.Aws.Objects;
using DataSync.Core.Versions;
using Xunit;

namespace DataSync.Aws.Tests.Adapters;

public sealed class S3LoserStoreTests
{
    private static readonly ItemVersion Loser = new(1_767_225_600_005, 0, S3Regions.Here);
    private static readonly ItemVersion Winner = new(1_767_225_600_009, 0, S3Regions.There);

    [Fact]
    public async Task A_loser_without_versions_is_copied_with_a_record_beside_it()
    {
        await using var regions = await S3Regions.CreateAsync();
        var held = await regions.PutHereAsync("ours", "a/ä b");

        var isKept = await Store(regions).KeepAsync(S3Regions.Key("a/ä b"), held, Loser, Winner, default);
        using var record = await RecordAsync(regions);

        Assert.True(isKept);
        Assert.Equal($"conflicts/files/a%2F%C3%A4%20b/{Loser}", Text(record, "copyName"));
        Assert.Equal("ours", await regions.BodyAsync(Text(record, "copyName")!, S3Regions.Payloads));
        Assert.Equal(
            ("files", "a/ä b", Winner.ToString(), Loser.ToString(), held.ETag, S3Regions.Bucket, S3Regions.Payloads),
            (Text(record, "entity"), Text(record, "name"), Text(record, "winner"), Text(record, "loser"), Text(record, "etag"), Text(record, "bucket"), Text(record, "copyBucket")));
        Assert.Equal(regions.Time.GetUtcNow().ToUnixTimeMilliseconds(), record.RootElement.GetProperty("keptMs").GetInt64());
    }

    [Fact]
    public async Task A_loser_with_a_version_id_is_recorded_by_it_and_not_copied()
    {
        await using var regions = await S3Regions.CreateAsync();
        await regions.VersionAsync(S3Regions.Bucket, S3Regions.Here);
        var held = await regions.PutHereAsync("ours");
        regions.Forget();

        var isKept = await Store(regions).KeepAsync(S3Regions.Key(), held, Loser, Winner, default);
        var calls = regions.Calls.ToList();
        using var record = await RecordAsync(regions);

        Assert.True(isKept);
        Assert.Equal([$"PutObject {S3Regions.Payloads}/conflicts/files/key/{Loser}.json"], calls);
        Assert.Equal(held.VersionId, Text(record, "versionId"));
        Assert.Null(Text(record, "copyName"));
    }

    [Fact]
    public async Task Keeping_again_keeps_the_same()
    {
        await using var regions = await S3Regions.CreateAsync();
        var held = await regions.PutHereAsync("ours");

        await Store(regions).KeepAsync(S3Regions.Key(), held, Loser, Winner, default);
        var isKept = await Store(regions).KeepAsync(S3Regions.Key(), held, Loser, Winner, default);
        var listed = await regions.Client(null).ListObjectsV2Async(new ListObjectsV2Request { BucketName = S3Regions.Payloads });

        Assert.True(isKept);
        Assert.Equal(2, listed.S3Objects.Count);
    }

    [Fact]
    public async Task What_is_not_there_any_more_as_it_was_read_is_not_kept()
    {
        await using var regions = await S3Regions.CreateAsync();
        var replaced = await regions.PutHereAsync("old", "replaced");
        await regions.PutHereAsync("new", "replaced");
        var deleted = await regions.PutHereAsync("old", "deleted");
        await regions.Client(null).DeleteObjectAsync(S3Regions.Bucket, "deleted");

        var first = await Store(regions).KeepAsync(S3Regions.Key("replaced"), replaced, Loser, Winner, default);
        var second = await Store(regions).KeepAsync(S3Regions.Key("deleted"), deleted, Loser, Winner, default);

        Assert.False(first);
        Assert.False(second);
    }

    [Fact]
    public async Task A_loser_too_large_to_copy_is_recorded_with_the_reason()
    {
        await using var regions = await S3Regions.CreateAsync();
        var held = await regions.PutHereAsync("ours");
        var store = new S3LoserStore(regions.Client, S3Regions.Bucket, S3Regions.Payloads, regions.Time, maxCopyBytes: 3);

        var isKept = await store.KeepAsync(S3Regions.Key(), held, Loser, Winner, default);
        using var record = await RecordAsync(regions);

        Assert.True(isKept);
        Assert.Contains("larger", Text(record, "notCopied"), StringComparison.Ordinal);
        Assert.Null(Text(record, "copyName"));
    }

    [Fact]
    public async Task An_archived_loser_is_recorded_with_the_reason()
    {
        await using var regions = await S3Regions.CreateAsync();
        var held = await regions.PutHereAsync("ours");
        regions.Fault = call => call.StartsWith("CopyObject", StringComparison.Ordinal) ? S3Regions.Error(403, "InvalidObjectState") : null;

        var isKept = await Store(regions).KeepAsync(S3Regions.Key(), held, Loser, Winner, default);
        using var record = await RecordAsync(regions);

        Assert.True(isKept);
        Assert.Contains("archive", Text(record, "notCopied"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_too_long_to_be_escaped_is_hashed()
    {
        await using var regions = await S3Regions.CreateAsync();
        var name = new string('ä', 500);
        var held = await regions.PutHereAsync("ours", name);

        await Store(regions).KeepAsync(S3Regions.Key(name), held, Loser, Winner, default);
        using var record = await RecordAsync(regions);

        Assert.StartsWith("conflicts/files/sha256-", Text(record, "copyName"), StringComparison.Ordinal);
        Assert.Equal(name, Text(record, "name"));
    }

    private static S3LoserStore Store(S3Regions regions) => new(regions.Client, S3Regions.Bucket, S3Regions.Payloads, regions.Time);

    private static string? Text(JsonDocument record, string name) => record.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static async Task<JsonDocument> RecordAsync(S3Regions regions)
    {
        var listed = await regions.Client(null).ListObjectsV2Async(new ListObjectsV2Request { BucketName = S3Regions.Payloads });
        var name = Assert.Single(listed.S3Objects, o => o.Key.EndsWith(".json", StringComparison.Ordinal)).Key;
        return JsonDocument.Parse(await regions.BodyAsync(name, S3Regions.Payloads));
    }
}
