using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Functions.Tests.Support;

namespace DataSync.Functions.Tests.EndToEnd;

/// <summary>Objects through the functions, over the wire.</summary>
public sealed class ObjectTests
{
    [Fact]
    public async Task A_small_object_costs_four_requests_in_all_and_none_that_carries_its_bytes()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.SettleAsync();
        await regions.A.Bucket.PutAsync("a b/ä+.txt", "text");
        regions.Traffic.Forget();

        await regions.SettleAsync();

        Assert.Equal("text", await regions.B.Bucket.ReadAsync("a b/ä+.txt"));
        Assert.Equal([$"HeadObject {LocalBucket.NameOf(LocalRegions.Dublin)}/a b/ä+.txt@{LocalRegions.Dublin}"], ObjectCalls(regions, LocalRegions.Dublin));
        var there = $"{LocalBucket.NameOf(LocalRegions.Virginia)}/a b/ä+.txt@{LocalRegions.Virginia}";
        var copied = there.Replace("@", $"\n{LocalBucket.NameOf(LocalRegions.Dublin)}/a b/ä+.txt@", StringComparison.Ordinal); // the source is named too
        Assert.Equal([$"HeadObject {there}", $"CopyObject {copied}", $"HeadObject {there}"], ObjectCalls(regions, LocalRegions.Virginia));
    }

    [Fact]
    public async Task What_is_said_about_an_object_goes_with_it()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.Bucket.PutAsync("a", "text", request =>
        {
            request.ContentType = "text/markdown";
            request.Headers.CacheControl = "max-age=60";
            request.Headers.ContentDisposition = "attachment; filename=a.md";
            request.Metadata["who"] = "me";
            request.StorageClass = S3StorageClass.StandardInfrequentAccess;
            request.TagSet = [new Tag { Key = "colour", Value = "red" }];
        });

        await regions.SettleAsync();

        var head = await regions.B.Bucket.HeadAsync("a");
        Assert.Equal(("text/markdown", "max-age=60", "attachment; filename=a.md", "me"), (head.Headers.ContentType, head.Headers.CacheControl, head.Headers.ContentDisposition, head.Metadata["who"]));
        Assert.Equal((S3StorageClass.StandardInfrequentAccess, 1), (head.StorageClass, head.TagsCount));
        Assert.StartsWith("1767225600000-00000-eu-west-1/", head.Metadata[LocalBucket.StampName], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Overwritten_and_deleted_everywhere_in_the_end(bool isVersioned)
    {
        await using var regions = await LocalRegions.ThreeAsync();
        if (isVersioned)
        {
            await Task.WhenAll(regions.A.Bucket.SetVersionedAsync(), regions.B.Bucket.SetVersionedAsync(), regions.C.Bucket.SetVersionedAsync());
        }

        await regions.A.Bucket.PutAsync("a", "one");
        await regions.SettleAsync();
        regions.Time.Advance(TimeSpan.FromSeconds(2));
        await regions.B.Bucket.PutAsync("a", "two");
        await regions.SettleAsync();
        var overwritten = await regions.C.Bucket.ReadAsync("a");
        regions.Time.Advance(TimeSpan.FromSeconds(2));
        await regions.C.Bucket.DeleteAsync("a");
        await regions.SettleAsync();
        var deleted = await Task.WhenAll(regions.A.Bucket.ReadAsync("a"), regions.B.Bucket.ReadAsync("a"));
        regions.Time.Advance(TimeSpan.FromSeconds(2));
        await regions.A.Bucket.PutAsync("a", "three");
        await regions.SettleAsync();

        Assert.Equal("two", overwritten);
        Assert.All(deleted, Assert.Null);
        Assert.Equal("three", await regions.B.Bucket.ReadAsync("a"));
        Assert.Equal("three", await regions.C.Bucket.ReadAsync("a"));
        Assert.Equal(0, regions.A.Visible(LocalRegion.ChangesDlq) + regions.B.Visible(LocalRegion.ChangesDlq) + regions.C.Visible(LocalRegion.ChangesDlq));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_two_at_once_the_later_wins_and_the_loser_is_kept(bool isVersioned)
    {
        await using var regions = await LocalRegions.TwoAsync();
        if (isVersioned)
        {
            await Task.WhenAll(regions.A.Bucket.SetVersionedAsync(), regions.B.Bucket.SetVersionedAsync());
        }

        await regions.A.Bucket.PutAsync("a", "from A");
        regions.Time.Advance(TimeSpan.FromSeconds(2));
        await regions.B.Bucket.PutAsync("a", "from B");

        await regions.SettleAsync();

        Assert.Equal("from B", await regions.A.Bucket.ReadAsync("a"));
        Assert.Equal("from B", await regions.B.Bucket.ReadAsync("a"));
        Assert.Equal(isVersioned ? 1 : 2, (await regions.A.Bucket.PayloadsAsync()).Count(k => k.StartsWith("conflicts/", StringComparison.Ordinal)));
        Assert.Empty(await regions.B.Bucket.PayloadsAsync());
        Assert.Contains(regions.A.OutputLines, l => l.TryGetProperty("Conflicts", out var count) && count.GetInt32() == 1);
    }

    [Fact]
    public async Task A_copy_with_all_its_metadata_is_a_new_object_and_arrives_as_one()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.Bucket.PutAsync("a", "text");
        await regions.SettleAsync();
        regions.Time.Advance(TimeSpan.FromSeconds(2));

        await regions.B.Application.S3(null).CopyObjectAsync(LocalBucket.NameOf(LocalRegions.Virginia), "a", LocalBucket.NameOf(LocalRegions.Virginia), "b");
        await regions.SettleAsync();

        Assert.Equal("text", await regions.A.Bucket.ReadAsync("b"));
    }

    [Fact]
    public async Task An_item_arrives_after_the_object_it_names()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.PutAsync("""{"pk":{"S":"a"},"file":{"S":"photo"}}""");
        await regions.A.CaptureAsync();
        await regions.B.ApplyAsync();
        var before = await regions.B.ReadAsync("a");

        await regions.A.Bucket.PutAsync("photo", "...");
        await regions.SettleAsync();
        regions.Time.Advance(TimeSpan.FromSeconds(2));
        await regions.SettleAsync();

        Assert.Null(before);
        Assert.Equal("...", await regions.B.Bucket.ReadAsync("photo"));
        Assert.NotNull(await regions.B.ReadAsync("a"));
    }

    [Fact]
    public async Task A_message_that_is_no_event_becomes_a_dead_letter()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.SendAsync(LocalBucket.Events, "{\"hello\":1}");

        await regions.A.CaptureObjectsAsync();

        var letter = Assert.Single(await regions.A.PeekAsync(LocalRegion.CaptureDlq));
        regions.Time.Advance(TimeSpan.FromSeconds(2));
        var redriven = await regions.A.RedriveAsync("capture");
        Assert.Equal(("MalformedRecord", "CaptureObjects", "{\"hello\":1}"), (letter.GetProperty("reason").GetString(), letter.GetProperty("function").GetString(), letter.GetProperty("body").GetString()));
        Assert.Equal((1, 1), (redriven.Redriven, regions.A.Visible(LocalBucket.Events)));
    }

    [Fact]
    public async Task An_event_of_an_object_that_is_being_written_comes_again_in_a_moment()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.Bucket.PutAsync("a", "text");
        await regions.SettleAsync();
        await regions.B.HoldLeaseAsync("files/\"a\"");
        await regions.B.Bucket.DeleteAsync("a");

        var failed = await regions.B.CaptureObjectsAsync();

        Assert.Empty(failed!);
        Assert.Equal((0, 1), (regions.B.Visible(LocalBucket.Events), regions.B.Delayed(LocalBucket.Events)));
        Assert.Equal(0, regions.A.Visible(LocalRegion.Changes));
    }

    private static IEnumerable<string> ObjectCalls(LocalRegions regions, string region) =>
        regions.Traffic.CallsOf(region).Where(c => c.Contains("Object", StringComparison.Ordinal));
}
