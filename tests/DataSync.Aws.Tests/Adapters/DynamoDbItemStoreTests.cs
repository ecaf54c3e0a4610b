using Amazon.DynamoDBv2.Model;
using DataSync.Core.DeadLetters;
using DataSync.Core.Items;
using DataSync.Core.Ports;
using DataSync.Core.Versions;
using Xunit;

namespace DataSync.Aws.Tests.Adapters;

public sealed class DynamoDbItemStoreTests
{
    private static readonly ItemVersion Version = new(1_767_225_600_000, 3, "us-east-1");
    private static readonly ItemKey Key = LocalRegion.Key("a");

    [Fact]
    public async Task An_item_that_is_not_there_is_written_and_reads_back_the_same()
    {
        await using var region = await LocalRegion.CreateAsync();
        var item = StoredItem.Stamped(LocalRegion.Image("""{"pk":{"S":"a"},"n":{"N":"1.50"}}"""), Version);

        var outcome = await region.Items.PutAsync(Key, null, item, default);

        Assert.Equal(GuardedWrite.Written, outcome);
        Assert.Equal(item, await region.Items.ReadAsync(Key, default));
    }

    [Fact]
    public async Task A_put_is_refused_when_the_item_appeared()
    {
        await using var region = await LocalRegion.CreateAsync();
        await ApplicationPutAsync(region, """{"pk":{"S":"a"},"n":{"N":"2"}}""");

        var outcome = await region.Items.PutAsync(Key, null, StoredItem.Stamped(LocalRegion.Image("""{"pk":{"S":"a"}}"""), Version), default);

        Assert.Equal(GuardedWrite.Refused, outcome);
    }

    [Theory]
    [InlineData("""{"pk":{"S":"a"},"n":{"N":"2"},"m":{"M":{"x":{"L":[{"NULL":true}]}}}}""")]
    [InlineData("""{"pk":{"S":"a"},"n":{"N":"1"}}""")]
    [InlineData("""{"pk":{"S":"a"},"n":{"N":"1"},"m":{"M":{"x":{"L":[]}}}}""")]
    public async Task A_put_is_refused_when_an_attribute_that_was_read_changed(string changed)
    {
        await using var region = await LocalRegion.CreateAsync();
        await ApplicationPutAsync(region, """{"pk":{"S":"a"},"n":{"N":"1"},"m":{"M":{"x":{"L":[{"NULL":true}]}}}}""");
        var read = await region.Items.ReadAsync(Key, default);
        await ApplicationPutAsync(region, changed);

        var outcome = await region.Items.PutAsync(Key, read, StoredItem.Stamped(read!.Content, Version), default);

        Assert.Equal(GuardedWrite.Refused, outcome);
    }

    [Fact]
    public async Task A_put_is_refused_when_only_the_stamp_changed()
    {
        await using var region = await LocalRegion.CreateAsync();
        var image = LocalRegion.Image("""{"pk":{"S":"a"},"n":{"N":"1"}}""");
        var first = StoredItem.Stamped(image, Version);
        await region.Items.PutAsync(Key, null, first, default);
        await region.Items.PutAsync(Key, first, StoredItem.Stamped(image, new ItemVersion(Version.Ms + 1, 0, "us-east-1")), default);

        var outcome = await region.Items.PutAsync(Key, first, StoredItem.Stamped(image, new ItemVersion(Version.Ms + 2, 0, "us-east-1")), default);

        Assert.Equal(GuardedWrite.Refused, outcome);
    }

    [Fact]
    public async Task An_attribute_added_since_is_seen_when_the_write_brings_it_too_and_reported_otherwise()
    {
        await using var region = await LocalRegion.CreateAsync();
        await ApplicationPutAsync(region, """{"pk":{"S":"a"},"n":{"N":"1"}}""");
        var read = await region.Items.ReadAsync(Key, default);
        await ApplicationPutAsync(region, """{"pk":{"S":"a"},"n":{"N":"1"},"added":{"S":"x"}}""");

        var seen = await region.Items.PutAsync(Key, read, StoredItem.Stamped(LocalRegion.Image("""{"pk":{"S":"a"},"added":{"S":"y"}}"""), Version), default);
        var unseen = await region.Items.PutAsync(Key, read, StoredItem.Stamped(LocalRegion.Image("""{"pk":{"S":"a"},"n":{"N":"5"}}"""), Version), default);

        Assert.Equal(GuardedWrite.Refused, seen);
        Assert.Equal(GuardedWrite.WrittenOverUnseen, unseen);
    }

