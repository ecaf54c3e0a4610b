using System.Diagnostics;
using System.Globalization;

namespace DataSync.Simulation.Tests;

/// <summary>Seeds of this build: half of them always the same, half derived from the commit, so that every commit draws new ones and a second run of it the same.</summary>
internal static class Seeds
{
    private static readonly string[] CommitVariables = ["GITHUB_SHA", "CI_COMMIT_SHA", "BUILD_SOURCEVERSION"];

    public static string Commit { get; } = FindCommit();

    public static IEnumerable<int> Take(int count)
    {
        var ofCommit = Commit.Length < 7 ? count : int.Parse(Commit.AsSpan(0, 7), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return Enumerable.Range(0, count / 2).Concat(Enumerable.Range(ofCommit, count - (count / 2)));
    }

    private static string FindCommit()
    {
        var given = CommitVariables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(IsHash);
        return given ?? AskGit();
    }

    private static string AskGit()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", "rev-parse HEAD")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                WorkingDirectory = AppContext.BaseDirectory,
            })!;
            var hash = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return IsHash(hash) ? hash : "";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return ""; // no git here: the fixed seeds serve
        }
    }

    private static bool IsHash(string? text) => text is { Length: >= 7 } && text.All(char.IsAsciiHexDigit);
}
