using System.CommandLine;
using DataSync.Cli.Deployments;

namespace DataSync.Cli.Letters;

/// <summary><c>datasync dlq show</c>.</summary>
internal static class ShowCommand
{
    private static readonly Argument<string> IdArgument = new("id") { Description = "REGION/QUEUE/MESSAGE as `dlq list` prints it; the beginning of MESSAGE will do." };

    public static Command Create() => OperatorCommand.On(
        new Command("show", """
            Show all that is known of one dead letter: reason, history, and the whole message, unpacked and indented.

            Example:
              datasync dlq show eu-west-1/changes/6f1c2a
            """) { IdArgument },
        async (deployment, result, cancellationToken) =>
        {
            var id = LetterId.Parse(result.GetValue(IdArgument)!);
            var letter = await new LetterDesk(deployment, TimeProvider.System).FindAsync(id, cancellationToken) ?? throw NotThere(id);
            Console.WriteLine(OperatorCommand.IsJson(result) ? LetterText.Json(letter, withBody: true) : LetterText.Whole(letter, TimeProvider.System.GetUtcNow()));
            return ExitCodes.Ok;
        });

    /// <summary>Why a letter is not to be had.</summary>
    public static OperatorException NotThere(LetterId id) =>
        new(ExitCodes.Incomplete, $"{id} is not there. It was replayed or discarded, or somebody else (a listing, a replay) holds it just now: then it is back in a few minutes.");
}
