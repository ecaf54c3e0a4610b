using System.Text.RegularExpressions;

namespace DataSync.EndToEnd.Tests.Runbooks;

/// <summary>A command of a runbook as it stands in the document.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="Text">What is given to the shell.</param>
/// <param name="ExitCodes">With what it may end.</param>
/// <param name="StandIn">What a test does in its place, since it can't be done on one machine; null to run it.</param>
internal sealed record RunbookBlock(int Line, string Text, IReadOnlyList<int> ExitCodes, string? StandIn);

/// <summary>A runbook's commands, in their order. What the reader sees is what is run: <c>```sh</c> blocks, with a comment before the unusual ones.</summary>
internal sealed partial class Runbook
{
    private Runbook(string name, string text, IReadOnlyList<RunbookBlock> blocks)
    {
        Name = name;
        Text = text;
        Blocks = blocks;
    }

    public string Name { get; }

    public string Text { get; }

    public IReadOnlyList<RunbookBlock> Blocks { get; }

    public static string Folder => Path.Combine(Repository.Root, "docs", "runbooks");

    /// <summary>All runbooks, by file name without its end.</summary>
    public static IReadOnlyList<string> Names =>
        [.. Directory.GetFiles(Folder, "*.md").Select(f => Path.GetFileNameWithoutExtension(f)).Where(n => n != "README").Order(StringComparer.Ordinal)];

    public static Runbook Read(string name) => Parse(name, File.ReadAllText(Path.Combine(Folder, name + ".md")));

    public static Runbook Parse(string name, string text)
    {
        var lines = text.Split('\n');
        var blocks = new List<RunbookBlock>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] != "```sh")
            {
                continue;
            }

            var end = Array.IndexOf(lines, "```", i);
            var (exitCodes, standIn) = Annotation(i > 0 ? lines[i - 1] : "");
            blocks.Add(new RunbookBlock(i + 1, string.Join('\n', lines[(i + 1)..end]), exitCodes, standIn));
            i = end;
        }

        return new Runbook(name, text, blocks);
    }

    private static (IReadOnlyList<int> ExitCodes, string? StandIn) Annotation(string line)
    {
        var match = AnnotationPattern().Match(line);
        if (!match.Success)
        {
            Assert.False(line.Contains("<!-- run", StringComparison.Ordinal), $"'{line}' says nothing that is understood here.");
            return ([0], null);
        }

        return (
            match.Groups["codes"].Success ? [.. match.Groups["codes"].Value.Split('|').Select(int.Parse)] : [0],
            match.Groups["standin"].Success ? match.Groups["standin"].Value : null);
    }

    [GeneratedRegex("^<!-- run: (expect=(?<codes>[0-9|]+)|stand-in=(?<standin>[a-z-]+)) -->$", RegexOptions.None, 1000)]
    private static partial Regex AnnotationPattern();
}
