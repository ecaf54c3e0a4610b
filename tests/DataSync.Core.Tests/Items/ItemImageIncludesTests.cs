using DataSync.Core.Capture;
using DataSync.Core.Items;
using DataSync.Core.Versions;
using Xunit;

namespace DataSync.Core.Tests.Items;

public sealed class ItemImageIncludesTests
{
    private const string Whole = """{"a":{"S":"1"},"b":{"M":{"x":{"N":"1"},"y":{"L":[{"S":"2"}]}}},"pk":{"S":"k"}}""";

    [Theory]
    [InlineData(Whole)]
    [InlineData("{}")]
    [InlineData("""{"pk":{"S":"k"}}""")]
    [InlineData("""{"a":{"S":"1"},"pk":{"S":"k"}}""")]
    [InlineData("""{"pk":{"S":"k"},"b":{"M":{"y":{"L":[{"S":"2"}]},"x":{"N":"1.0"}}}}""")]
    public void An_image_includes_any_of_its_attributes(string part)
    {
        Assert.True(StoredItem.Parse(Whole).Content.Includes(StoredItem.Parse(part).Content));
    }

    [Theory]
    [InlineData("""{"pk":{"S":"other"}}""")]
    [InlineData("""{"a":{"N":"1"}}""")]
    [InlineData("""{"c":{"S":"1"}}""")]
    [InlineData("""{"x":{"N":"1"}}""")]
    [InlineData("""{"b":{"M":{"x":{"N":"1"}}}}""")]
    [InlineData("""{"a":{"S":"1"},"b":{"M":{"x":{"N":"1"},"y":{"L":[{"S":"2"}]}}},"pk":{"S":"k"},"z":{"S":"1"}}""")]
    public void An_image_does_not_include_what_differs_or_is_not_there(string part)
    {
        Assert.False(StoredItem.Parse(Whole).Content.Includes(StoredItem.Parse(part).Content));
    }

    [Fact]
    public void A_mark_over_an_attribute_its_guard_could_not_see_is_an_echo()
    {
        var read = StoredItem.Parse("""{"pk":{"S":"k"}}""").Content;
        var there = new StoredItem(StoredItem.Parse("""{"added":{"S":"1"},"pk":{"S":"k"}}""").Content, stamp: null);
        var version = new ItemVersion(1_767_225_600_000, 0, "eu-west-1");

        var echo = EchoRule.EchoVersion(there, StoredItem.Stamped(read, version, deleting: true));

        Assert.Equal(version, echo);
    }
}
