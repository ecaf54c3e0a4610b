using System.CommandLine;
using System.Text.Json;
using DataSync.Cli.Deployments;
using Spectre.Console;

namespace DataSync.Cli.Status;

/// <summary><c>datasync status</c>.</summary>
internal static class StatusCommand
{
    private const int DefaultWatchSeconds = 5;
    private const int RedirectedWidth = 200;

    private static readonly Option<int?> WatchOption = new("--watch") { Description = $"Look again every N seconds (default {DefaultWatchSeconds}) until Ctrl-C. With --json, one line each time.", HelpName = "N", Arity = ArgumentArity.ZeroOrOne };

    public static Command Create() => OperatorCommand.On(
        new Command("status", """
            What all regions are doing, and in words what is wrong and which section of docs/operations.md says what to do.

            Looks at queues, event source mappings, CloudWatch metrics and failure buckets of every region, and changes nothing.
            Exit code 0: nothing is wrong (a pause that somebody made is no fault); 3: something is; 2 or 5: it could not be told.

            Examples:
              datasync status --region eu-west-1
              datasync status --watch --endpoint-url http://127.0.0.1:4566
              datasync status --json | jq '.findings[].text'
            """) { WatchOption },
        RunAsync);

    private static async Task<int> RunAsync(Deployment deployment, ParseResult result, CancellationToken cancellationToken)
    {
        var reader = new StatusReader(deployment, TimeProvider.System);
        var isJson = OperatorCommand.IsJson(result);
        if (result.GetResult(WatchOption) is null)
        {
            return Show(await reader.ReadAsync(cancellationToken), isJson);
        }

        var period = TimeSpan.FromSeconds(result.GetValue(WatchOption) ?? DefaultWatchSeconds);
        if (period < TimeSpan.FromSeconds(1))
        {
            throw new OperatorException(ExitCodes.CannotStart, $"--watch {period.TotalSeconds} must be at least 1 second.");
        }

        return isJson || Console.IsOutputRedirected
            ? await RepeatAsync(reader, isJson, period, cancellationToken)
            : await WatchAsync(reader, period, cancellationToken);
    }

    private static int Show(DeploymentStatus status, bool isJson)
    {
        if (isJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(status, StatusJson.Default.DeploymentStatus));
        }
        else
        {
            // Where no terminal says how wide it is, a line is as long as it needs to be.
            AnsiConsole.Profile.Width = Console.IsOutputRedirected ? RedirectedWidth : AnsiConsole.Profile.Width;
            AnsiConsole.Write(StatusView.Of(status));
        }

        return status.Findings.Any(f => f.Severity > Severity.Notice) ? ExitCodes.Findings : ExitCodes.Ok;
    }

    private static async Task<int> RepeatAsync(StatusReader reader, bool isJson, TimeSpan period, CancellationToken cancellationToken)
    {
        while (true)
        {
            var status = await reader.ReadAsync(cancellationToken);
            if (isJson)
            {
                Console.WriteLine(JsonSerializer.Serialize(status, StatusLineJson.Default.DeploymentStatus));
            }
            else
            {
                Show(status, isJson: false);
            }

            await Task.Delay(period, cancellationToken);
        }
    }

    private static Task<int> WatchAsync(StatusReader reader, TimeSpan period, CancellationToken cancellationToken) =>
        AnsiConsole.Live(new Text("Looking at all regions ...")).StartAsync<int>(async live =>
        {
            while (true)
            {
                live.UpdateTarget(StatusView.Of(await reader.ReadAsync(cancellationToken)));
                await Task.Delay(period, cancellationToken);
            }
        });
}
