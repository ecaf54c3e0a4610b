using System.Diagnostics;
using DataSync.Cli.Completion;

namespace DataSync.Cli.Tests.Completion;

public sealed class CompletionTests
{
    [SkippableTheory]
    [InlineData("datasync st", "status")]
    [InlineData("datasync status --end", "--endpoint-url")]
    [InlineData("datasync completion b", "bash")]
    public async Task Bash_completes_commands_options_and_values(string line, string expected)
    {
        Skip.IfNot(File.Exists("/bin/bash"), "bash is not installed.");
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, CompletionCommand.Script("bash"));
        var words = line.Split(' ');
        var commands = $"""
            datasync() {"{"} dotnet "{Path.Combine(AppContext.BaseDirectory, "datasync.dll")}" "$@"; {"}"}
            source {script}
            COMP_LINE='{line}'; COMP_POINT={line.Length}; COMP_WORDS=({string.Join(' ', words)}); COMP_CWORD={words.Length - 1}
            _datasync
            printf '%s\n' "${"{"}COMPREPLY[@]{"}"}"
            """;

        var answers = await RunAsync("/bin/bash", ["-c", commands]);

        File.Delete(script);
        Assert.Equal([expected], answers.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("zsh", "compdef _datasync datasync")]
    [InlineData("fish", "complete -c datasync")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public void Other_shells_get_a_script_that_asks_the_tool(string shell, string expected)
    {
        var script = CompletionCommand.Script(shell);

        Assert.Contains(expected, script, StringComparison.Ordinal);
        Assert.Contains("[suggest:", script, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }
}
