using System.CommandLine;
using System.Globalization;
using DataSync.Cli.Deployments;
using DataSync.Core.Redrive;

namespace DataSync.Cli.Letters;

/// <summary><c>datasync dlq list</c>.</summary>
internal static class ListCommand
{
    private const int ProgressEvery = 5000;

    private static readonly LetterOptions Filters = new();
    private static readonly Option<int?> LimitOption = new("--limit") { Description = "Stop after so many.", HelpName = "N" };

    public static Command Create()
    {
        var command = new Command("list", """
            List dead letters as they come, with a count by reason at the end. With --json, one letter per line.

            Listing hides the letters from others (a replay, the Redrive function) while it runs, because that is how SQS shows
            messages; they are back when it ends, at the latest after some minutes if it was killed.

            Examples:
              datasync dlq list
              datasync dlq list --queue changes --reason VersionFromTheFuture --older-than 2h
              datasync dlq list --json | jq -r 'select(.replays > 2) | .id'
            """) { LimitOption };
        Filters.AddTo(command);
        return OperatorCommand.On(command, RunAsync);
    }

    private static async Task<int> RunAsync(Deployment deployment, ParseResult result, CancellationToken cancellationToken)
    {
        var query = Filters.Of(result, []);
        if (result.GetValue(LimitOption) is { } limit)
        {
            query = query with { Limit = limit > 0 ? limit : throw new OperatorException(ExitCodes.CannotStart, $"--limit {limit} must be at least 1.") };
        }

        var isJson = OperatorCommand.IsJson(result);
        var byReason = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var count = 0;
        await using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 64 * 1024) { AutoFlush = !Console.IsOutputRedirected };
        await foreach (var letter in new LetterDesk(deployment, TimeProvider.System).ListAsync(query, cancellationToken))
        {
            if (count++ == 0 && !isJson)
            {
                await output.WriteLineAsync(LetterText.Head);
            }

            await output.WriteLineAsync(isJson ? LetterText.Json(letter) : LetterText.Line(letter, TimeProvider.System.GetUtcNow()));
            var reason = $"{letter.Region}/{DeadLetterQueues.NameOf(letter.Queue)} {letter.Facts.Reason?.ToString() ?? "(no reason)"}";
            byReason[reason] = byReason.GetValueOrDefault(reason) + 1;
            if (count % ProgressEvery == 0 && Console.IsOutputRedirected)
            {
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count:N0} letters so far"));
            }
        }

        await output.FlushAsync(cancellationToken);
        if (!isJson)
        {
            await WriteSummaryAsync(deployment, count, byReason);
        }

        return ExitCodes.Ok;
    }

    private static async Task WriteSummaryAsync(Deployment deployment, int count, SortedDictionary<string, int> byReason)
    {
        Console.WriteLine(count == 0 ? "No dead letters." : string.Create(CultureInfo.InvariantCulture, $"{count:N0} dead letters:"));
        foreach (var (reason, of) in byReason)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {of,9:N0}  {reason}"));
        }

        foreach (var away in deployment.Regions.Where(r => r.Error is not null))
        {
            await Console.Error.WriteLineAsync($"Not looked at: {away.Name}: {away.Error}");
        }
    }
}
