using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataSync.Cli.Tests.WebConsole;

/// <summary>A headless Chromium with one page at a time. Tests that need it skip where it is not to be had.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "DataSync.Cli.Tests", "browser");

    private Process? _driver;
    private int _lastId;

    /// <summary>Why there is no browser; null when there is one.</summary>
    public static string? Missing { get; } =
        Chromium is null ? "there is no Chromium; CHROMIUM may name one"
        : !Repository.IsOnPath("node") ? "there is no Node.js"
        : !Directory.Exists(Path.Combine(Folder, "node_modules", "playwright-core")) ? "npm ci was not run in tests/DataSync.Cli.Tests/browser"
        : null;

    private static string? Chromium =>
        Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named ? named
        : new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>A new page in a new context. Options are those of Playwright's <c>newContext</c>.</summary>
    public async Task OpenAsync(Uri url, string options = "{}")
    {
        Skip.If(Missing is not null, "Skipped: " + Missing);
        _driver ??= Process.Start(new ProcessStartInfo("node")
        {
            UseShellExecute = false,
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList = { "driver.mjs", Chromium! },
        });
        await CallAsync("open", JsonNode.Parse(options));
        await CallAsync("page.goto", url.ToString());
    }

    public Task ClickAsync(string selector) => CallAsync("page.click", selector);

    public Task FillAsync(string selector, string text) => CallAsync("page.fill", selector, text);

    public Task SelectAsync(string selector, string value) => CallAsync("page.selectOption", selector, value);

    public Task PressAsync(string key) => CallAsync("page.keyboard.press", key);

    /// <summary>Waits for an element that is seen; <c>:has-text("...")</c> and <c>text=...</c> are of use.</summary>
    public Task SeeAsync(string selector) => CallAsync("page.waitForSelector", selector);

    /// <summary>Waits until a JavaScript expression is true.</summary>
    public Task UntilAsync(string expression) => CallAsync("until", expression);

    public async Task<string> TextAsync(string selector) => (string?)await CallAsync("page.innerText", selector) ?? "";

    public async Task<T> EvaluateAsync<T>(string expression) => (await CallAsync("page.evaluate", expression)).Deserialize<T>()!;

    public Task ScreenshotAsync(string path, bool fullPage = true) =>
        CallAsync("page.screenshot", new JsonObject { ["path"] = path, ["fullPage"] = fullPage, ["animations"] = "disabled" });

    /// <summary>Errors and warnings of the page's scripts, its network and its content security policy.</summary>
    public async Task<string[]> ComplaintsAsync() => (await CallAsync("complaints")).Deserialize<string[]>()!;

    /// <summary>Bytes of bodies and headers that were received since the page was opened.</summary>
    public async Task<long> ReceivedBytesAsync() => (await CallAsync("bytes")).Deserialize<long>();

    /// <summary>What axe-core finds fault with, in words; empty when nothing.</summary>
    public async Task<string[]> AccessibilityAsync() => (await CallAsync("axe")).Deserialize<string[]>()!;

    public async Task DisposeAsync()
    {
        if (_driver is not null)
        {
            // The driver ends with its input, and ends the browser.
            _driver.StandardInput.Close();
            using var patience = new CancellationTokenSource(Patience);
            await _driver.WaitForExitAsync(patience.Token);
            _driver.Dispose();
        }
    }

    private async Task<JsonNode?> CallAsync(string call, params JsonNode?[] args)
    {
        var id = ++_lastId;
        var line = new JsonObject { ["id"] = id, ["call"] = call, ["args"] = new JsonArray(args) }.ToJsonString();
        using var patience = new CancellationTokenSource(Patience);
        await _driver!.StandardInput.WriteLineAsync(line.AsMemory(), patience.Token);
        await _driver.StandardInput.FlushAsync(patience.Token);
        var answer = await _driver.StandardOutput.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException("The browser's driver has ended.");
        var json = JsonNode.Parse(answer)!.AsObject();
        Assert.Equal(id, (int)json["id"]!);
        Assert.True(json["error"] is null, $"{line}: {json["error"]}");
        return json["value"];
    }
}
