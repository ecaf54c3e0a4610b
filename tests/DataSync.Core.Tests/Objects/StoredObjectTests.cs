using CsCheck;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;
using DataSync.Core.Objects;
using DataSync.Core.Tests.Support;
using DataSync.Core.Versions;
using Xunit;

namespace DataSync.Core.Tests.Objects;

public sealed class StoredObjectTests
{
    [Fact]
    public void What_the_service_wrote_is_known_by_its_stamp()
    {
        Assert.True(MakeObject.Stamped(Make.Version(1)).IsStamped);
        Assert.False(MakeObject.Plain().IsStamped);
    }

    [Fact]
    public void A_copy_under_another_name_does_not_pass_for_the_services_write()
    {
        Assert.False((MakeObject.Stamped(Make.Version(1)) with { Name = "b" }).IsStamped);
    }

    [Fact]
    public void Other_bytes_other_headers_or_another_size_under_an_old_stamp_are_an_application_s()
    {
        var stamped = MakeObject.Stamped(Make.Version(1));

        Assert.False((stamped with { ETag = "e2" }).IsStamped);
        Assert.False((stamped with { Size = 11 }).IsStamped);
        Assert.False((stamped with { Headers = new ObjectHeaders([new("content-type", "text/plain")]) }).IsStamped);
    }

    [Fact]
    public void An_etag_that_says_nothing_of_the_bytes_decides_nothing()
    {
        var stamped = MakeObject.Stamped(Make.Version(1));

        Assert.True((stamped with { ETag = "of-a-key", IsETagOfBytes = false }).IsStamped);
    }

    [Fact]
    public void A_checksum_decides_where_both_sides_have_the_same_one()
    {
        var source = MakeObject.Plain() with { Checksum = "CRC32=AAAA", IsETagOfBytes = false };
        var copy = source with { Stamp = source.ToContent("b").StampOf("a", Make.Version(1)) };

        Assert.True(copy.IsStamped);
        Assert.False((copy with { Checksum = "CRC32=BBBB" }).IsStamped);
        Assert.True((copy with { Checksum = "CRC64NVME=CCCC" }).IsStamped);
    }

    [Fact]
    public void An_identity_stands_for_one_write()
    {
        var written = MakeObject.Plain();

        Assert.Equal(written.Identity, MakeObject.Plain().Identity);
        Assert.NotEqual(written.Identity, (written with { ModifiedMs = written.ModifiedMs + 1000 }).Identity);
        Assert.NotEqual(written.Identity, (written with { VersionId = "v" }).Identity);
        Assert.NotEqual(written.Identity, MakeObject.Stamped(Make.Version(1)).Identity);
    }

    [Fact]
    public void A_stamp_reads_what_it_writes()
    {
        Gen.Select(Gen.Long[0, ItemVersion.MaxMs], Gen.Int[0, ItemVersion.MaxCounter], Gen.ULong, Gen.ULong, Gen.Int[0, 2].Select(i => new[] { "", "CRC32=a+/b==", "MD5=0f" }[i])).Sample((ms, counter, high, low, content) =>
        {
            var stamp = new ObjectStamp(new ItemVersion(ms, counter, "eu-west-1"), new Digest(high, low), content);

            return ObjectStamp.TryParse(stamp.ToString(), out var read) && read == stamp;
        });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1767225600000-00000-eu-west-1")]
    [InlineData("1767225600000-00000-eu-west-1/abc/")]
    public void What_is_no_stamp_is_not_taken_for_one(string? text)
    {
        Assert.False(ObjectStamp.TryParse(text, out _));
    }

    [Fact]
    public void Any_name_and_any_header_comes_out_of_an_envelope_as_it_went_in()
    {
        var text = Gen.String[1, 40].Where(s => s.All(c => !char.IsSurrogate(c)));
        Gen.Select(text, text, Gen.Long[0, long.MaxValue]).Sample((name, value, size) =>
        {
            var change = new Change(ObjectKey.Of("files", name), Make.Version(1), Make.Version(0), null)
            {
                Object = new ObjectContent("bucket", "etag", size, new ObjectHeaders([new("x-amz-meta-a", value)])) { VersionId = "v", UploadId = "u", StorageClass = "GLACIER_IR", TagCount = 2, Content = "CRC32=x" },
            };

            var packed = EnvelopePacker.Pack(new EnvelopeHeader("eu-west-1", 1, 2), [change], new List<int>()).Single();
            var read = new EnvelopeReader().Read(packed.Json);

            return read.Malformed.Count == 0 && read.Changes.Single() == change && ObjectKey.NameOf(read.Changes[0].Key) == name;
        });
    }

    [Theory]
    [InlineData("""{"entity":"files","key":"a","version":"1767225600000-00000-eu-west-1","put":{"x":{"S":"y"}}}""")]
    [InlineData("""{"entity":"t","key":{"pk":{"S":"a"}},"version":"1767225600000-00000-eu-west-1","object":{"bucket":"b","etag":"e","size":1,"headers":{}}}""")]
    [InlineData("""{"entity":"files","key":"a","version":"1767225600000-00000-eu-west-1","object":{"bucket":"b","size":1,"headers":{}}}""")]
    [InlineData("""{"entity":"files","key":"","version":"1767225600000-00000-eu-west-1","delete":true}""")]
    [InlineData("""{"entity":"files","key":"a","version":"1767225600000-00000-eu-west-1","delete":true,"object":{"bucket":"b","etag":"e","size":1,"headers":{}}}""")]
    public void A_change_that_mixes_items_and_objects_or_lacks_something_is_malformed(string change)
    {
        var json = "{\"format\":1,\"origin\":\"eu-west-1\",\"hops\":1,\"sentMs\":1,\"changes\":[" + change + "]}";

        var read = new EnvelopeReader().Read(System.Text.Encoding.UTF8.GetBytes(json));

        Assert.Empty(read.Changes);
        Assert.Single(read.Malformed);
    }
}
