namespace DataSync.Cli.Failover;

/// <summary>The steps about what flows from one region to the other.</summary>
internal sealed class FlowSteps(FailoverContext context)
{
    private const string Enabled = "Enabled";

    private readonly string _from = context.Request.From;
    private readonly string _to = context.Request.To;

    /// <summary>Is nothing held, and nothing switched off?</summary>
    public async Task<StepOutcome> LookAtFlowAsync(CancellationToken cancellationToken)
    {
        var (from, to) = (await context.Site.LookAsync(_from, cancellationToken), await context.Site.LookAsync(_to, cancellationToken));
        var troubles = OfMapping(to, "Apply", $"`datasync resume {_to}` enables it.").ToList();
        if (from.Error is { } error)
        {
            return context.Request.IsUnplanned
                ? Result(troubles, $"What is for {_to} is applied. {_from} does not answer, so nobody can tell what it holds back.")
                : StepOutcome.Blocked($"{_from} does not answer: {error} If it is lost, use --unplanned.");
        }

        foreach (var handler in from.Mappings.Keys.Where(handler => handler != "Apply"))
        {
            troubles.AddRange(OfMapping(from, handler, "See docs/operations.md#pausing."));
        }

        if (from.OnHold.Contains(_to))
        {
            troubles.Add($"{_to} is on hold in {_from}: `datasync resume {_to} --from {_from}` releases it.");
        }

        return Result(troubles, $"Nothing is on hold from {_from} to {_to}, and every event source mapping on the way is enabled.");
    }

    /// <summary>Do dead letters hold writes that the target lacks?</summary>
    public async Task<StepOutcome> LookAtLettersAsync(CancellationToken cancellationToken)
    {
        var isFromReachable = (await context.Site.LookAsync(_from, cancellationToken)).Error is null;
        var counts = await context.Site.CountLettersAsync(_from, _to, isFromReachable, cancellationToken);
        var unasked = counts.AtOrigin is null ? $" {_from} could not be asked for its own." : "";
        if (counts.Total == 0)
        {
            return StepOutcome.Ok($"No dead letter holds writes of {_from} that {_to} lacks.{unasked}");
        }

        var words = $"{counts.AtTarget} dead letters in {_to} and {counts.AtOrigin?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "an unknown number of them"} in {_from} hold writes of {_from}: {_to} may lack them, or have something older.";
        return context.Request.AcceptsDeadLetters
            ? StepOutcome.Ok(words, "Accepted by --accept-dead-letters.")
            : StepOutcome.Blocked(words, $"`datasync dlq list --origin {_from}` shows them, `datasync dlq replay` sends them again; --accept-dead-letters goes on without.");
    }

    private static IEnumerable<string> OfMapping(RegionFacts facts, string handler, string remedy)
    {
        if (facts.Error is { } error)
        {
            yield return $"{facts.Region} does not answer: {error}";
        }
        else if (facts.Mappings.GetValueOrDefault(handler) is var state && state != Enabled)
        {
            yield return $"The event source mapping of {handler} in {facts.Region} is {state ?? "gone"}. {remedy}";
        }
    }

    private static StepOutcome Result(IReadOnlyList<string> troubles, string ok) => troubles.Count == 0 ? StepOutcome.Ok(ok) : StepOutcome.Blocked([.. troubles]);
}
