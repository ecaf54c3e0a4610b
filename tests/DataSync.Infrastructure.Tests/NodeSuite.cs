using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using DataSync.Tests.Shared;

namespace DataSync.Infrastructure.Tests;

/// <summary>One folder of <c>node/</c>: its files <c>*.test.mjs</c>, run by Node's own test runner.</summary>
internal sealed class NodeSuite(string name)
{
    // What a suite runs is in memory: one that is slower than this hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "DataSync.Infrastructure.Tests", "node");

    /// <summary>Names of the folders that hold tests.</summary>
    public static IEnumerable<string> All => Directory.EnumerateDirectories(Folder)
        .Where(folder => Directory.EnumerateFiles(folder, "*.test.mjs").Any())
        .Select(folder => Path.GetFileName(folder))
        .Order(StringComparer.Ordinal);

    /// <summary>Why this suite can't run here; null when it can. A suite without a file <c>needs-packages</c> needs Node.js only.</summary>
    public string? Missing =>
        ServerProcess.FindOnPath("node") is null ? "there is no Node.js"
        : File.Exists(Path.Combine(Folder, name, "needs-packages")) && !Directory.Exists(Path.Combine(Folder, "node_modules"))
            ? "npm ci was not run in tests/DataSync.Infrastructure.Tests/node"
        : null;

    /// <summary>Runs every test of the folder. What the runner says outside of the report is in <see cref="NodeReport.Noise"/>.</summary>
    public async Task<NodeReport> RunAsync()
    {
        var start = new ProcessStartInfo("node")
        {
            UseShellExecute = false,
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "--test", "--test-reporter=./reporter.mjs" },
        };
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder, name), "*.test.mjs").Order(StringComparer.Ordinal))
        {
            start.ArgumentList.Add(file);
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException("Node.js could not be started.");
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return NodeReport.Parse(output, await errors, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}

/// <summary>What the tests of a suite came to.</summary>
internal sealed record NodeReport(IReadOnlyList<NodeTest> Tests, string Noise, int ExitCode)
{
    /// <summary>Lines that are JSON are results, as reporter.mjs writes them; all others are noise.</summary>
    public static NodeReport Parse(string output, string errors, int exitCode)
    {
        var tests = new List<NodeTest>();
        var noise = new StringBuilder(errors);
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!line.StartsWith("{\"result\":", StringComparison.Ordinal))
            {
                noise.AppendLine(line);
                continue;
            }

            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            tests.Add(new NodeTest(
                root.GetProperty("name").GetString() ?? "",
                root.GetProperty("result").GetString() ?? "",
                root.GetProperty("detail").GetString() ?? ""));
        }

        return new NodeReport(tests, noise.ToString(), exitCode);
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var test in Tests)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{test.Result} {test.Name}");
            if (test.Detail.Length > 0)
            {
                text.AppendLine("    " + test.Detail.Replace("\n", "\n    ", StringComparison.Ordinal));
            }
        }

        return ExitCode == 0 ? text.ToString() : text + Noise;
    }
}

/// <summary>One test of Node's runner: result is pass, fail or skip; the detail is empty unless it failed.</summary>
internal sealed record NodeTest(string Name, string Result, string Detail);
