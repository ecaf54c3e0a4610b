using System.Globalization;
using DataSync.Cli.Status;
using DataSync.Cli.WebConsole;
using Xunit.Abstractions;

namespace DataSync.Cli.Tests.WebConsole;

/// <summary>How the page looks, reads to other people's tools, and how much of it there is.</summary>
[Collection("browser")]
public sealed class ScreenshotTests(Browser browser, ITestOutputHelper output)
{
    private const long MaxPageBytes = 300 * 1024;
    private const string Wide = "\"viewport\":{\"width\":1280,\"height\":1130}";
    private const string Narrow = "\"viewport\":{\"width\":360,\"height\":780}";

    [SkippableTheory]
    [InlineData("light", Wide)]
    [InlineData("dark", Wide)]
    [InlineData("light", Narrow)]
    [InlineData("dark", Narrow)]
    public async Task Axe_finds_no_fault_with_it(string scheme, string viewport)
    {
        await using var console = await OpenAsync(scheme, viewport);

        Assert.Empty(await browser.AccessibilityAsync());
        await browser.ClickAsync("#letters-table tbody button");
        await browser.SeeAsync("#letter-body:has-text('format')");
        Assert.Empty(await browser.AccessibilityAsync());
    }

    [SkippableTheory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Nothing_is_wider_than_a_small_phone(string scheme)
    {
        await using var console = await OpenAsync(scheme, Narrow);

        Assert.Equal(360, await browser.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [SkippableFact]
    public async Task All_that_a_page_receives_is_small_and_its_first_paint_is_printed()
    {
        await using var console = await OpenAsync("light", Wide);

        var bytes = await browser.ReceivedBytesAsync();
        var paint = await browser.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes with 30 minutes of history; first contentful paint after {paint:0} ms"));
        Assert.InRange(bytes, 1, MaxPageBytes);
    }

    /// <summary>Not a check: where DATASYNC_SCREENSHOTS names a folder, it gets the pictures that docs/images has.</summary>
    [SkippableFact]
    public async Task Pictures_are_taken_where_somebody_wants_them()
    {
        var folder = Environment.GetEnvironmentVariable("DATASYNC_SCREENSHOTS");
        Skip.If(string.IsNullOrEmpty(folder), "Skipped: DATASYNC_SCREENSHOTS names no folder.");

        foreach (var (name, scheme, viewport) in (IEnumerable<(string, string, string)>)[("console-light", "light", Wide), ("console-dark", "dark", Wide), ("console-narrow", "light", Narrow), ("console-narrow-dark", "dark", Narrow)])
        {
            await using var console = await OpenAsync(scheme, viewport);
            await browser.ScreenshotAsync(Path.Combine(folder, name + ".png"), fullPage: false);
            await browser.ScreenshotAsync(Path.Combine(folder, name + "-whole.png"));
            await browser.ClickAsync("#letters-table tbody button");
            await browser.SeeAsync("#letter-body:has-text('format')");
            await browser.ScreenshotAsync(Path.Combine(folder, name + "-letter.png"), fullPage: false);
        }

        Assert.NotEmpty(Directory.GetFiles(folder, "*.png"));
    }

    /// <summary>A page that shows some of everything, with half an hour of plots.</summary>
    private async Task<RunningConsole> OpenAsync(string scheme, string viewport)
    {
        Skip.If(Browser.Missing is not null, "Skipped: " + Browser.Missing);
        var source = new InMemorySource { Name = "local host, 3 regions", Past = History(), Status = Samples.Troubled() };
        source.Add(Enumerable.Range(1, 7).Select(i => Samples.Letter(i, reason: i % 3 == 0 ? "UnknownTarget" : "Rejected")));
        source.Conflicts.AddRange(Enumerable.Range(1, 3).Select(Samples.Conflict));
        var console = await RunningConsole.StartAsync(source, new ConsoleOptions { IdleInterval = TimeSpan.FromMilliseconds(1) });
        await source.Present.Task;
        source.FaultPanel!.Begin("ap-southeast-1", "cut");
        await browser.OpenAsync(console.Server.Url, $"{{\"colorScheme\":\"{scheme}\",\"reducedMotion\":\"reduce\",{viewport}}}");
        await browser.SeeAsync("#findings li.critical:has-text('does not answer')");
        await browser.SeeAsync("#letters-table tbody tr");
        await browser.SeeAsync("#conflicts-table tbody tr");
        await browser.SeeAsync("#lag-plot canvas");
        return console;
    }

    private static Queue<DeploymentStatus> History()
    {
        var now = DateTimeOffset.UtcNow;
        var points = (int)(ConsoleOptions.HistoryLength / TimeSpan.FromSeconds(5));
        return new(Enumerable.Range(1, points - 1).Select(i =>
        {
            var wave = 1 + (0.25 * Math.Sin(i / 24.0)) + (0.06 * Math.Cos(i / 5.0));
            return Samples.Healthy(i is > 240 and < 282 ? 9 * wave : wave) with { At = now - ConsoleOptions.HistoryLength + TimeSpan.FromSeconds(5 * i) };
        }));
    }
}
