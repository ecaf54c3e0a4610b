using Amazon.Runtime;
using DataSync.Core.Ports;

namespace DataSync.Cli.Failover;

/// <summary>Goes through the steps.</summary>
/// <param name="context">What they work with.</param>
internal sealed class FailoverRun(FailoverContext context)
{
    /// <summary>Hears of a step before it is looked at, and of what came of it.</summary>
    public Action<ReportedStep> Show { get; init; } = static _ => { };

    /// <summary>Hears how a step goes that takes its time.</summary>
    public Action<string> Tell { get; init; } = static _ => { };

    /// <summary>Looks at every step and changes nothing.</summary>
    /// <param name="action">What it is called in the report.</param>
    /// <param name="isWhole">False: only until a step stands in the way.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<FailoverReport> LookAsync(string action, bool isWhole, CancellationToken cancellationToken)
    {
        var steps = new List<ReportedStep>();
        foreach (var step in FailoverSteps.Of(context))
        {
            steps.Add(Shown(steps.Count + 1, step, await TryAsync(() => step.LookAsync(cancellationToken), cancellationToken)));
            if (!isWhole && steps[^1].Verdict == StepVerdict.Blocked)
            {
                break;
            }
        }

        return Report(action, steps) with { IsDryRun = true };
    }

    /// <summary>Does every step that is not done yet. What only looks is looked at again.</summary>
    public async Task<FailoverReport> RunAsync(CancellationToken cancellationToken)
    {
        var steps = new List<ReportedStep>();
        foreach (var step in FailoverSteps.Of(context))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var outcome = context.State.Done.FirstOrDefault(done => done.Name == step.Name) is { } done && step.ActAsync is not null
                ? StepOutcome.Ok([$"Done at {done.At:yyyy-MM-dd HH:mm:ss}Z.", .. done.Found])
                : await DoAsync(step, cancellationToken);
            steps.Add(Shown(steps.Count + 1, step, outcome));
            if (outcome.Verdict == StepVerdict.Blocked)
            {
                return Report("run", steps);
            }
        }

        return Report("run", steps) with { Notes = [.. WayBack()] };
    }

    private async Task<StepOutcome> DoAsync(FailoverStep step, CancellationToken cancellationToken)
    {
        var outcome = await TryAsync(() => step.ActAsync is { } act ? act(Tell, cancellationToken) : step.LookAsync(cancellationToken), cancellationToken);
        if (outcome.Verdict == StepVerdict.Ok && step.ActAsync is not null)
        {
            context.Change(state => state with { Done = [.. state.Done, new FinishedStep(step.Name, context.Time.GetUtcNow(), outcome.Found)] });
        }

        return outcome;
    }

    // A service that refuses stops the run at its step, where the same command goes on.
    private static async Task<StepOutcome> TryAsync(Func<Task<StepOutcome>> act, CancellationToken cancellationToken)
    {
        try
        {
            return await act();
        }
        catch (Exception e) when (e is StoreException or AmazonClientException or AmazonServiceException or HttpRequestException or Deployments.OperatorException && !cancellationToken.IsCancellationRequested)
        {
            return StepOutcome.Blocked(e.Message);
        }
    }

    private ReportedStep Shown(int number, FailoverStep step, StepOutcome outcome)
    {
        var reported = new ReportedStep(number, step.Name, step.Title, outcome.Verdict, outcome.Found);
        Show(reported);
        return reported;
    }

    private FailoverReport Report(string action, IReadOnlyList<ReportedStep> steps) =>
        new(action, context.Request.From, context.Request.To) { IsUnplanned = context.Request.IsUnplanned, Steps = steps };

    private IEnumerable<string> WayBack()
    {
        yield return $"{context.Request.From} stays draining until it is set to serving. The way back: datasync failover run --from {context.Request.To} --to {context.Request.From} --yes";
        yield return $"If both are to serve again (active-active): datasync serving serve --region {context.Request.From}";
        if (context.Request.IsUnplanned)
        {
            yield return $"When {context.Request.From} is back, what it had not sent arrives by itself: `datasync drain {context.Request.From} --applied` waits for it, `datasync status` shows conflicts.";
        }
    }
}
