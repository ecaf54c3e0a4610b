using System.Text.Json;

namespace DataSync.Cli.Flow;

/// <summary>Prints what was done.</summary>
internal static class FlowOutput
{
    /// <summary>Prints it, and answers the exit code.</summary>
    public static int Show(FlowOutcome outcome, bool isJson)
    {
        if (isJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(outcome, FlowJson.Default.FlowOutcome));
            return ExitCodeOf(outcome);
        }

        foreach (var step in outcome.Steps)
        {
            (step.Error is null ? Console.Out : Console.Error).WriteLine(step.Text);
        }

        // Where nothing was done there is nothing to explain.
        foreach (var note in outcome.Steps.Any(step => step.Error is null) ? outcome.Notes : [])
        {
            Console.WriteLine(note);
        }

        return ExitCodeOf(outcome);
    }

    private static int ExitCodeOf(FlowOutcome outcome) => outcome.IsComplete ? ExitCodes.Ok : ExitCodes.Incomplete;
}
