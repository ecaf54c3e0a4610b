using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Xunit.Abstractions;
using static DataSync.EndToEnd.Tests.RunningRegions;

namespace DataSync.EndToEnd.Tests.Runbooks;

/// <summary>Runbooks for lost and wrong data: the commands of the documents, as they stand there, on real functions.</summary>
[Collection(RunbookRegionsCollection.Name)]
public sealed class DataRunbookTests(RunbookRegions regions, ITestOutputHelper output)
{
    private const int ItemCount = 200;

    [SkippableFact]
    public async Task What_a_mass_delete_took_everywhere_is_back_everywhere_and_what_was_written_since_stays()
    {
        RunbookRun.Require("jq", "aws");
        var keys = Enumerable.Range(0, ItemCount).Select(i => $"mass#{i:D3}").ToList();
        await Task.WhenAll(keys.Select(key => regions.PutAsync(All[key[^1] % 3], key, "old " + key)));
        await regions.PutObjectAsync(UsEast, "mass/object", "an object");
        await regions.EventuallyAsync(async () => await CountAsync(keys, "old ") == 3 * ItemCount, "all items are everywhere");
        using var run = new RunbookRun(regions.Host.Endpoint, output);
        await PassAsync(run);
        await Task.WhenAll(keys.Select(key => regions.DeleteAsync(UsEast, key)));
        await regions.S3(UsEast).DeleteObjectAsync(regions.Bucket(UsEast), "mass/object");
        await regions.EventuallyAsync(async () => await CountAsync(keys, "old ") == 0, "all items are gone everywhere");
        await regions.PutAsync(EuWest, keys[0], "written since");
        await regions.EverywhereAsync(keys[0], "written since");
        run.Set("KEY", keys[7]);

        var said = await run.RunAsync(Runbook.Read("mass-delete"));

        Assert.Matches("Restore to 20[0-9-]+T[0-9:]+Z", said[1]);
        Assert.Contains($"{ItemCount - 1} missing items would be put back", said[3], StringComparison.Ordinal);
        Assert.Contains($"{ItemCount - 1} missing items are back", said[4], StringComparison.Ordinal);
        Assert.Contains("1 missing objects are back", said[5], StringComparison.Ordinal);
        await regions.EventuallyAsync(async () => await CountAsync(keys[1..], "old ") == 3 * (ItemCount - 1), "all items are back everywhere");
        await regions.EverywhereAsync(keys[0], "written since");
        await regions.EventuallyAsync(async () => (await Task.WhenAll(All.Select(regions.ObjectsAsync))).All(o => o.ContainsKey("mass/object")), "the object is back everywhere");
    }

    [SkippableFact]
    public async Task What_a_leaked_key_changed_deleted_and_added_is_as_it_was_everywhere()
    {
        RunbookRun.Require("jq", "aws");
        foreach (var key in new[] { "leak#changed", "leak#deleted", "leak#untouched" })
        {
            await regions.PutAsync(UsEast, key, "good");
            await regions.EverywhereAsync(key, "good");
        }

        using var run = new RunbookRun(regions.Host.Endpoint, output);
        await PassAsync(run);
        var before = DateTimeOffset.UtcNow;
        using (var thief = new AmazonDynamoDBClient(new BasicAWSCredentials("LEAKED", "secret"), new AmazonDynamoDBConfig { ServiceURL = regions.Host.Endpoint.ToString(), AuthenticationRegion = UsEast }))
        {
            await thief.PutItemAsync(regions.Table, Item("leak#changed", "bad"));
            await thief.PutItemAsync(regions.Table, Item("leak#added", "bad"));
            await thief.DeleteItemAsync(regions.Table, KeyOf("leak#deleted"));
        }

        await regions.EverywhereAsync("leak#added", "bad");
        await regions.EverywhereAsync("leak#deleted", null);
        run.Set("WHEN", before.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture));
        run.Set("KEY", "leak#changed");
        run.Set("PREFIX", "leak#");

        var said = await run.RunAsync(
            Runbook.Read("credentials-leak"), ("key-made-inactive", () => Task.CompletedTask), ("cloudtrail", () => Task.CompletedTask));

        Assert.Contains("leak#added", said[4], StringComparison.Ordinal);
        Assert.Contains("1 missing items are back", said[5], StringComparison.Ordinal);
        Assert.Contains("1 had another content and are set back", said[5], StringComparison.Ordinal);
        await regions.EverywhereAsync("leak#changed", "good");
        await regions.EverywhereAsync("leak#deleted", "good");
        await regions.EverywhereAsync("leak#untouched", "good");
        await regions.EverywhereAsync("leak#added", null);
    }

    private static Dictionary<string, AttributeValue> Item(string pk, string text) => new(StringComparer.Ordinal) { ["pk"] = new(pk), ["text"] = new(text) };

    // A restore goes to a whole second, one before the trouble: what was there must have been there for longer.
    private static Task<IReadOnlyList<string>> PassAsync(RunbookRun run) => run.RunAsync(Runbook.Parse("arranged", "```sh\nsleep 3\n```\n"));

    // How many of these items there are, in all regions together, whose text begins so.
    private async Task<int> CountAsync(IReadOnlyCollection<string> keys, string begin)
    {
        var count = 0;
        foreach (var region in All)
        {
            await foreach (var page in regions.DynamoDb(region).Paginators.Scan(new ScanRequest { TableName = regions.Table, ConsistentRead = true }).Responses)
            {
                count += page.Items.Count(item => keys.Contains(item["pk"].S) && item["text"].S.StartsWith(begin, StringComparison.Ordinal));
            }
        }

        return count;
    }
}
