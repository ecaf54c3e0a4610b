using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Core.DeadLetters;
using DataSync.Core.Objects;
using DataSync.Core.Ports;
using Xunit;

namespace DataSync.Aws.Tests.Adapters;

public sealed class S3ObjectStoreTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_object_is_read_with_everything_said_about_it(bool overHttp)
    {
        await using var regions = await S3Regions.CreateAsync(overHttp: overHttp);
        await regions.Client(null).PutObjectAsync(Full(S3Regions.Bucket));

        var read = await regions.Objects.ReadAsync(S3Regions.Key(), default);

        Assert.NotNull(read);
        Assert.Equal(("key", 7L, 2, "STANDARD_IA"), (read.Name, read.Size, read.TagCount, read.StorageClass));
        Assert.Equal(regions.Time.GetUtcNow().ToUnixTimeMilliseconds(), read.ModifiedMs);
        Assert.Equal("9a0364b9e99bb480dd25e1f0284c8555", read.ETag);
        Assert.True(read.IsETagOfBytes);
        Assert.StartsWith("CRC32=", read.Checksum, StringComparison.Ordinal);
        Assert.Null(read.VersionId);
        Assert.Null(read.Stamp);
        Assert.Equal(
            [
                "cache-control: max-age=3,no-cache", "content-disposition: attachment;filename=\"a, b.txt\"", "content-encoding: gzip,br", "content-language: de, en",
                "content-type: text/plain; charset=utf-8", "expires: Thu, 01 Jan 2026 00:00:00 GMT", "x-amz-meta-owner: me", "x-amz-website-redirect-location: /other",
            ],
            read.Headers.All.Select(h => $"{h.Key}: {h.Value}"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1 2")]
    public async Task An_expiry_that_is_no_date_stays_in_the_past(string expires)
    {
        await using var regions = await S3Regions.CreateAsync(overHttp: true);
        await regions.PutRawThereAsync("key", new Dictionary<string, string>(StringComparer.Ordinal) { ["Expires"] = expires });

        await regions.CopyAsync(await regions.ContentThereAsync());
        var copy = await regions.Objects.ReadAsync(S3Regions.Key(), default);

        Assert.Equal("Thu, 01 Jan 1970 00:00:00 GMT", copy!.Headers.Find("expires"));
        Assert.True(copy.IsStamped);
    }

    [Fact]
    public async Task Nothing_and_a_delete_marker_are_read_as_nothing()
    {
        await using var regions = await S3Regions.CreateAsync();
        await regions.VersionAsync(S3Regions.Bucket, S3Regions.Here);
        await regions.PutHereAsync("content", "deleted");
        await regions.Client(null).DeleteObjectAsync(S3Regions.Bucket, "deleted");

        var never = await regions.Objects.ReadAsync(S3Regions.Key("never"), default);
        var deleted = await regions.Objects.ReadAsync(S3Regions.Key("deleted"), default);

        Assert.Null(never);
        Assert.Null(deleted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_copy_is_what_its_stamp_says_and_has_all_that_the_source_has(bool overHttp)
    {
        await using var regions = await S3Regions.CreateAsync(overHttp: overHttp);
        await regions.Client(S3Regions.There).PutObjectAsync(Full(S3Regions.Origin));
        var source = await regions.ContentThereAsync();

        var result = await regions.CopyAsync(source);
        var copy = await regions.Objects.ReadAsync(S3Regions.Key(), default);
        var tags = await regions.Client(null).GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = S3Regions.Bucket, Key = "key" });

        Assert.Equal(CopyOutcome.Written, result.Outcome);
        Assert.NotNull(copy);
        Assert.Equal(S3Regions.Version(), copy.Stamp?.Version);
        Assert.True(copy.IsStamped);
        Assert.Equal(source.Headers, copy.Headers);
        Assert.Equal((source.Content, source.Size, source.StorageClass), (copy.Checksum, copy.Size, copy.StorageClass));
        Assert.Equal(["a b=1", "c=ä"], tags.Tagging.Select(t => $"{t.Key}={t.Value}").Order(StringComparer.Ordinal));
        Assert.Equal("content", await regions.BodyAsync());
    }

    [Theory]
    [InlineData("text/html;charset=utf-8")]
    [InlineData("binary/octet-stream")]
    [InlineData("Text/HTML; Charset=\"UTF-8\"")]
    public async Task A_content_type_in_any_spelling_leaves_the_copy_stamped(string contentType)
    {
        await using var regions = await S3Regions.CreateAsync();
        var source = await regions.PutThereAsync("content", with: request => request.ContentType = contentType);

        await regions.CopyAsync(source);
        var copy = await regions.Objects.ReadAsync(S3Regions.Key(), default);

        Assert.True(copy!.IsStamped);
    }

    [Theory]
    [InlineData("=?UTF-8?B?w6TDtg==?=")]
    [InlineData("50%25 %C3%A4 + \"x\"")]
    [InlineData("a, b;  c=d")]
    [InlineData("")]
    public async Task Metadata_survives_the_copy_as_S3_sends_it(string value)
    {
        await using var regions = await S3Regions.CreateAsync();
        var source = await regions.PutThereAsync("content", with: request => request.Metadata["text"] = value);

        await regions.CopyAsync(source);
        var copy = await regions.Objects.ReadAsync(S3Regions.Key(), default);

        Assert.Equal(value, copy!.Headers.Find("x-amz-meta-text"));
        Assert.True(copy.IsStamped);
    }

    [Theory]
    [InlineData("/starts with a slash")]
    [InlineData("//two")]
    [InlineData("a/../b")]
    [InlineData("a//b/./c/")]
    [InlineData("ä ö+?&=#%20%2F\"")]
    [InlineData("..")]
    public async Task Any_name_stays_itself(string name)
    {
        await using var regions = await S3Regions.CreateAsync();
        var source = await regions.PutThereAsync("content", name);

        var result = await regions.CopyAsync(source, name: name);
        var listed = await regions.Client(null).ListObjectsV2Async(new ListObjectsV2Request { BucketName = S3Regions.Bucket });
        var copy = await regions.Objects.ReadAsync(S3Regions.Key(name), default);
        var deleted = await regions.Objects.DeleteAsync(S3Regions.Key(name), copy!, default);

        Assert.Equal(CopyOutcome.Written, result.Outcome);
        Assert.Equal(name, Assert.Single(listed.S3Objects).Key);
        Assert.True(copy!.IsStamped);
        Assert.Equal(GuardedWrite.Written, deleted);
        Assert.Null(await regions.Objects.ReadAsync(S3Regions.Key(name), default));
    }

    [Fact]
    public async Task A_small_object_costs_one_head_and_one_copy_and_no_byte_passes()
    {
        await using var regions = await S3Regions.CreateAsync();
        var source = await regions.PutThereAsync(new string('x', 100_000));
        regions.Forget();

        var held = await regions.Objects.ReadAsync(S3Regions.Key(), default);
        await regions.CopyAsync(source, held);

        Assert.Equal([$"HeadObject {S3Regions.Bucket}/key", $"CopyObject {S3Regions.Bucket}/key"], regions.Calls);
    }

    [Fact]
    public async Task A_copy_over_what_was_read_replaces_it_and_over_anything_else_is_refused()
    {
        await using var regions = await S3Regions.CreateAsync();
        var source = await regions.PutThereAsync("theirs");
        var old = await regions.PutHereAsync("old");
        var held = await regions.PutHereAsync("ours");

        var overNothing = await regions.CopyAsync(source, expected: null);
        var overOld = await regions.CopyAsync(source, old);
        var before = await regions.BodyAsync();
        var overHeld = await regions.CopyAsync(source, held);

        Assert.Equal((CopyOutcome.Refused, CopyOutcome.Refused, CopyOutcome.Written), (overNothing.Outcome, overOld.Outcome, overHeld.Outcome));
        Assert.Equal("ours", before);
        Assert.Equal("theirs", await regions.BodyAsync());
    }

    [Fact]
    public async Task A_copy_over_what_has_been_deleted_is_refused()
    {
        await using var regions = await S3Regions.CreateAsync();
        var source = await regions.PutThereAsync("theirs");
        var held = await regions.PutHereAsync("ours");
        await regions.Client(null).DeleteObjectAsync(S3Regions.Bucket, "key");

        var result = await regions.CopyAsync(source, held);

        Assert.Equal(CopyOutcome.Refused, result.Outcome);
    }

    [Fact]
    public async Task A_source_that_was_replaced_or_deleted_is_gone()
    {
        await using var regions = await S3Regions.CreateAsync();
        var replaced = await regions.PutThereAsync("first", "replaced");
        await regions.PutThereAsync("second", "replaced");
        var deleted = await regions.PutThereAsync("first", "deleted");
        await regions.Client(S3Regions.There).DeleteObjectAsync(S3Regions.Origin, "deleted");

        var first = await regions.CopyAsync(replaced, name: "replaced");
        var second = await regions.CopyAsync(deleted, name: "deleted");

        Assert.Equal(CopyOutcome.SourceGone, first.Outcome);
        Assert.Equal(CopyOutcome.SourceGone, second.Outcome);
        Assert.Null(await regions.Objects.ReadAsync(S3Regions.Key("replaced"), default));
    }

    [Fact]
    public async Task A_source_that_changes_together_with_the_target_is_gone()
    {
        await using var regions = await S3Regions.CreateAsync();
        var source = await regions.PutThereAsync("first");
        await regions.PutThereAsync("second");
        await regions.PutHereAsync("in the way");

        var result = await regions.CopyAsync(source, expected: null);

        Assert.Equal(CopyOutcome.SourceGone, result.Outcome);
    }

    [Fact]
    public async Task In_a_versioned_bucket_the_version_announced_is_copied_though_it_was_replaced()
    {
        await using var regions = await S3Regions.CreateAsync();
        await regions.VersionAsync(S3Regions.Origin, S3Regions.There);
        var source = await regions.PutThereAsync("first");
        await regions.PutThereAsync("second");

        var result = await regions.CopyAsync(source);

        Assert.NotNull(source.VersionId);
        Assert.Equal(CopyOutcome.Written, result.Outcome);
        Assert.Equal("first", await regions.BodyAsync());
    }

    [Fact]
    public async Task No_copy_begins_when_the_time_is_up()
    {
        await using var regions = await S3Regions.CreateAsync();
        var source = await regions.PutThereAsync("content");
        regions.Forget();

        var result = await regions.CopyAsync(source, stop: new CancellationToken(canceled: true));

        Assert.Equal(CopyOutcome.Unfinished, result.Outcome);
        Assert.Empty(regions.Calls);
    }

    [Fact]
    public async Task A_delete_in_a_versioned_bucket_leaves_every_version()
    {
        await using var regions = await S3Regions.CreateAsync();
        await regions.VersionAsync(S3Regions.Bucket, S3Regions.Here);
        var held = await regions.PutHereAsync("content");

        var result = await regions.Objects.DeleteAsync(S3Regions.Key(), held, default);
        var versions = await regions.Client(null).ListVersionsAsync(S3Regions.Bucket);

        Assert.Equal(GuardedWrite.Written, result);
        Assert.Contains(versions.Versions, v => v.VersionId == held.VersionId && v.IsDeleteMarker != true);
        Assert.Null(await regions.Objects.ReadAsync(S3Regions.Key(), default));
    }

    [Fact]
    public async Task A_delete_of_something_else_or_of_nothing_is_refused()
    {
        await using var regions = await S3Regions.CreateAsync();
        var old = await regions.PutHereAsync("old");
        await regions.PutHereAsync("new");

        var other = await regions.Objects.DeleteAsync(S3Regions.Key(), old, default);
        await regions.Client(null).DeleteObjectAsync(S3Regions.Bucket, "key");
        var nothing = await regions.Objects.DeleteAsync(S3Regions.Key(), old, default);

        Assert.Equal((GuardedWrite.Refused, GuardedWrite.Refused), (other, nothing));
    }

    [Fact]
    public async Task A_region_that_does_not_answer_for_hours_uses_up_no_attempts()
    {
        await using var regions = await S3Regions.CreateAsync();
        var source = await regions.PutThereAsync("content");
        regions.Fault = call => call.StartsWith("CopyObject", StringComparison.Ordinal) ? throw new HttpRequestException("Connection refused") : null;

        var thrown = await Assert.ThrowsAsync<StoreException>(() => regions.CopyAsync(source));

        Assert.Equal((true, true), (thrown.IsRetryable, thrown.IsThrottling));
    }

    public static TheoryData<int, string, bool, DeadLetterReason, bool> Answers() => new()
    {
        { 400, "MetadataTooLarge", false, DeadLetterReason.ItemTooLarge, false },
        { 403, "InvalidObjectState", false, DeadLetterReason.Rejected, false },
        { 400, "InvalidStorageClass", false, DeadLetterReason.Rejected, false },
        { 403, "AccessDenied", true, DeadLetterReason.RetriesExhausted, false },
        { 404, "NoSuchBucket", true, DeadLetterReason.RetriesExhausted, false },
        { 503, "SlowDown", true, DeadLetterReason.RetriesExhausted, true },
        { 200, "SlowDown", true, DeadLetterReason.RetriesExhausted, true },
        { 500, "InternalError", true, DeadLetterReason.RetriesExhausted, true },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task S3s_refusals_are_sorted(int status, string code, bool isRetryable, DeadLetterReason reason, bool isThrottling)
    {
        await using var regions = await S3Regions.CreateAsync();
        var source = await regions.PutThereAsync("content");
        regions.Fault = call => call.StartsWith("CopyObject", StringComparison.Ordinal) ? S3Regions.Error(status, code) : null;

        var thrown = await Assert.ThrowsAsync<StoreException>(() => regions.CopyAsync(source));

        Assert.Equal((isRetryable, reason, isThrottling), (thrown.IsRetryable, thrown.Reason, thrown.IsThrottling));
        Assert.Contains(code, thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(409, "ConditionalRequestConflict")]
    [InlineData(200, "PreconditionFailed")]
    public async Task A_write_at_the_same_time_refuses_the_copy(int status, string code)
    {
        await using var regions = await S3Regions.CreateAsync();
        var source = await regions.PutThereAsync("content");
        regions.Fault = call => call.StartsWith("CopyObject", StringComparison.Ordinal) ? S3Regions.Error(status, code) : null;

        var result = await regions.CopyAsync(source);

        Assert.Equal(CopyOutcome.Refused, result.Outcome);
    }

    [Fact]
    public async Task Metadata_without_room_for_the_stamp_says_what_to_do()
    {
        await using var regions = await S3Regions.CreateAsync();
        var source = await regions.PutThereAsync("content", with: request => request.Metadata["large"] = new string('x', 2000));

        var thrown = await Assert.ThrowsAsync<StoreException>(() => regions.CopyAsync(source));

        Assert.Equal(DeadLetterReason.ItemTooLarge, thrown.Reason);
        Assert.Contains("Make it smaller", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_content_type_that_cannot_be_sent_is_rejected_in_words()
    {
        await using var regions = await S3Regions.CreateAsync();
        var source = await regions.PutThereAsync("content");
        var odd = source with { Headers = new ObjectHeaders([new("content-type", "jpg")]) };

        var thrown = await Assert.ThrowsAsync<StoreException>(() => regions.CopyAsync(odd));

        Assert.Equal((DeadLetterReason.Rejected, false), (thrown.Reason, thrown.IsRetryable));
        Assert.Contains("content-type", thrown.Message, StringComparison.Ordinal);
    }

    private static PutObjectRequest Full(string bucket)
    {
        var request = new PutObjectRequest
        {
            BucketName = bucket,
            Key = "key",
            ContentBody = "content",
            ContentType = "text/plain; charset=utf-8",
            StorageClass = S3StorageClass.StandardInfrequentAccess,
            TagSet = [new Tag { Key = "a b", Value = "1" }, new Tag { Key = "c", Value = "ä" }],
            WebsiteRedirectLocation = "/other",
            ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
        };
        request.Headers.CacheControl = "max-age=3,no-cache";
        request.Headers.ContentDisposition = "attachment;filename=\"a, b.txt\"";
        request.Headers.ContentEncoding = "gzip, br";
        request.Headers["Content-Language"] = "de, en";
        request.Headers["Expires"] = "Thu, 01 Jan 2026 00:00:00 GMT";
        request.Metadata["owner"] = "me";
        return request;
    }
}
