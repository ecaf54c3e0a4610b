using CsCheck;
using DataSync.Core.Items;
using DataSync.Core.Tests.Generators;
using DataSync.Core.Tests.Support;
using DataSync.Core.Versions;
using Xunit;

namespace DataSync.Core.Tests.Items;

public class StampTests
{
    [Fact]
    public void A_digest_survives_its_text() =>
        Gen.Select(Gen.ULong, Gen.ULong).Sample((high, low) =>
            Digest.TryParse(new Digest(high, low).ToString(), out var read) && read == new Digest(high, low));

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcdef0123456789abcde")]
    [InlineData("0123456789abcdef0123456789abcdef0")]
    [InlineData("0123456789abcdef0123456789abcdeg")]
    [InlineData("0123456789ABCDEF0123456789abcdef")]
    [InlineData("0123456789abcde\00123456789abcde\0")]
    public void What_is_not_a_digest_does_not_parse(string text) => Assert.False(Digest.TryParse(text, out _));

    [Fact]
    public void A_digest_is_the_first_half_of_the_sha_256() =>
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb924", Digest.Of([]).ToString());

    [Fact]
    public void A_stamp_survives_its_text() =>
        Gen.Select(Gen.Int, Gen.ULong, Gen.Bool).Sample((seed, digest, deleting) =>
        {
            var stamp = new Stamp(RandomItem.Version(new Random(seed), 9_000), new Digest(digest, ~digest), deleting);

            Assert.True(Stamp.TryParse(stamp.ToString(), out var read));
            Assert.Equal(stamp, read);
        });

    [Fact]
    public void Whatever_parses_is_written_back_as_it_was() =>
        Gen.Select(Gen.Int, Gen.Bool).Sample(
            (seed, deleting) =>
            {
                var random = new Random(seed);
                var text = new Stamp(RandomItem.Version(random), new Digest(7, 9), deleting).ToString();
                var damaged = string.Concat(Damage.Bytes(System.Text.Encoding.ASCII.GetBytes(text), random).Select(b => (char)b));

                Assert.True(!Stamp.TryParse(damaged, out var stamp) || stamp.ToString() == damaged, damaged);
            },
            iter: 20_000);

    [Fact]
    public void An_item_is_stamped_only_while_its_content_is_what_the_service_wrote()
    {
        var stamped = StoredItem.Stamped(Make.Image(1), Make.Version(1));
        var updated = new StoredItem(Make.Image(2), stamped.Stamp);

        Assert.True(stamped.IsStamped);
        Assert.False(updated.IsStamped);
        Assert.False(Make.Plain().IsStamped);
    }

    [Fact]
    public void Version_and_mark_of_a_stamp_are_read_out_of_an_item()
    {
        var image = Make.Image();
        var stamp = new Stamp(new ItemVersion(5, 1, "eu-west-1"), image.Digest, true);
        var json = Make.TextOf(image.Canonical).Insert(1, $$$"""  "_sync" : {"S":"{{{stamp}}}"},""");

        var item = StoredItem.Parse(json);

        Assert.Equal(stamp, item.Stamp);
        Assert.True(item.IsStamped);
        Assert.Equal(image, item.Content);
    }
}
