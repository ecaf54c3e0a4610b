using Amazon.S3.Model;
using DataSync.Aws.Objects;
using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.Ports;
using Xunit;

namespace DataSync.Aws.Tests.Adapters;

public sealed class S3PayloadStoreTests
{
    [Fact]
    public async Task A_payload_is_read_in_another_region_as_it_was_stored()
    {
        await using var regions = await S3Regions.CreateAsync();
        var payload = new byte[2_000_000];
        new Random(1).NextBytes(payload);

        var reference = await Here(regions).PutAsync(payload, default);
        var read = await There(regions).GetAsync(reference, S3Regions.Here, default);

        Assert.Equal((S3Regions.Payloads, $"payloads/{reference.Sha256}", 2_000_000), (reference.Bucket, reference.Name, reference.Size));
        Assert.Equal(payload, read.ToArray());
    }

    [Fact]
    public async Task Storing_it_again_changes_nothing()
    {
        await using var regions = await S3Regions.CreateAsync();

        var first = await Here(regions).PutAsync("payload"u8.ToArray(), default);
        var second = await Here(regions).PutAsync("payload"u8.ToArray(), default);
        var listed = await regions.Client(null).ListObjectsV2Async(new ListObjectsV2Request { BucketName = S3Regions.Payloads });

        Assert.Equal(first, second);
        Assert.Single(listed.S3Objects);
    }

    [Fact]
    public async Task An_empty_payload_is_one()
    {
        await using var regions = await S3Regions.CreateAsync();

        var reference = await Here(regions).PutAsync(ReadOnlyMemory<byte>.Empty, default);
        var read = await There(regions).GetAsync(reference, S3Regions.Here, default);

        Assert.True(read.IsEmpty);
    }

    [Theory]
    [InlineData("pAyload")]
    [InlineData("longer than it was")]
    public async Task What_is_not_what_was_stored_is_rejected(string other)
    {
        await using var regions = await S3Regions.CreateAsync();
        var reference = await Here(regions).PutAsync("payload"u8.ToArray(), default);
        await regions.Client(null).PutObjectAsync(new PutObjectRequest { BucketName = S3Regions.Payloads, Key = reference.Name, ContentBody = other });

        var thrown = await Assert.ThrowsAsync<StoreException>(() => There(regions).GetAsync(reference, S3Regions.Here, default).AsTask());

        Assert.Equal((DeadLetterReason.Rejected, false), (thrown.Reason, thrown.IsRetryable));
        Assert.Contains(reference.Name, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payload_that_is_gone_is_rejected()
    {
        await using var regions = await S3Regions.CreateAsync();
        var reference = await Here(regions).PutAsync("payload"u8.ToArray(), default);
        await regions.Client(null).DeleteObjectAsync(S3Regions.Payloads, reference.Name);

        var thrown = await Assert.ThrowsAsync<StoreException>(() => There(regions).GetAsync(reference, S3Regions.Here, default).AsTask());

        Assert.False(thrown.IsRetryable);
    }

    [Fact]
    public async Task A_size_beyond_all_bounds_is_rejected_before_anything_is_read()
    {
        await using var regions = await S3Regions.CreateAsync();
        var reference = new PayloadReference(S3Regions.Payloads, "payloads/x", S3PayloadStore.MaxBytes + 1, "x");
        regions.Forget();

        var thrown = await Assert.ThrowsAsync<StoreException>(() => There(regions).GetAsync(reference, S3Regions.Here, default).AsTask());

        Assert.False(thrown.IsRetryable);
        Assert.Empty(regions.Calls);
    }

    [Fact]
    public async Task A_bucket_that_cannot_be_reached_is_worth_another_try()
    {
        await using var regions = await S3Regions.CreateAsync();
        var reference = await Here(regions).PutAsync("payload"u8.ToArray(), default);
        regions.Fault = _ => throw new HttpRequestException("Connection refused");

        var thrown = await Assert.ThrowsAsync<StoreException>(() => There(regions).GetAsync(reference, S3Regions.Here, default).AsTask());

        Assert.True(thrown.IsRetryable);
    }

    private static S3PayloadStore Here(S3Regions regions) => new(regions.Client, S3Regions.Payloads);

    private static S3PayloadStore There(S3Regions regions) => new(region => regions.Client(region ?? S3Regions.There), "payloads-there");
}
