using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Amazon.SQS.Model;
using DataSync.Aws.Clients;
using DataSync.Cli.Local;
using DataSync.Core.DeadLetters;
using DataSync.Local;

namespace DataSync.Benchmarks.Local;

/// <summary><c>operator</c>: the operator's tool on many dead letters, as processes of their own against the local host.</summary>
internal static class OperatorCommand
{
    private const int BatchSize = 10;
    private const int Senders = 8;
    private const int ItemBytes = 700;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private static readonly Option<int> CountOption = new("--count") { Description = "Dead letters.", DefaultValueFactory = _ => 100_000 };
    private static readonly Option<int> RateOption = new("--rate") { Description = "Letters a second to replay.", DefaultValueFactory = _ => 500 };
    private static readonly Option<bool> AotOption = new("--aot") { Description = "Run the native executable that build/publish-functions made." };

    private sealed record Run(TimeSpan Elapsed, double PeakMb, int ExitCode, string LastLine);

    public static Command Create()
    {
        var command = new Command("operator", "List and replay many dead letters with the operator's tool: time and memory, beside a hundredth as many.") { CountOption, RateOption, AotOption };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        string[] regions = ["us-east-1", "eu-west-1"];
        await using var session = new LocalSession(
            new LocalHostOptions
            {
                TemplatePath = LocalPaths.Template(named: null),
                Regions = regions,
                Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["Regions"] = string.Join(',', regions) },
                FunctionPath = LocalPaths.Functions(named: null, result.GetValue(AotOption)),
                Time = TimeProvider.System,
            },
            log: null);
        await session.StartAsync(cancellationToken);
        var count = result.GetValue(CountOption);
        Console.WriteLine($"{Markdown.Machine()}. Letters with an item of {ItemBytes} B each, in one queue.");
        Console.WriteLine();
        var table = new Markdown("", "letters", "time", "letters/s", "peak resident memory of the tool");
        await FillAsync(session, 0, count / 100, cancellationToken);
        Add(table, "dlq list", count / 100, await ToolAsync(session, cancellationToken, "dlq", "list", "--json"));
        await FillAsync(session, count / 100, count - (count / 100), cancellationToken);
        Add(table, "dlq list", count, await ToolAsync(session, cancellationToken, "dlq", "list", "--json"));
        var rate = result.GetValue(RateOption).ToString(CultureInfo.InvariantCulture);
        Add(table, $"dlq replay --rate {rate}", count, await ToolAsync(session, cancellationToken, "dlq", "replay", "--all", "--rate", rate, "--json"));
        Console.Write(table);
        return 0;
    }

    private static void Add(Markdown table, string name, int count, Run run) => table.Add(
        name, Markdown.Number(count), Markdown.Number(run.Elapsed.TotalSeconds) + " s", Markdown.Number(count / run.Elapsed.TotalSeconds), Markdown.Number(run.PeakMb) + " MB" + (run.ExitCode == 0 ? "" : $" (exit code {run.ExitCode}: {run.LastLine})"));

    private static async Task FillAsync(LocalSession session, int first, int count, CancellationToken cancellationToken)
    {
        using var clients = new AwsClients("eu-west-1", TimeSpan.FromSeconds(10), httpClients: null, new Amazon.Runtime.BasicAWSCredentials("local", "local"), session.Host.Endpoint);
        var url = session.Host.Region("eu-west-1").Output("ChangesDeadLetterQueueUrl");
        var options = new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, (count + BatchSize - 1) / BatchSize), options, async (batch, token) =>
        {
            var numbers = Enumerable.Range(first + (batch * BatchSize), Math.Min(BatchSize, count - (batch * BatchSize)));
            var entries = numbers.Select(n => new SendMessageBatchRequestEntry(n.ToString(CultureInfo.InvariantCulture), Letter(n))).ToList();
            var answer = await clients.Sqs(null).SendMessageBatchAsync(url, entries, token);
            if (answer.Failed is { Count: > 0 } failed)
            {
                throw new InvalidOperationException($"The queue did not take {failed.Count} letters: {failed[0].Message}");
            }
        });
    }

    private static string Letter(int number)
    {
        var id = number.ToString("D7", CultureInfo.InvariantCulture);
        var key = $$$"""{"pk":{"S":"item#{{{id}}}"}}""";
        var envelope = $$$$"""{"format":1,"origin":"us-east-1","hops":1,"sentMs":1700000000000,"changes":[{"entity":"items","key":{{{{key}}}},"version":"1700000000000-00000-us-east-1","put":{"pk":{"S":"item#{{{{id}}}}"},"text":{"S":"{{{{new string('x', ItemBytes)}}}}"}}}]}""";
        var letter = new DeadLetter
        {
            Reason = DeadLetterReason.RetriesExhausted,
            Detail = $"items {key} version 1700000000000-00000-us-east-1: the table could not be reached.",
            AttemptCount = 10,
            FirstMs = 1_700_000_000_000,
            LastMs = 1_700_000_600_000,
            Region = "eu-west-1",
            Function = "Apply",
            RequestId = "00000000-0000-0000-0000-000000000000",
            Payload = Encoding.UTF8.GetBytes(envelope),
        };
        return Encoding.UTF8.GetString(DeadLetterCodec.Encode(letter).Span);
    }

    // The tool as people run it, in a process of its own.
    private static async Task<Run> ToolAsync(LocalSession session, CancellationToken cancellationToken, params string[] arguments)
    {
        var tool = typeof(LocalSession).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [tool, .. arguments, "--endpoint-url", session.Host.Endpoint.ToString(), "--region", "eu-west-1"]) { RedirectStandardOutput = true, UseShellExecute = false };
        var begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var reading = LastLineAsync(process.StandardOutput);
        var peak = 0.0;
        while (!process.HasExited)
        {
            peak = Math.Max(peak, PeakMb(process.Id));
            await Task.WhenAny(process.WaitForExitAsync(cancellationToken), Task.Delay(Look, cancellationToken));
        }

        return new Run(Stopwatch.GetElapsedTime(begin), peak, process.ExitCode, await reading);
    }

    private static async Task<string> LastLineAsync(StreamReader output)
    {
        var last = "";
        while (await output.ReadLineAsync() is { } line)
        {
            last = line;
        }

        return last;
    }

    private static double PeakMb(int processId)
    {
        try
        {
            var line = File.ReadLines($"/proc/{processId}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }
}
