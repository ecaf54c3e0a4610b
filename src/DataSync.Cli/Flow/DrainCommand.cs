using System.CommandLine;
using System.Text.Json;
using DataSync.Cli.Deployments;
using Spectre.Console;

namespace DataSync.Cli.Flow;

/// <summary><c>datasync drain</c>.</summary>
internal static class DrainCommand
{
    private static readonly Option<TimeSpan> TimeoutOption = new("--timeout") { Description = "How long to wait, such as 90s, 10m, 2h.", HelpName = "TIME", CustomParser = DurationText.Parse, DefaultValueFactory = _ => TimeSpan.FromMinutes(10) };
    private static readonly Option<TimeSpan> QuietOption = new("--quiet") { Description = "How long nothing must have waited. AWS's counts and metrics are a minute or so behind: less than the default proves nothing there.", HelpName = "TIME", CustomParser = DurationText.Parse, DefaultValueFactory = _ => TimeSpan.FromMinutes(2) };
    private static readonly Option<bool> AppliedOption = new("--applied") { Description = "Wait too until the other regions' changes queues are empty, whoever sent what is in them." };

    public static Command Create() => OperatorCommand.On(
        new Command("drain", """
            Waits until nothing that was written in a region is unsent: capture has caught up with the table's stream, and no
            event of the bucket and no parked envelope waits. Stop the writes first, or there is always something.
            Says what is in the way: a hold, a disabled event source mapping, a region that does not answer.

            Exit code 0: drained; 6: the time is up, and what still waits is said.

            Examples:
              datasync drain eu-west-1
              datasync drain eu-west-1 --applied --timeout 1h       before a region is removed
              datasync drain eu-west-1 --json | jq '.obstacles[]'
            """) { FlowRequest.RegionArgument, TimeoutOption, QuietOption, AppliedOption },
        RunAsync);

    private static async Task<int> RunAsync(Deployment deployment, ParseResult result, CancellationToken cancellationToken)
    {
        var region = deployment.Region(result.GetValue(FlowRequest.RegionArgument)!);
        if (region.Error is { } error)
        {
            throw new OperatorException(ExitCodes.Failed, $"{region.Name} does not answer: {error}");
        }

        var reader = new DrainReader(deployment, region, result.GetValue(AppliedOption), TimeProvider.System);
        var run = new DrainRun(reader.LookAsync, new DrainOptions(result.GetValue(TimeoutOption), result.GetValue(QuietOption)), TimeProvider.System);
        var isJson = OperatorCommand.IsJson(result);
        var report = isJson || Console.IsOutputRedirected
            ? await run.RunAsync(Lines(Console.Error), cancellationToken)
            : await AnsiConsole.Status().StartAsync($"Looking at {region.Name} ...", status =>
                run.RunAsync(text => status.Status = Markup.Escape(text), cancellationToken));
        return Show(report with { Region = region.Name }, isJson);
    }

    // The same figures again are not worth a line; the time before them always differs.
    private static Action<string> Lines(TextWriter output)
    {
        var last = "";
        return text =>
        {
            var figures = text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..];
            if (figures != last)
            {
                output.WriteLine(text);
                last = figures;
            }
        };
    }

    private static int Show(DrainReport report, bool isJson)
    {
        if (isJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(report, FlowJson.Default.DrainReport));
            return report.IsDrained ? ExitCodes.Ok : ExitCodes.TimedOut;
        }

        Console.WriteLine(report.IsDrained
            ? $"{report.Region} is drained: nothing that was written there is unsent."
            : $"{report.Region} is not drained. Still waiting: {string.Join(", ", report.Waiting)}.");
        foreach (var line in report.Obstacles.Concat(report.Notes))
        {
            Console.WriteLine(line);
        }

        return report.IsDrained ? ExitCodes.Ok : ExitCodes.TimedOut;
    }
}
