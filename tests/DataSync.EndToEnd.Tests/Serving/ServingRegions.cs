using System.Globalization;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using DataSync.Aws.Serving;
using DataSync.Local;

namespace DataSync.EndToEnd.Tests.Serving;

/// <summary>Regions of their own, asked for their health over HTTP: what is drained, throttled or poisoned here troubles no other test.</summary>
public sealed class ServingRegions : RunningRegions
{
    public const int CacheSeconds = 2;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly HttpClient Http = new();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var region in All)
        {
            await Host.Region(region).Function("HeartbeatFunction")!.InvokeAsync("{}"u8.ToArray());
        }
    }

    public async Task<Answer> HealthAsync(string region, string path = "")
    {
        using var response = await Http.GetAsync(new Uri(Host.Region(region).Output("HealthUrl") + path));
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Asks until the answer is as claimed; fails with the last answer when it never is.</summary>
    public async Task<Answer> UntilAsync(string region, Func<Answer, bool> condition, string claim)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var looks = new PeriodicTimer(Look);
        while (true)
        {
            var answer = await HealthAsync(region);
            if (condition(answer))
            {
                return answer;
            }

            Assert.False(patience.IsCancellationRequested, $"{region} never {claim}; its last answer was {answer}");
            await looks.WaitForNextTickAsync();
        }
    }

    public Task<Answer> HealthyAsync(string region) => UntilAsync(region, a => a is { Code: 200, Status: "healthy" }, "is healthy");

    public ServingSwitch Switch(string region, AmazonSimpleSystemsManagementClient client) => new(client, Host.Region(region).Output("ServingStateParameterName"));

    public AmazonSimpleSystemsManagementClient Parameters(string region) => new(
        new BasicAWSCredentials("test", "test"), new AmazonSimpleSystemsManagementConfig { ServiceURL = Host.Endpoint.ToString(), AuthenticationRegion = region });

    public async Task<int> ProbeWritesAsync(string region)
    {
        var key = new Dictionary<string, AttributeValue> { ["item"] = new(DatabaseCheck.RowKey) };
        var row = await DynamoDb(region).GetItemAsync(new GetItemRequest { TableName = Host.Region(region).Output("LedgerTableName"), Key = key, ConsistentRead = true });
        return int.Parse(row.Item[DatabaseCheck.WriteCount].N, CultureInfo.InvariantCulture);
    }

    // Several processes a function, as on Lambda, and a machine that is busy with other tests.
    protected override LocalHostOptions Options()
    {
        var options = base.Options();
        return options with
        {
            ConcurrencyCap = 3,
            Parameters = new Dictionary<string, string>(options.Parameters, StringComparer.Ordinal)
            {
                ["HealthCacheSeconds"] = CacheSeconds.ToString(CultureInfo.InvariantCulture),
                ["HealthTimeoutMs"] = "4000",
                ["HealthMaxDeadLetters"] = "1",
                ["HealthThrottleRate"] = "1000",
                ["HealthThrottleBurst"] = "1000",
            },
        };
    }
}

/// <summary>What a region answered.</summary>
public sealed record Answer(int Code, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string Status => Json.GetProperty("status").GetString()!;

    public override string ToString() => $"{Code} {Text}";

    /// <summary>The checks that do not pass, as <c>name status</c>.</summary>
    public string[] Troubled => [.. Json.GetProperty("checks").EnumerateArray()
        .Select(c => $"{c.GetProperty("name").GetString()} {c.GetProperty("status").GetString()}").Where(c => !c.EndsWith(" pass", StringComparison.Ordinal))];
}

[CollectionDefinition(Name)]
public sealed class ServingRegionsCollection : ICollectionFixture<ServingRegions>
{
    public const string Name = "serving regions";
}
