using System.Text;
using CsCheck;
using DataSync.Core.Items;
using DataSync.Core.Tests.Generators;
using DataSync.Core.Tests.Support;
using Xunit;

namespace DataSync.Core.Tests.Items;

public class StoredItemTests
{
    [Fact]
    public void Scan_and_parse_read_the_same_item() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var json = Encoding.UTF8.GetBytes(WithStamp(random));

                var parsed = StoredItem.Parse(json, Stamp.DefaultAttribute, new CanonicalJson());
                var scanned = StoredItem.Scan(json, Stamp.DefaultAttribute);

                Assert.Equal(parsed.Stamp, scanned.Stamp);
                Assert.Equal(parsed, scanned);
                Assert.Equal(parsed.IsStamped, scanned.IsStamped);
                Assert.Equal(parsed.GetHashCode(), scanned.GetHashCode());
            },
            iter: 5_000);

    [Fact]
    public void What_parse_accepts_scan_reads_alike_and_what_scan_refuses_parse_refuses() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var json = Damage.Bytes(Encoding.UTF8.GetBytes(WithStamp(random)), random);

                var parsed = Try(() => StoredItem.Parse(json, Stamp.DefaultAttribute, new CanonicalJson()));
                var scanned = Try(() => StoredItem.Scan(json, Stamp.DefaultAttribute));

                if (parsed is not null)
                {
                    Assert.Equal(parsed, scanned);
                }
                else if (scanned is not null)
                {
                    Assert.Throws<MalformedItemException>(() => scanned.Content);
                }
            },
            iter: 10_000);

    [Theory]
    [InlineData("""{"_sync":{"S":"mine"}}""")]
    [InlineData("""{"_sync":{"S":""}}""")]
    [InlineData("""{"_sync":{"N":"1"}}""")]
    [InlineData("""{"_sync":{"M":{"a":{"S":"b"}}}}""")]
    [InlineData("""{"_sync":{"SS":["b"]}}""")]
    public void A_stamp_attribute_of_the_application_is_refused_with_the_remedy(string json)
    {
        var parse = Assert.Throws<MalformedItemException>(() => StoredItem.Parse(json));
        var scan = Assert.Throws<MalformedItemException>(() => StoredItem.Scan(Encoding.UTF8.GetBytes(json), Stamp.DefaultAttribute));

        Assert.Contains("'_sync'", parse.Message, StringComparison.Ordinal);
        Assert.Contains("StampAttribute", parse.Message, StringComparison.Ordinal);
        Assert.Equal(parse.Message, scan.Message);
    }

    [Fact]
    public void Two_stamps_are_malformed()
    {
        var stamp = StoredItem.Stamped(Make.Image(), Make.Version(1)).Stamp;
        var json = $$$"""{"_sync":{"S":"{{{stamp}}}"},"pk":{"S":"a"},"_sync":{"S":"{{{stamp}}}"} }""";

        Assert.Throws<MalformedItemException>(() => StoredItem.Parse(json));
    }

    [Fact]
    public void An_attribute_named_like_the_stamp_inside_a_map_is_content()
    {
        var item = StoredItem.Parse("""{"m":{"M":{"_sync":{"S":"mine"}}}}""");

        Assert.Null(item.Stamp);
        Assert.Contains("mine", Make.TextOf(item.Content.Canonical), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"pk":{"S":"a"}}""", true)]
    [InlineData("""{"sk":{"N":"1"},"pk":{"B":"AQ=="}}""", true)]
    [InlineData("""{}""", false)]
    [InlineData("""{"a":{"S":"1"},"b":{"S":"1"},"c":{"S":"1"}}""", false)]
    [InlineData("""{"a":{"BOOL":true}}""", false)]
    [InlineData("""{"a":{"SS":["a"]}}""", false)]
    [InlineData("""{"a":{"M":{}}}""", false)]
    [InlineData("""{"a":{"L":[{"S":"a"}]}}""", false)]
    [InlineData("""{"a":{"NULL":true}}""", false)]
    [InlineData("""[]""", false)]
    public void A_key_is_one_or_two_attributes_of_type_S_N_or_B(string json, bool isKey)
    {
        var error = Record.Exception(() => ItemKey.Parse("orders", Encoding.UTF8.GetBytes(json), new CanonicalJson()));

        Assert.True(isKey ? error is null : error is MalformedItemException, error?.ToString());
    }

    [Fact]
    public void Keys_in_any_notation_are_equal()
    {
        var one = ItemKey.Parse("orders", """{"sk":{"N":"1.0"},"pk":{"S":"\u0061"}}"""u8, new CanonicalJson());
        var two = ItemKey.Parse("orders", """{"pk":{"S":"a"},"sk":{"N":"1"}}"""u8, new CanonicalJson());

        Assert.Equal(one, two);
    }

    private static string WithStamp(Random random)
    {
        var attributes = RandomItem.Attributes(random).ToList();
        if (random.Next(3) > 0)
        {
            var content = StoredItem.Parse(AttributeNode.Render(attributes, random)).Content;
            var digest = random.Next(2) == 0 ? content.Digest : new Digest(1, 2);
            var stamp = new Stamp(RandomItem.Version(random), digest, random.Next(2) == 0);
            attributes.Add(new("_sync", new AttributeNode("S", [stamp.ToString()], [])));
        }

        return AttributeNode.Render(attributes, random);
    }

    private static StoredItem? Try(Func<StoredItem> read)
    {
        try
        {
            return read();
        }
        catch (MalformedItemException)
        {
            return null;
        }
    }
}
