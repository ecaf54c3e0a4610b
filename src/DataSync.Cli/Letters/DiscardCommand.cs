using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DataSync.Cli.Deployments;
using DataSync.Core.Redrive;

namespace DataSync.Cli.Letters;

/// <summary><c>datasync dlq discard</c>.</summary>
internal static class DiscardCommand
{
    private static readonly LetterOptions Filters = new();
    private static readonly Argument<string[]> IdsArgument = new("ids") { Description = "Letters by id; or use filters.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<bool> AllOption = new("--all") { Description = "All letters of all queues and regions, when there are no ids and no filters." };
    private static readonly Option<int?> MaxOption = new("--max") { Description = "Stop after so many.", HelpName = "N" };
    private static readonly Option<string> WhyOption = new("--why") { Description = "Why, for whoever reads the archive.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
    private static readonly Option<bool> YesOption = new("--yes", "-y") { Description = "Do not ask." };
    private static readonly Option<bool> DryRunOption = new("--dry-run") { Description = "Count what would go, and change nothing." };

    public static Command Create()
    {
        var command = new Command("discard", """
            Take dead letters off their queues for good. Each is first kept in the region's payload bucket, under
            dead-letters/discarded/, for a year.

            The region keeps what it has: the changes in the letters are not applied there, and it differs from the others in these
            items until they are written again. A letter with several changes is discarded only when a filter means all of them.

            Examples:
              datasync dlq discard eu-west-1/changes/6f1c2a-... --why "superseded by hand"
              datasync dlq discard --reason Loop --dry-run
            """) { IdsArgument, AllOption, MaxOption, WhyOption, YesOption, DryRunOption };
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

        var desk = new LetterDesk(deployment, TimeProvider.System);
        var isDryRun = result.GetValue(DryRunOption);
        if (!isDryRun && !result.GetValue(YesOption) && !await IsConfirmedAsync(desk, query, cancellationToken))
        {
            Console.WriteLine("Nothing was discarded.");
            return ExitCodes.Ok;
        }

        using var line = new ProgressLine(Console.Error, TimeProvider.System);
        var summary = await desk.DiscardAsync(
            query, result.GetValue(WhyOption)!, isDryRun, s => line.Show(string.Create(CultureInfo.InvariantCulture, $"{s.Discarded:N0} discarded")), cancellationToken);
        line.Clear();
        Console.WriteLine(OperatorCommand.IsJson(result) ? JsonSerializer.Serialize(summary, LetterJson.Default.DiscardSummary) : Text(summary, query));
        return summary.IsInterrupted ? ExitCodes.Interrupted : IsIncomplete(summary, query) ? ExitCodes.Incomplete : ExitCodes.Ok;
    }

    private static async Task<bool> IsConfirmedAsync(LetterDesk desk, LetterQuery query, CancellationToken cancellationToken)
    {
        if (Console.IsInputRedirected)
        {
            throw new OperatorException(ExitCodes.CannotStart, "Nobody is there to be asked. Use --yes to discard without asking, or --dry-run to see what would go.");
        }

        var count = (await desk.DiscardAsync(query, "", isDryRun: true, progress: null, cancellationToken)).Discarded;
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"Discard {count:N0} dead letters? Their changes will not be applied. [y/N] "));
        return Console.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    private static bool IsIncomplete(DiscardSummary s, LetterQuery query) => s.Undeleted > 0 || (query.Ids.Count > 0 && s.Discarded < query.Ids.Count);

    private static string Text(DiscardSummary s, LetterQuery query)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{s.Discarded:N0} {(s.IsDryRun ? "would be discarded" : "discarded, and kept under dead-letters/discarded/ of the region's payload bucket")}.");
        if (s.Undeleted > 0)
        {
            text += string.Create(CultureInfo.InvariantCulture, $" {s.Undeleted:N0} are in the archive but still in their queue: discard them again.");
        }

        return query.Ids.Count > s.Discarded ? text + string.Create(CultureInfo.InvariantCulture, $" {query.Ids.Count - s.Discarded:N0} were not there.") : text;
    }
}
