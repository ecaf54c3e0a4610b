using Amazon.DynamoDBv2.Model;
using static DataSync.EndToEnd.Tests.RunningRegions;

namespace DataSync.EndToEnd.Tests;

[Collection(RegionsCollection.Name)]
public sealed class ReplicationTests(RunningRegions regions)
{
    [Theory]
    [InlineData(UsEast)]
    [InlineData(EuWest)]
    [InlineData(ApSoutheast)]
    public async Task An_item_put_changed_deleted_and_put_again_in_any_region_is_so_in_all(string region)
    {
        var pk = "life#" + region;

        await regions.PutAsync(region, pk, "first");
        await regions.EverywhereAsync(pk, "first");
        await regions.DynamoDb(region).UpdateItemAsync(new UpdateItemRequest
        {
            TableName = regions.Table,
            Key = KeyOf(pk),
            UpdateExpression = "SET #t = :t",
            ExpressionAttributeNames = new() { ["#t"] = "text" },
            ExpressionAttributeValues = new() { [":t"] = new AttributeValue("second") },
        });
        await regions.EverywhereAsync(pk, "second");
        await regions.DeleteAsync(region, pk);
        await regions.EverywhereAsync(pk, null);
        await regions.PutAsync(region, pk, "third");

        await regions.EverywhereAsync(pk, "third");
    }

    [Fact]
    public async Task An_item_that_only_one_region_writes_carries_no_stamp_there()
    {
        await regions.PutAsync(UsEast, "own", "text");
        await regions.EverywhereAsync("own", "text");

        var origin = await regions.DynamoDb(UsEast).GetItemAsync(regions.Table, KeyOf("own"));
        var replica = await regions.DynamoDb(EuWest).GetItemAsync(regions.Table, KeyOf("own"));

        Assert.False(origin.Item.ContainsKey("_sync"));
        Assert.True(replica.Item.ContainsKey("_sync"));
    }

    [Fact]
    public async Task Concurrent_writes_to_one_item_end_the_same_everywhere()
    {
        for (var round = 0; round < 5; round++)
        {
            await Task.WhenAll(All.Select(r => regions.PutAsync(r, "contested", $"{r} {round}")));
        }

        await regions.EventuallyAsync(
            async () =>
            {
                var texts = await Task.WhenAll(All.Select(r => regions.TextAsync(r, "contested")));
                return texts.Distinct().Count() == 1 && texts[0]!.EndsWith(" 4", StringComparison.Ordinal);
            },
            "all regions hold the same last write");
    }

    [Fact]
    public async Task An_item_of_350_KB_is_replicated_byte_for_byte()
    {
        var bytes = new byte[350 * 1024];
        new Random(7).NextBytes(bytes);
        await regions.DynamoDb(EuWest).PutItemAsync(regions.Table, new Dictionary<string, AttributeValue>
        {
            ["pk"] = new("large"),
            ["text"] = new("large"),
            ["bytes"] = new() { B = new MemoryStream(bytes) },
        });

        await regions.EverywhereAsync("large", "large");

        var replica = await regions.DynamoDb(UsEast).GetItemAsync(regions.Table, KeyOf("large"));
        Assert.Equal(bytes, replica.Item["bytes"].B.ToArray());
    }
}
