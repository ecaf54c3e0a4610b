using System.CommandLine;

namespace DataSync.Cli.Completion;

/// <summary><c>datasync completion</c>: a script that teaches a shell to complete this tool's commands, options and values.</summary>
internal static class CompletionCommand
{
    private static readonly Argument<string> ShellArgument = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh." }.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");

    public static Command Create()
    {
        var command = new Command("completion", """
            Print a script that makes a shell complete this tool's commands, options and values.

            Examples:
              source <(datasync completion bash)                                  # ~/.bashrc
              source <(datasync completion zsh)                                   # ~/.zshrc, after compinit
              datasync completion fish > ~/.config/fish/completions/datasync.fish
              datasync completion pwsh | Out-String | Invoke-Expression           # $PROFILE
            """) { ShellArgument };
        command.SetAction(result =>
        {
            Console.Write(Script(result.GetValue(ShellArgument)!));
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>The script for a shell. All of them ask the tool itself, so they never grow old.</summary>
    public static string Script(string shell) => shell switch
    {
        "bash" => """
            _datasync() {
              local IFS=$'\n'
              COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _datasync datasync

            """,
        "zsh" => """
            _datasync() {
              local -a found
              found=("${(@f)$("${words[1]}" "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
              compadd -a found
            }
            compdef _datasync datasync

            """,
        "fish" => """
            complete -c datasync -f -a '(datasync "[suggest:"(string length -- (commandline -cp))"]" (commandline -cp) 2>/dev/null)'

            """,
        _ => """
            Register-ArgumentCompleter -Native -CommandName datasync -ScriptBlock {
              param($word, $ast, $position)
              datasync "[suggest:$position]" "$ast" 2>$null | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }

            """,
    };
}
