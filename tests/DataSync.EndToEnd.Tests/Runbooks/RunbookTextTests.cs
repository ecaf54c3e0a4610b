using System.Text.RegularExpressions;

namespace DataSync.EndToEnd.Tests.Runbooks;

/// <summary>What every runbook must have, whoever writes it.</summary>
public sealed partial class RunbookTextTests
{
    public static TheoryData<string> All => [.. Runbook.Names];

    [Theory]
    [MemberData(nameof(All))]
    public void A_runbook_says_what_one_sees_how_to_decide_what_to_do_and_how_to_tell_that_it_worked(string name)
    {
        var runbook = Runbook.Read(name);

        var sections = SectionPattern().Matches(runbook.Text).Select(m => m.Groups[1].Value);
        Assert.Equal(["Symptoms", "Decide", "Steps", "Verify", "Afterwards"], sections);
        Assert.NotEmpty(runbook.Blocks);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_step_is_numbered_has_a_command_and_says_what_if_it_does_not_work(string name)
    {
        var text = Runbook.Read(name).Text;
        var steps = text[text.IndexOf("## Steps", StringComparison.Ordinal)..text.IndexOf("## Verify", StringComparison.Ordinal)].Split("\n### ")[1..];

        Assert.NotEmpty(steps);
        for (var i = 0; i < steps.Length; i++)
        {
            Assert.StartsWith($"{i + 1}. ", steps[i], StringComparison.Ordinal);
            Assert.Contains("```sh", steps[i], StringComparison.Ordinal);
            Assert.Contains("**If not:**", steps[i], StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Links_lead_somewhere(string name)
    {
        AssertLinks(Path.Combine(Runbook.Folder, name + ".md"));
    }

    [Fact]
    public void The_index_names_every_runbook()
    {
        var path = Path.Combine(Runbook.Folder, "README.md");
        var index = File.ReadAllText(path);

        Assert.All(Runbook.Names, name => Assert.Contains($"({name}.md)", index, StringComparison.Ordinal));
        AssertLinks(path);
    }

    [Fact]
    public void A_block_carries_what_the_comment_before_it_says()
    {
        var runbook = Runbook.Parse("some", "text\n<!-- run: expect=0|3 -->\n```sh\na\nb\n```\n<!-- run: stand-in=deploy -->\n```sh\nc\n```\n```sh\nd\n```\n");

        Assert.Equal(["a\nb", "c", "d"], runbook.Blocks.Select(b => b.Text));
        Assert.Equal([0, 3], runbook.Blocks[0].ExitCodes);
        Assert.Equal([null, "deploy", null], runbook.Blocks.Select(b => b.StandIn));
        Assert.Equal(3, runbook.Blocks[0].Line);
    }

    private static void AssertLinks(string path)
    {
        foreach (Match link in LinkPattern().Matches(File.ReadAllText(path)))
        {
            var target = Path.GetFullPath(link.Groups["file"].Value.Length == 0 ? path : Path.Combine(Path.GetDirectoryName(path)!, link.Groups["file"].Value));
            Assert.True(File.Exists(target), $"{path} links to {target}, which is not there.");
            if (link.Groups["anchor"].Success)
            {
                var anchors = HeadingPattern().Matches(File.ReadAllText(target)).Select(m => NotInAnchors().Replace(m.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));
                Assert.Contains(link.Groups["anchor"].Value, anchors);
            }
        }
    }

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline, 1000)]
    private static partial Regex SectionPattern();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline, 1000)]
    private static partial Regex HeadingPattern();

    [GeneratedRegex(@"\]\((?!https?:)(?<file>[^)#]*)(#(?<anchor>[^)]+))?\)", RegexOptions.None, 1000)]
    private static partial Regex LinkPattern();

    [GeneratedRegex("[^a-z0-9 _-]", RegexOptions.None, 1000)]
    private static partial Regex NotInAnchors();
}
