using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DataSync.Cli.Deployments;
using DataSync.Core.Redrive;

namespace DataSync.Cli.Letters;

/// <summary><c>datasync dlq replay</c>.</summary>
internal static class ReplayCommand
{
    private const double DefaultRate = 100;

    private static readonly LetterOptions Filters = new();
    private static readonly Argument<string[]> IdsArgument = new("ids") { Description = "Letters by id; or use filters.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<bool> AllOption = new("--all") { Description = "All letters of all queues and regions, when there are no ids and no filters." };
    private static readonly Option<double> RateOption = new("--rate") { Description = "Letters a second; 0 for as fast as it goes.", HelpName = "N", DefaultValueFactory = _ => DefaultRate };
    private static readonly Option<int?> MaxOption = new("--max") { Description = "Stop after so many.", HelpName = "N" };
    private static readonly Option<int?> MaxReplaysOption = new("--max-replays") { Description = "Leave letters that were replayed so often already.", HelpName = "N" };
    private static readonly Option<bool> DryRunOption = new("--dry-run") { Description = "Count what would go, and change nothing." };

    public static Command Create()
    {
        var command = new Command("replay", """
            Send dead letters back to the queue they came from.

            Each is sent first and deleted when the queue has confirmed it; nothing is lost whenever this is interrupted, and the
            same command goes on from there. What fails again comes back as a letter with its history. Letters of the stream
            (capture) and failed batches (failures) are replayed by the region's own Redrive function, which sequences them.

            Examples:
              datasync dlq replay --reason RetriesExhausted --dry-run
              datasync dlq replay --reason RetriesExhausted --in eu-west-1 --rate 50
              datasync dlq replay eu-west-1/changes/6f1c2a-...
              datasync dlq replay --all --max-replays 3
            """) { IdsArgument, AllOption, RateOption, MaxOption, MaxReplaysOption, DryRunOption };
        Filters.AddTo(command);
        return OperatorCommand.On(command, RunAsync);
    }

    private static async Task<int> RunAsync(Deployment deployment, ParseResult result, CancellationToken cancellationToken)
    {
        var query = Filters.Of(result, result.GetValue(IdsArgument) ?? []) with { Limit = result.GetValue(MaxOption) ?? RedriveRequest.LargestMaxCount };
        if (query.Ids.Count == 0 && LetterOptions.IsAll(query) && !result.GetValue(AllOption))
        {
            throw new OperatorException(ExitCodes.CannotStart, "Which letters? Give ids, filters, or --all.");
        }

        var rate = result.GetValue(RateOption);
        var options = new ReplayOptions(rate == 0 ? null : rate, result.GetValue(DryRunOption), result.GetValue(MaxReplaysOption));
        var isJson = OperatorCommand.IsJson(result);
        using var line = new ProgressLine(Console.Error, TimeProvider.System);
        var summary = await new LetterDesk(deployment, TimeProvider.System).ReplayAsync(
            query, options, s => line.Show(Progress(s, line.Elapsed)), cancellationToken);
        line.Clear();
        Console.WriteLine(isJson ? JsonSerializer.Serialize(summary, LetterJson.Default.ReplaySummary) : Text(summary, line.Elapsed));
        return summary.IsInterrupted ? ExitCodes.Interrupted : summary.IsIncomplete ? ExitCodes.Incomplete : ExitCodes.Ok;
    }

    private static string Progress(ReplaySummary s, TimeSpan elapsed) => string.Create(
        CultureInfo.InvariantCulture, $"{s.Replayed:N0} replayed, {s.Seen:N0} looked at, {s.Replayed / Math.Max(1, elapsed.TotalSeconds):0} a second");

    /// <summary>What became of it, in words.</summary>
    public static string Text(ReplaySummary s, TimeSpan elapsed)
    {
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"{s.Replayed:N0} {(s.IsDryRun ? "would be replayed" : "replayed")} of {s.Seen:N0} looked at, in {elapsed.TotalSeconds:0.#} s."),
        };
        Add(lines, s.Copies, s.IsDryRun ? "are copies of one of these and would be deleted" : "were copies of one of these and are deleted");
        Add(lines, s.Skipped, "are not meant by the filter");
        Add(lines, s.FailedAgain, "went and came back: they stay, with their history (`datasync dlq show`)");
        Add(lines, s.Kept, "could not go back: only a person can help (`datasync dlq show`, then edit or discard)");
        Add(lines, s.WornOut, "were replayed as often as --max-replays allows");
        Add(lines, s.Undeleted, "went back but are still in their queue; the next replay deletes them as copies");
        lines.AddRange(s.Errors.Select(e => "  " + e));
        if (s.IsInterrupted)
        {
            lines.Add("Interrupted. What was replayed stays replayed, the rest is where it was: the same command goes on.");
        }

        return string.Join(Environment.NewLine, lines);
    }

    private static void Add(List<string> lines, int count, string words)
    {
        if (count > 0)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"  {count:N0} {words}"));
        }
    }
}
