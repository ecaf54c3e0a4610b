using System.Diagnostics;

namespace DataSync.Cli.Tests.WebConsole;

/// <summary>The bundle that is committed against its sources.</summary>
public sealed class BundleTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "src", "DataSync.Cli", "WebConsole");

    [SkippableFact]
    public async Task The_committed_page_is_what_its_sources_build()
    {
        Skip.IfNot(Repository.IsOnPath("node"), "Skipped: there is no Node.js.");
        Skip.IfNot(Directory.Exists(Path.Combine(Folder, "web", "node_modules", "esbuild")), "Skipped: npm ci was not run in src/DataSync.Cli/WebConsole/web.");
        var output = Directory.CreateTempSubdirectory("console-bundle");
        using var build = Process.Start(new ProcessStartInfo("node")
        {
            UseShellExecute = false,
            WorkingDirectory = Path.Combine(Folder, "web"),
            ArgumentList = { "build.mjs", output.FullName },
        })!;
        await build.WaitForExitAsync();

        var built = Contents(output.FullName);
        output.Delete(recursive: true);

        Assert.Equal(0, build.ExitCode);
        Assert.Equal(Contents(Path.Combine(Folder, "Assets")), built);
    }

    [Theory]
    [InlineData("src/DataSync.Cli/WebConsole/web")]
    [InlineData("tests/DataSync.Cli.Tests/browser")]
    public async Task Lock_files_pin_contents_and_name_no_registry(string folder)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, folder, "package-lock.json"));

        Assert.DoesNotContain("\"resolved\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("http", text.Replace("https://github.com/sponsors", "", StringComparison.Ordinal).Replace("https://opencollective.com", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("\"integrity\": \"sha512-", text, StringComparison.Ordinal);
    }

    private static SortedDictionary<string, string> Contents(string folder) =>
        new(Directory.GetFiles(folder).ToDictionary(file => Path.GetFileName(file), file => File.ReadAllText(file), StringComparer.Ordinal), StringComparer.Ordinal);
}
