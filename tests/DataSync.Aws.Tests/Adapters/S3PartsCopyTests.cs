using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Aws.Objects;
using DataSync.Core.Objects;
using DataSync.Core.Ports;
using DataSync.LocalAws.S3;
using Xunit;

namespace DataSync.Aws.Tests.Adapters;

/// <summary>Copies in parts, with limits that a test can reach.</summary>
public sealed class S3PartsCopyTests
{
    private const int Parts = 13;
    private static readonly string Body = string.Concat(Enumerable.Range(0, 1234).Select(n => (char)('a' + (n % 26))));
    private static readonly S3Options Small = new() { MinPartBytes = 100, MaxCopyBytes = 500 };
    private static readonly S3CopyOptions Cut = new() { SingleCopyBytes = 500, PartBytes = 100 };

    [Fact]
    public async Task A_large_object_is_copied_in_parts_with_all_that_the_source_has()
    {
        await using var regions = await S3Regions.CreateAsync(Small, Cut);
        var source = await PutLargeAsync(regions);
        regions.Forget();

        var result = await regions.CopyAsync(source);
        var calls = Count(regions);
        var copy = await regions.Objects.ReadAsync(S3Regions.Key(), default);
        var tags = await regions.Client(null).GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = S3Regions.Bucket, Key = "key" });

        Assert.Equal(CopyOutcome.Written, result.Outcome);
        Assert.Equal(
            [("CompleteMultipartUpload", 1), ("CreateMultipartUpload", 1), ("GetObjectTagging", 1), ("UploadPartCopy", Parts)],
            calls);
        Assert.True(copy!.IsStamped);
        Assert.Equal(S3Regions.Version(), copy.Stamp?.Version);
        Assert.Equal((source.Headers, source.Content, "STANDARD_IA"), (copy.Headers, copy.Checksum, copy.StorageClass));
        Assert.Equal("b", Assert.Single(tags.Tagging).Value);
        Assert.Equal(Body, await regions.BodyAsync());
    }

    [Fact]
    public async Task A_stopped_copy_goes_on_where_it_was()
    {
        await using var regions = await S3Regions.CreateAsync(Small, Cut);
        var source = await PutLargeAsync(regions);
        regions.Forget();
        using var stop = new CancellationTokenSource();
        CancelAtPart(regions, 5, stop);

        var first = await regions.CopyAsync(source, stop: stop.Token);
        var before = await regions.Objects.ReadAsync(S3Regions.Key(), default);
        var second = await regions.CopyAsync(source with { UploadId = first.UploadId });

        Assert.Equal(CopyOutcome.Unfinished, first.Outcome);
        Assert.NotNull(first.UploadId);
        Assert.Null(before);
        Assert.Equal(CopyOutcome.Written, second.Outcome);
        Assert.Equal(Parts, Count(regions).Single(c => c.Operation == "UploadPartCopy").Count);
        Assert.Equal(Body, await regions.BodyAsync());
    }

    [Fact]
    public async Task A_copy_whose_upload_is_gone_begins_anew()
    {
        await using var regions = await S3Regions.CreateAsync(Small, Cut);
        var source = await PutLargeAsync(regions);
        var begun = await regions.Client(null).InitiateMultipartUploadAsync(S3Regions.Bucket, "key");
        await regions.Client(null).AbortMultipartUploadAsync(S3Regions.Bucket, "key", begun.UploadId);

        var result = await regions.CopyAsync(source with { UploadId = begun.UploadId });

        Assert.Equal(CopyOutcome.Written, result.Outcome);
        Assert.Equal(Body, await regions.BodyAsync());
    }

    [Fact]
    public async Task Parts_cut_in_another_way_are_copied_again()
    {
        await using var regions = await S3Regions.CreateAsync(Small, Cut);
        var source = await PutLargeAsync(regions);
        using var stop = new CancellationTokenSource();
        CancelAtPart(regions, 3, stop);
        var begun = await regions.CopyAsync(source, stop: stop.Token);
        var other = new S3ObjectStore(regions.Client, S3Regions.Bucket, Cut with { PartBytes = 300 });

        var result = await other.CopyAsync(S3Regions.Key(), new ObjectCopy(source with { UploadId = begun.UploadId }, S3Regions.There, S3Regions.Version(), null), default, default);

        Assert.Equal(CopyOutcome.Written, result.Outcome);
        Assert.Equal(Body, await regions.BodyAsync());
    }

    [Fact]
    public async Task A_target_that_changes_meanwhile_refuses_the_copy_and_nothing_is_left_over()
    {
        await using var regions = await S3Regions.CreateAsync(Small, Cut);
        var source = await PutLargeAsync(regions);
        using var stop = new CancellationTokenSource();
        CancelAtPart(regions, 5, stop);
        var begun = await regions.CopyAsync(source, stop: stop.Token);
        await regions.PutHereAsync("in the way");

        var result = await regions.CopyAsync(source with { UploadId = begun.UploadId });

        Assert.Equal(CopyOutcome.Refused, result.Outcome);
        Assert.Equal("in the way", await regions.BodyAsync());
        Assert.Empty(await UploadsAsync(regions));
    }

    [Fact]
    public async Task A_copy_in_parts_replaces_exactly_what_was_read()
    {
        await using var regions = await S3Regions.CreateAsync(Small, Cut);
        var source = await PutLargeAsync(regions);
        var held = await regions.PutHereAsync("ours");

        var result = await regions.CopyAsync(source, held);

        Assert.Equal(CopyOutcome.Written, result.Outcome);
        Assert.Equal(Body, await regions.BodyAsync());
    }

    [Fact]
    public async Task A_source_replaced_meanwhile_is_gone_and_nothing_is_left_over()
    {
        await using var regions = await S3Regions.CreateAsync(Small, Cut);
        var source = await PutLargeAsync(regions);
        using var stop = new CancellationTokenSource();
        CancelAtPart(regions, 5, stop);
        var begun = await regions.CopyAsync(source, stop: stop.Token);
        await regions.PutThereAsync(Body.ToUpperInvariant());

        var result = await regions.CopyAsync(source with { UploadId = begun.UploadId });

        Assert.Equal(CopyOutcome.SourceGone, result.Outcome);
        Assert.Empty(await UploadsAsync(regions));
    }

    [Fact]
    public async Task A_part_that_fails_ends_this_try_and_the_next_goes_on()
    {
        await using var regions = await S3Regions.CreateAsync(Small, Cut);
        var source = await PutLargeAsync(regions);
        var count = 0;
        regions.Fault = call => IsPart(call) && Interlocked.Increment(ref count) == 6 ? S3Regions.Error(500, "InternalError") : null;

        var first = await regions.CopyAsync(source);
        var second = await regions.CopyAsync(source with { UploadId = first.UploadId });

        Assert.Equal((CopyOutcome.Unfinished, CopyOutcome.Written), (first.Outcome, second.Outcome));
        Assert.Equal(Body, await regions.BodyAsync());
    }

    [Fact]
    public async Task A_copy_that_gets_nowhere_fails_and_leaves_nothing_over()
    {
        await using var regions = await S3Regions.CreateAsync(Small, Cut);
        var source = await PutLargeAsync(regions);
        regions.Fault = call => IsPart(call) ? S3Regions.Error(503, "SlowDown") : null;

        var thrown = await Assert.ThrowsAsync<StoreException>(() => regions.CopyAsync(source));

        Assert.True(thrown.IsThrottling);
        Assert.Empty(await UploadsAsync(regions));
    }

    [Fact]
    public async Task A_copy_gone_on_with_that_gets_nowhere_keeps_what_it_has()
    {
        await using var regions = await S3Regions.CreateAsync(Small, Cut);
        var source = await PutLargeAsync(regions);
        using var stop = new CancellationTokenSource();
        CancelAtPart(regions, 5, stop);
        var begun = await regions.CopyAsync(source, stop: stop.Token);
        regions.Fault = call => IsPart(call) ? S3Regions.Error(503, "SlowDown") : null;

        await Assert.ThrowsAsync<StoreException>(() => regions.CopyAsync(source with { UploadId = begun.UploadId }));

        Assert.Equal(begun.UploadId, Assert.Single(await UploadsAsync(regions)));
    }

    [Theory]
    [InlineData(1, 100, 1, 1)]
    [InlineData(100, 100, 1, 100)]
    [InlineData(101, 100, 2, 1)]
    [InlineData(1_000_000, 100, 10_000, 100)]
    [InlineData(1_000_001, 100, 9_901, 101)]
    [InlineData(50L * 1024 * 1024 * 1024 * 1024, 64 * 1024 * 1024, 10_000, 0)]
    public void A_plan_has_at_most_ten_thousand_parts_that_cover_everything(long bytes, long wanted, int count, long last)
    {
        var plan = new PartPlan(bytes, wanted);

        Assert.Equal(count, plan.Count);
        Assert.Equal(bytes, plan.StartOf(count) + plan.LengthOf(count));
        Assert.True(last == 0 || plan.LengthOf(count) == last);
        Assert.Equal(plan.StartOf(1) + plan.LengthOf(1), plan.Count == 1 ? bytes : plan.StartOf(2));
    }

    private static Task<ObjectContent> PutLargeAsync(S3Regions regions) => regions.PutThereAsync(Body, with: request =>
    {
        request.StorageClass = S3StorageClass.StandardInfrequentAccess;
        request.ChecksumAlgorithm = ChecksumAlgorithm.CRC32;
        request.ContentType = "text/plain";
        request.Headers.ContentEncoding = "gzip, br";
        request.Headers["Content-Language"] = "de, en";
        request.Headers["Expires"] = "Thu, 01 Jan 2026 00:00:00 GMT";
        request.Metadata["owner"] = "me";
        request.TagSet = [new Tag { Key = "a", Value = "b" }];
    });

    private static void CancelAtPart(S3Regions regions, int part, CancellationTokenSource stop)
    {
        var count = 0;
        regions.Fault = call =>
        {
            if (IsPart(call) && Interlocked.Increment(ref count) == part)
            {
                stop.Cancel();
            }

            return null;
        };
    }

    private static bool IsPart(string call) => call.StartsWith("UploadPartCopy", StringComparison.Ordinal);

    private static List<(string Operation, int Count)> Count(S3Regions regions) =>
        [.. regions.Calls.GroupBy(c => c[..c.IndexOf(' ', StringComparison.Ordinal)]).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, g.Count()))];

    private static async Task<IEnumerable<string>> UploadsAsync(S3Regions regions)
    {
        var listed = await regions.Client(null).ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = S3Regions.Bucket });
        return (listed.MultipartUploads ?? []).Select(u => u.UploadId);
    }
}
