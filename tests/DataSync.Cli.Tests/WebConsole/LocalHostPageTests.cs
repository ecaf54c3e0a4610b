using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Amazon.SQS;
using DataSync.Cli.Local;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;
using DataSync.Core.Versions;
using DataSync.Local;

namespace DataSync.Cli.Tests.WebConsole;

/// <summary>The page over the local host: template, functions and queues as they are deployed.</summary>
[Collection("browser")]
public sealed class LocalHostPageTests(Browser browser)
{
    private const string Here = "eu-west-1";
    private const string There = "us-east-1";

    [SkippableFact]
    public async Task A_real_dead_letter_is_replayed_and_a_region_is_cut_off_and_healed()
    {
        Skip.If(Browser.Missing is not null, "Skipped: " + Browser.Missing);
        await using var session = new LocalSession(Options(), log: null);
        await session.StartAsync(CancellationToken.None);
        var folder = Environment.GetEnvironmentVariable("DATASYNC_SCREENSHOTS");
        await SendDeadLetterAsync(session, "order#4711");

        await browser.OpenAsync(session.ConsoleUrl!, "{\"viewport\":{\"width\":1280,\"height\":1130}}");
        await browser.SeeAsync("#letters-count:has-text('1')");
        await browser.ClickAsync("#letters-table tbody button");
        await browser.SeeAsync("#letter-body:has-text('order#4711')");
        if (folder is { Length: > 0 })
        {
            await browser.ScreenshotAsync(Path.Combine(folder, "console-local.png"), fullPage: false);
        }

        await browser.ClickAsync("#letter-replay");
        await browser.SeeAsync("#action-text:has-text('Replayed 1.')");
        await browser.SeeAsync("#letters-empty:has-text('There are no dead letters.')");
        await ArrivesAsync(session, "order#4711");

        await browser.ClickAsync($"#fault-list fieldset:has(legend:text('{Here}')) [data-kind=cut]");
        await browser.SeeAsync("#map .region.critical:has-text('cut off')");
        Assert.True(session.Host.Faults.IsCutOff(Here));
        await browser.ClickAsync($"#fault-list fieldset:has(legend:text('{Here}')) .heal");
        await browser.UntilAsync("![...document.querySelectorAll('#map .state')].some(state => state.textContent.includes('cut off'))");
        Assert.Empty(session.Host.Faults.Active);
    }

    private static LocalHostOptions Options() => new()
    {
        TemplatePath = Path.Combine(Repository.Root, "template.yaml"),
        FunctionPath = Path.Combine(Repository.Root, "artifacts", "bin", "DataSync.Functions", new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Name, "bootstrap.dll"),
        Regions = [There, Here],
        Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["Regions"] = $"{There},{Here}" },
        Time = TimeProvider.System,
    };

    // As the queue service itself gives up on an envelope: it lies in the dead-letter queue as it was sent.
    private static async Task SendDeadLetterAsync(LocalSession session, string pk)
    {
        var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var key = $"{{\"pk\":{{\"S\":\"{pk}\"}}}}";
        var image = ItemImage.Parse(Encoding.UTF8.GetBytes($"{{\"pk\":{{\"S\":\"{pk}\"}},\"text\":{{\"S\":\"hello\"}}}}"));
        var change = new Change(new ItemKey("items", key), new ItemVersion(nowMs, 0, There), ItemVersion.Zero, image);
        var envelope = EnvelopePacker.Pack(new EnvelopeHeader(There, 1, nowMs), [change], new List<int>()).Single();
        using var sqs = new AmazonSQSClient(Credentials(), new AmazonSQSConfig { ServiceURL = session.Host.Endpoint.ToString(), AuthenticationRegion = Here });
        await sqs.SendMessageAsync(session.Host.Region(Here).Queue("ChangesDeadLetterQueue")!.Url, Encoding.UTF8.GetString(envelope.Json.Span));
    }

    private static async Task ArrivesAsync(LocalSession session, string pk)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var dynamo = new AmazonDynamoDBClient(Credentials(), new AmazonDynamoDBConfig { ServiceURL = session.Host.Endpoint.ToString(), AuthenticationRegion = Here });
        var request = new GetItemRequest { TableName = session.TableName, Key = new() { ["pk"] = new AttributeValue(pk) }, ConsistentRead = true };
        while ((await dynamo.GetItemAsync(request, patience.Token)).Item is not { Count: > 0 })
        {
            await Task.Yield();
        }
    }

    private static BasicAWSCredentials Credentials() => new("test", "test");
}
