using DataSync.Cli.Deployments;
using DataSync.Cli.Trace;

namespace DataSync.Cli.Tests.Trace;

public sealed class TraceKeyTests
{
    private static readonly KeyAttribute[] Plain = [new("pk", "S")];
    private static readonly KeyAttribute[] Sorted = [new("pk", "S"), new("sk", "N")];

    [Fact]
    public void A_plain_value_is_the_partition_key() =>
        Assert.Equal("""{"pk":{"S":"order#1"}}""", TraceKey.OfItem("items", Plain, "order#1", sort: null).Json);

    [Fact]
    public void A_sort_value_goes_with_it_and_numbers_are_canonical() =>
        Assert.Equal("""{"pk":{"S":"order#1"},"sk":{"N":"7"}}""", TraceKey.OfItem("items", Sorted, "order#1", "7.0").Json);

    [Fact]
    public void Dynamo_db_json_in_any_order_is_the_same_key() =>
        Assert.Equal("""{"pk":{"S":"a"},"sk":{"N":"7"}}""", TraceKey.OfItem("items", Sorted, """{ "sk": {"N":"7"}, "pk": {"S":"a"} }""", sort: null).Json);

    [Theory]
    [InlineData("{not json")]
    [InlineData("\"quoted\"")]
    [InlineData("order 1/ä")]
    public void Any_other_text_is_a_value(string text)
    {
        using var json = System.Text.Json.JsonDocument.Parse(TraceKey.OfItem("items", Plain, text, sort: null).Json);

        Assert.Equal(text, json.RootElement.GetProperty("pk").GetProperty("S").GetString());
    }

    [Theory]
    [InlineData("order#1", "--sort", true)]
    [InlineData("""{"pk":{"S":"a"}}""", "it has pk (S).", true)]
    [InlineData("""{"id":{"S":"a"}}""", "it has id (S).", false)]
    [InlineData("""{"pk":{"N":"1"}}""", "it has pk (N).", false)]
    [InlineData("""{"pk":"a"}""", "Its key is pk (S), in JSON {\"pk\":{\"S\":\"...\"}}.", false)]
    public void A_key_of_another_shape_is_refused_with_the_right_one(string text, string why, bool isSorted)
    {
        var error = Assert.Throws<OperatorException>(() => TraceKey.OfItem("items", isSorted ? Sorted : Plain, text, sort: null));

        Assert.Equal(ExitCodes.CannotStart, error.ExitCode);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sort_value_without_a_sort_key_is_refused() =>
        Assert.Contains("no sort key", Assert.Throws<OperatorException>(() => TraceKey.OfItem("items", Plain, "a", "b")).Message, StringComparison.Ordinal);

    [Fact]
    public void An_objects_name_is_its_key()
    {
        Assert.Equal(("objects", "\"a/b c.jpg\""), (TraceKey.OfObject("objects", "a/b c.jpg").Entity, TraceKey.OfObject("objects", "a/b c.jpg").Json));
        Assert.Throws<OperatorException>(() => TraceKey.OfObject("objects", new string('x', 2000)));
    }
}