    [Fact]
    public async Task An_item_of_more_attributes_than_a_condition_can_name_is_still_written()
    {
        await using var region = await LocalRegion.CreateAsync();
        var attributes = string.Concat(Enumerable.Range(0, 400).Select(i => $$$""","a{{{i}}}":{"N":"{{{i}}}"}"""));
        await ApplicationPutAsync(region, $$$"""{"pk":{"S":"a"}{{{attributes}}}}""");
        var read = await region.Items.ReadAsync(Key, default);

        var outcome = await region.Items.PutAsync(Key, read, StoredItem.Stamped(read!.Content, Version), default);

        Assert.Equal(GuardedWrite.Written, outcome);
    }

    [Fact]
    public async Task A_delete_happens_only_to_what_was_read()
    {
        await using var region = await LocalRegion.CreateAsync();
        var marked = StoredItem.Stamped(LocalRegion.Image("""{"pk":{"S":"a"},"n":{"N":"1"}}"""), Version, deleting: true);
        await region.Items.PutAsync(Key, null, marked, default);

        var refused = await region.Items.DeleteAsync(Key, StoredItem.Stamped(marked.Content, Version), default);
        var written = await region.Items.DeleteAsync(Key, marked, default);

        Assert.Equal(GuardedWrite.Refused, refused);
        Assert.Equal(GuardedWrite.Written, written);
        Assert.Null(await region.Items.ReadAsync(Key, default));
    }

    [Fact]
    public async Task Every_attribute_type_survives_byte_for_byte()
    {
        await using var region = await LocalRegion.CreateAsync();
        var image = LocalRegion.Image(
            """
            {"pk":{"S":"a"},"s":{"S":"\"\\\u0000\u001f é中🚀\ufffe"},"empty":{"S":""},"n":{"N":"-0.00000000000000000000000000000000000001"},"b":{"B":"AP+/"},"e":{"B":""},
             "t":{"BOOL":true},"f":{"BOOL":false},"z":{"NULL":true},"ss":{"SS":["b","a"]},"ns":{"NS":["3","1.5"]},"bs":{"BS":["AQ==","AA=="]},
             "l":{"L":[]},"m":{"M":{}},"deep":{"L":[{"M":{"x":{"L":[{"M":{"y":{"NS":["1"]}}},{"S":"z"}]}}}]}}
            """);
        var item = StoredItem.Stamped(image, Version);

        await region.Items.PutAsync(Key, null, item, default);
        var read = await region.Items.ReadAsync(Key, default);

        Assert.Equal(item, read);
        Assert.Equal(image.Canonical.ToArray(), read!.Content.Canonical.ToArray());
    }

    [Fact]
    public async Task An_item_without_room_for_the_stamp_is_permanent_and_says_so()
    {
        await using var region = await LocalRegion.CreateAsync();
        var image = LocalRegion.Image($$$"""{"pk":{"S":"a"},"x":{"S":"{{{new string('x', (400 * 1024) - 10)}}}"}}""");

        var error = await Assert.ThrowsAsync<StoreException>(async () => await region.Items.PutAsync(Key, null, StoredItem.Stamped(image, Version), default));

        Assert.False(error.IsRetryable);
        Assert.Equal(DeadLetterReason.ItemTooLarge, error.Reason);
        Assert.Contains("room for the stamp", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_another_schema_is_permanent()
    {
        await using var region = await LocalRegion.CreateAsync(withSortKey: true);

        var error = await Assert.ThrowsAsync<StoreException>(async () => await region.Items.ReadAsync(Key, default));

        Assert.False(error.IsRetryable);
        Assert.Equal(DeadLetterReason.Rejected, error.Reason);
    }

    [Fact]
    public async Task A_missing_table_is_retryable_and_names_the_table()
    {
        await using var region = await LocalRegion.CreateAsync();
        await region.Clients.DynamoDb.DeleteTableAsync(LocalRegion.Table);

        var error = await Assert.ThrowsAsync<StoreException>(async () => await region.Items.ReadAsync(Key, default));

        Assert.True(error.IsRetryable);
        Assert.Contains("'items' does not exist", error.Message, StringComparison.Ordinal);
    }

    private static Task ApplicationPutAsync(LocalRegion region, string json) => region.Clients.DynamoDb.PutItemAsync(
        new PutItemRequest { TableName = LocalRegion.Table, Item = Aws.Items.AttributeValues.Read(System.Text.Encoding.UTF8.GetBytes(json)) });
}
