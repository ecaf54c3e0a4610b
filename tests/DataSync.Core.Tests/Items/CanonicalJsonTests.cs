using System.Text;
using System.Text.Json;
using CsCheck;
using DataSync.Core.Items;
using DataSync.Core.Tests.Generators;
using DataSync.Core.Tests.Support;
using Xunit;

namespace DataSync.Core.Tests.Items;

public class CanonicalJsonTests
{
    [Fact]
    public void Any_notation_of_one_content_gives_the_same_bytes() =>
        Gen.Int.Sample(
            seed =>
            {
                var attributes = RandomItem.Attributes(new Random(seed));
                var first = AttributeNode.Render(attributes, new Random(seed + 1));
                var second = AttributeNode.Render(attributes, new Random(seed + 2));

                Assert.Equal(Canonical(first), Canonical(second));
            },
            iter: 10_000);

    [Fact]
    public void The_canonical_form_is_its_own_canonical_form() =>
        Gen.Int.Sample(
            seed =>
            {
                var canonical = Make.TextOf(RandomItem.Image(new Random(seed)).Canonical);

                Assert.Equal(canonical, Canonical(canonical));
            },
            iter: 5_000);

    [Fact]
    public void Images_are_equal_exactly_when_their_contents_are() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[0, 40]).Sample(
            (left, right) =>
            {
                var a = RandomItem.Attributes(new Random(left));
                var b = RandomItem.Attributes(new Random(right));
                var areSame = Oracle(a) == Oracle(b);

                var imageA = StoredItem.Parse(AttributeNode.Render(a, new Random(left))).Content;
                var imageB = StoredItem.Parse(AttributeNode.Render(b, new Random(right + 7))).Content;

                Assert.Equal(areSame, imageA.Equals(imageB));
                Assert.Equal(areSame, imageA.Digest == imageB.Digest);
            },
            iter: 5_000);

    [Fact]
    public void Output_is_json_of_characters_that_xml_allows() =>
        Gen.Int.Sample(
            seed =>
            {
                var canonical = RandomItem.Image(new Random(seed)).Canonical;

                using var parsed = JsonDocument.Parse(canonical.ToArray(), new JsonDocumentOptions { MaxDepth = 128 });
                Assert.True(Xml.Allows(canonical));
            },
            iter: 5_000);

    [Fact]
    public void Every_attribute_type_survives_thirty_two_levels_down()
    {
        const string leaves = """{"b":{"B":"AQID"},"bo":{"BOOL":false},"bs":{"BS":["AQ==","Ag=="]},"n":{"N":"1.5"},"ns":{"NS":["1","2"]},"nu":{"NULL":true},"s":{"S":"x"},"ss":{"SS":["a","b"]}}""";
        var nested = $$"""{"M":{{leaves}}}""";
        for (var level = 1; level < 32; level++)
        {
            nested = level % 2 == 0 ? $$$"""{"M":{"m":{{{nested}}}}}""" : $$"""{"L":[{{nested}}]}""";
        }

        var json = $$"""{"pk":{"S":"a"},"v":{{nested}}}""";

        Assert.Equal(json, Canonical(json));
    }

    [Theory]
    [InlineData("""{"a":{"S":"\u0000\u0008\n\u001F"}}""", """{"a":{"S":"\u0000\u0008\u000a\u001f"}}""")]
    [InlineData("""{"a":{"S":"\ufffe\uFFFF"}}""", """{"a":{"S":"\ufffe\uffff"}}""")]
    [InlineData("""{"a":{"S":"\ud83d\ude00"}}""", """{"a":{"S":"😀"}}""")]
    [InlineData("""{"a":{"S":"\/\"\\"}}""", """{"a":{"S":"/\"\\"}}""")]
    [InlineData("""{"a":{"B":"\u002B\/8="}}""", """{"a":{"B":"+/8="}}""")]
    [InlineData("""{"b":{"N":"1"},"a":{"N":"2"}}""", """{"a":{"N":"2"},"b":{"N":"1"}}""")]
    [InlineData("""{"a":{"NS":["10","9","1E1"]},"b":{"NULL":true}}""", null)]
    [InlineData("""{ "a" : { "SS" : [ "b" , "a" ] } }""", """{"a":{"SS":["a","b"]}}""")]
    [InlineData("""{"a":{"L":[]},"b":{"M":{}},"c":{"S":""},"d":{"B":""}}""", """{"a":{"L":[]},"b":{"M":{}},"c":{"S":""},"d":{"B":""}}""")]
    public void There_is_one_way_of_writing_a_value(string json, string? canonical)
    {
        if (canonical is null)
        {
            Assert.Throws<MalformedItemException>(() => Canonical(json));
            return;
        }

        Assert.Equal(canonical, Canonical(json));
    }

    [Fact]
    public void An_item_of_four_hundred_kilobytes_survives()
    {
        var image = RandomItem.Filler(new Random(1), 400 * 1024);
        var json = Make.TextOf(image.Canonical);

        Assert.Equal(json, Canonical(json));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"a"}""")]
    [InlineData("""{"a":1}""")]
    [InlineData("""{"a":{}}""")]
    [InlineData("""{"a":{"X":"1"}}""")]
    [InlineData("""{"a":{"S":"1","N":"1"}}""")]
    [InlineData("""{"a":{"S":1}}""")]
    [InlineData("""{"a":{"N":1}}""")]
    [InlineData("""{"a":{"N":"x"}}""")]
    [InlineData("""{"a":{"B":"?"}}""")]
    [InlineData("""{"a":{"B":"QQ"}}""")]
    [InlineData("""{"a":{"B":"QQ\n=="}}""")]
    [InlineData("""{"a":{"B":" "}}""")]
    [InlineData("""{"a":{"B":"QR=="}}""")]
    [InlineData("""{"a":{"B":"QQF="}}""")]
    [InlineData("""{"a":{"BOOL":"true"}}""")]
    [InlineData("""{"a":{"NULL":false}}""")]
    [InlineData("""{"a":{"SS":[]}}""")]
    [InlineData("""{"a":{"SS":["a","a"]}}""")]
    [InlineData("""{"a":{"NS":["1","1.0"]}}""")]
    [InlineData("""{"a":{"SS":"a"}}""")]
    [InlineData("""{"a":{"SS":[1]}}""")]
    [InlineData("""{"a":{"L":{}}}""")]
    [InlineData("""{"a":{"L":["a"]}}""")]
    [InlineData("""{"a":{"M":[]}}""")]
    [InlineData("""{"a":{"S":"1"},"a":{"S":"2"}}""")]
    [InlineData("""{"a":{"S":"1"},"\u0061":{"S":"1"}}""")]
    [InlineData("""{"a":{"S":"\ud83d"}}""")]
    [InlineData("""{"\ude00":{"S":"a"}}""")]
    [InlineData("""{"a":{"S":"1"}} {}""")]
    [InlineData("""{"a":{"S":"1"},}""")]
    public void What_is_not_an_item_says_what_is_wrong(string json)
    {
        var error = Assert.Throws<MalformedItemException>(() => Canonical(json));

        Assert.True(error.Message.Length > 20, error.Message);
    }

    [Fact]
    public void A_damaged_item_gives_a_malformed_item_and_nothing_else() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var json = Damage.Bytes(Encoding.UTF8.GetBytes(AttributeNode.Render(RandomItem.Attributes(random), random)), random);
                try
                {
                    var item = StoredItem.Parse(json, Stamp.DefaultAttribute, new CanonicalJson());

                    Assert.True(Xml.Allows(item.Content.Canonical));
                    var again = Make.TextOf(item.Content.Canonical);
                    Assert.Equal(again, Canonical(again));
                }
                catch (MalformedItemException e)
                {
                    Assert.NotEmpty(e.Message);
                }
            },
            iter: 20_000);

    [Fact]
    public void Nesting_beyond_every_limit_is_malformed() =>
        Assert.Throws<MalformedItemException>(() => Canonical("""{"a":""" + string.Concat(Enumerable.Repeat("""{"L":[""", 5_000))));

    [Fact]
    public void An_unknown_type_is_named_without_its_content()
    {
        var error = Assert.Throws<MalformedItemException>(() => Canonical($$$"""{"a":{"{{{new string('t', 5_000)}}}":"secret"} }"""));

        Assert.Contains("'ttt", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 200, "A message must stay small: it travels in a dead letter.");
    }

    private static string Canonical(string json)
    {
        var canonical = new CanonicalJson();
        canonical.ReadItem(Encoding.UTF8.GetBytes(json), stampAttribute: null);
        return Make.TextOf(canonical.Written);
    }

    // Content written down without regard to notation: sorted, numbers in the canonical text of another implementation.
    private static string Oracle(IEnumerable<KeyValuePair<string, AttributeNode>> attributes) =>
        string.Join(';', attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => JsonSerializer.Serialize(a.Key) + Oracle(a.Value)));

    private static string Oracle(AttributeNode node)
    {
        var scalars = node.Type[0] == 'N' && node.Type != "NULL" ? node.Scalars.Select(NumberNotation.Canonical) : node.Scalars;
        var children = node.Type == "L" ? string.Join(',', node.Children.Select(c => Oracle(c.Value))) : Oracle(node.Children);
        return $"<{node.Type}|{JsonSerializer.Serialize(scalars.Order(StringComparer.Ordinal))}|{children}>";
    }
}
