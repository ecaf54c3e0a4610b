using System.CommandLine;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using DataSync.Cli.Deployments;
using DataSync.Core.Redrive;

namespace DataSync.Cli.Letters;

/// <summary><c>datasync dlq edit</c>.</summary>
internal static class EditCommand
{
    private static readonly Argument<string> IdArgument = new("id") { Description = "REGION/QUEUE/MESSAGE as `dlq list` prints it; the beginning of MESSAGE will do." };
    private static readonly Option<string?> FileOption = new("--file") { Description = "The corrected message, instead of opening an editor; - reads standard input.", HelpName = "FILE" };
    private static readonly Option<bool> PrintOption = new("--print") { Description = "Print what there is to correct, and change nothing." };
    private static readonly Option<string> WhyOption = new("--why") { Description = "Why, for whoever reads the archive.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
    private static readonly Option<bool> OtherRegionsOption = new("--allow-other-regions") { Description = "Let the correction say that the change comes from another region, or is for another one." };

    public static Command Create() => OperatorCommand.On(
        new Command("edit", """
            Correct the message in a dead letter and send the correction in its place.

            Opens $VISUAL or $EDITOR with the envelope (or stream record, or event) as indented JSON. What comes back is checked; then
            the original is kept in the region's payload bucket under dead-letters/edited/, the correction is sent to the queue, and
            the letter is deleted, in this order: interrupted at any point, the original is where it was. A corrected stream record
            becomes a letter again: replay it.

            Examples:
              datasync dlq edit eu-west-1/changes/6f1c2a
              datasync dlq edit eu-west-1/changes/6f1c2a --print > message.json
              datasync dlq edit eu-west-1/changes/6f1c2a --file message.json --why "wrong entity"
            """) { IdArgument, FileOption, PrintOption, WhyOption, OtherRegionsOption },
        RunAsync);

    private static async Task<int> RunAsync(Deployment deployment, ParseResult result, CancellationToken cancellationToken)
    {
        var desk = new LetterDesk(deployment, TimeProvider.System);
        var asked = LetterId.Parse(result.GetValue(IdArgument)!);
        var letter = await desk.FindAsync(asked, cancellationToken) ?? throw ShowCommand.NotThere(asked);
        var text = letter.PayloadText();
        if (result.GetValue(PrintOption))
        {
            Console.WriteLine(text);
            return ExitCodes.Ok;
        }

        var corrected = result.GetValue(FileOption) switch
        {
            "-" => await Console.In.ReadToEndAsync(cancellationToken),
            { } file => await File.ReadAllTextAsync(file, cancellationToken),
            null => await AskEditorAsync(text, cancellationToken),
        };
        var edit = await desk.EditAsync(letter.Id, Encoding.UTF8.GetBytes(corrected), result.GetValue(WhyOption)!, result.GetValue(OtherRegionsOption), cancellationToken);
        var summary = new EditSummary(letter.Id.ToString(), edit.Outcome, edit.Problem, edit.Archive);
        Console.WriteLine(OperatorCommand.IsJson(result) ? JsonSerializer.Serialize(summary, LetterJson.Default.EditSummary) : Text(summary));
        return edit.Outcome is EditOutcome.Sent or EditOutcome.Replaced ? ExitCodes.Ok : ExitCodes.Incomplete;
    }

    private static string Text(EditSummary summary) => summary.Outcome switch
    {
        EditOutcome.Sent => $"The corrected message is on its way; the original is kept as {summary.Archive}.",
        EditOutcome.Replaced => $"The corrected record took the letter's place; the original is kept as {summary.Archive}. Replay it now: datasync dlq replay --queue capture",
        EditOutcome.NotFound => summary.Problem!,
        EditOutcome.Refused => $"Not sent: {summary.Problem}",
        EditOutcome.NotTaken => $"The queue did not take it, and the letter is where it was: {summary.Problem}",
        _ => $"The corrected message is on its way, but the original is still among the letters: discard {summary.Id}. ({summary.Problem})",
    };

    private static async Task<string> AskEditorAsync(string text, CancellationToken cancellationToken)
    {
        var editor = Environment.GetEnvironmentVariable("VISUAL") is { Length: > 0 } visual ? visual
            : Environment.GetEnvironmentVariable("EDITOR") is { Length: > 0 } plain ? plain
            : throw new OperatorException(ExitCodes.CannotStart, "There is no editor: set VISUAL or EDITOR, or use --print and --file.");
        var folder = Directory.CreateTempSubdirectory("datasync-");
        try
        {
            var file = Path.Combine(folder.FullName, "message.json");
            await File.WriteAllTextAsync(file, text, cancellationToken);
            await RunEditorAsync(editor, file, cancellationToken);
            return await File.ReadAllTextAsync(file, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // An editor may come with arguments, as git and others take it: through the shell where there is one.
    private static async Task RunEditorAsync(string editor, string file, CancellationToken cancellationToken)
    {
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd", ["/c", $"{editor} \"{file}\""])
            : new ProcessStartInfo("/bin/sh", ["-c", $"{editor} \"$1\"", "sh", file]);
        start.UseShellExecute = false;
        using var process = Process.Start(start) ?? throw new OperatorException(ExitCodes.CannotStart, $"The editor '{editor}' could not be started.");
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new OperatorException(ExitCodes.CannotStart, $"The editor '{editor}' ended with {process.ExitCode}: nothing was sent.");
        }
    }
}
