using System.Text.Json;

namespace DataSync.Cli.Failover;

/// <summary>Prints failovers.</summary>
internal static class FailoverOutput
{
    /// <summary>A step in lines: number, what came of it, what it is for; below it what it found.</summary>
    public static IEnumerable<string> Lines(ReportedStep step)
    {
        yield return $"{step.Number,2}. {Mark(step.Verdict),-5} {step.Title} ({step.Name})";
        foreach (var line in step.Found)
        {
            yield return "          " + line;
        }
    }

    /// <summary>What came of it all, after the steps.</summary>
    public static IEnumerable<string> Summary(FailoverReport report)
    {
        if (report.IsDryRun)
        {
            yield return report.IsSafe
                ? $"Nothing stands in the way of moving writers from {report.From} to {report.To}."
                : $"It is not safe to move writers from {report.From} to {report.To}: see the steps marked stop.";
            yield return report.Action == "run" ? "This was a dry run: nothing was changed. --yes does it." : "Nothing was changed.";
        }
        else if (report.IsComplete)
        {
            yield return $"Writers may write in {report.To}. {report.From} is fenced.";
        }
        else
        {
            yield return report.IsSafe
                ? $"Writers may write in {report.To}, but {report.From} could not be fenced."
                : $"Stopped at step {report.Steps.Count}. What was done stays done; the same command goes on from there.";
        }

        foreach (var note in report.Notes)
        {
            yield return note;
        }
    }

    /// <summary>The exit code of a plan, a check or a run.</summary>
    public static int ExitCodeOf(FailoverReport report) => report switch
    {
        { Action: "plan" } => ExitCodes.Ok,
        { IsDryRun: true } => report.IsSafe ? ExitCodes.Ok : ExitCodes.Findings,
        _ => report.IsComplete ? ExitCodes.Ok : ExitCodes.Incomplete,
    };

    /// <summary>Prints the end of it, or all of it as JSON, and answers the exit code.</summary>
    public static int Show(FailoverReport report, bool isJson)
    {
        if (isJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(report, FailoverJson.Default.FailoverReport));
        }
        else
        {
            Console.WriteLine();
            foreach (var line in Summary(report))
            {
                Console.WriteLine(line);
            }
        }

        return ExitCodeOf(report);
    }

    private static string Mark(StepVerdict verdict) => verdict switch
    {
        StepVerdict.Ok => "ok",
        StepVerdict.Due => "due",
        StepVerdict.Open => "open",
        _ => "stop",
    };
}
