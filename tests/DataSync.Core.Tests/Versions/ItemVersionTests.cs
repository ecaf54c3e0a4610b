using CsCheck;
using DataSync.Core.Versions;
using Xunit;

namespace DataSync.Core.Tests.Versions;

public class ItemVersionTests
{
    private static readonly Gen<string> Region = Gen.OneOf("us-east-1", "us-east-2", "eu-west-1", "a", "z9-");
    private static readonly Gen<long> Ms = Gen.OneOf(Gen.Long[0, 3], Gen.Long[0, ItemVersion.MaxMs]);
    private static readonly Gen<int> Counter = Gen.OneOf(Gen.Int[0, 2], Gen.Int[0, ItemVersion.MaxCounter]);
    private static readonly Gen<ItemVersion> Version = Gen.Select(Ms, Counter, Region, (ms, counter, region) => new ItemVersion(ms, counter, region));

    [Fact]
    public void Text_sorts_ordinally_exactly_as_versions_do() =>
        Gen.Select(Version, Version).Sample(
            (left, right) => Math.Sign(left.CompareTo(right)) == Math.Sign(string.CompareOrdinal(left.ToString(), right.ToString())),
            iter: 20_000);

    [Fact]
    public void Order_is_total() =>
        Gen.Select(Version, Version, Version).Sample(
            (a, b, c) =>
            {
                Assert.Equal(Math.Sign(a.CompareTo(b)), -Math.Sign(b.CompareTo(a)));
                Assert.Equal(a == b, a.CompareTo(b) == 0);
                Assert.True(!(a <= b && b <= c) || a <= c);
                Assert.Equal(a < b, !(a >= b));
                Assert.Equal(a > b, !(a <= b));
            },
            iter: 20_000);

    [Fact]
    public void Parse_after_format_is_identity() =>
        Version.Sample(version => ItemVersion.TryParse(version.ToString(), out var read) && read == version, iter: 20_000);

    [Fact]
    public void Whatever_parses_formats_to_the_same_text()
    {
        var text = Gen.Select(Version, Gen.Int[0, 29], Gen.OneOf('0', '9', '-', ' ', '\0', '+', 'a', 'A', '/', 'é'), (version, at, c) =>
        {
            var characters = version.ToString().ToCharArray();
            characters[at % characters.Length] = c;
            return new string(characters);
        });

        text.Sample(t => !ItemVersion.TryParse(t, out var version) || version.ToString() == t, iter: 20_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000000000001-00000")]
    [InlineData("0000000000001-00000-")]
    [InlineData("0000000000001-00000-EU")]
    [InlineData("0000000000001-00000-eu west")]
    [InlineData("000000000001-00000-eu-west-1")]
    [InlineData("0000000000001-0000x-eu-west-1")]
    [InlineData("+000000000001-00000-eu-west-1")]
    [InlineData("12345678900\0\0-00000-eu-west-1")]
    [InlineData("0000000000001-12\0\0\0-eu-west-1")]
    [InlineData("0000000000001-00000-a-name-that-is-longer-than-any-region")]
    public void What_is_not_a_version_does_not_parse(string text) => Assert.False(ItemVersion.TryParse(text, out _));

    [Fact]
    public void Zero_is_before_every_assigned_version_and_survives_its_text()
    {
        Version.Where(v => v.Ms > 0).Sample(version => ItemVersion.Zero < version);

        Assert.True(ItemVersion.TryParse(ItemVersion.Zero.ToString(), out var read));
        Assert.Equal(ItemVersion.Zero, read);
    }

    [Fact]
    public void Max_is_the_later_one_whatever_the_order_of_its_arguments() =>
        Gen.Select(Version, Version).Sample((a, b) => ItemVersion.Max(a, b) == ItemVersion.Max(b, a) && ItemVersion.Max(a, b) >= a && ItemVersion.Max(a, b) >= b);

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(ItemVersion.MaxMs + 1, 0)]
    [InlineData(0, -1)]
    [InlineData(0, ItemVersion.MaxCounter + 1)]
    public void A_number_without_room_in_the_text_is_refused(long ms, int counter) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ItemVersion(ms, counter, "eu-west-1"));
}
