using DataSync.Cli.Flow;

namespace DataSync.Cli.Failover;

/// <summary>The steps that see the old region's writes arrive, or say what may be missing.</summary>
internal sealed class LagSteps(FailoverContext context)
{
    private const string Enabled = "Enabled";

    private readonly string _from = context.Request.From;
    private readonly string _to = context.Request.To;

    /// <summary>What is on its way now?</summary>
    public async Task<StepOutcome> LookAsync(CancellationToken cancellationToken)
    {
        var verdict = DrainJudge.Of(await context.Site.LookAtBacklogAsync(_from, _to, cancellationToken));
        string[] found = verdict.IsEmpty
            ? [$"Nothing from {_from} waits at this moment."]
            : [$"On its way from {_from} to {_to}: {string.Join(", ", verdict.Waiting)}.", .. verdict.Obstacles];
        return StepOutcome.Due(found);
    }

    /// <summary>Waits until all that was written in the old region is applied in the new one.</summary>
    public async Task<StepOutcome> AwaitAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        var run = new DrainRun(
            token => context.Site.LookAtBacklogAsync(_from, _to, token), new DrainOptions(context.Request.Timeout, context.Request.Quiet), context.Time);
        var report = await run.RunAsync(tell, cancellationToken);
        if (report.IsDrained)
        {
            var heard = await context.Site.LastHeardAsync(_to, _from, cancellationToken);
            return StepOutcome.Ok(
                $"All that was captured in {_from} is applied in {_to}. This rests on counts that stayed at zero for {DurationText.Of(context.Request.Quiet)}: capture is not behind the stream, no envelope for {_to} is parked in {_from}, and the changes queue of {_to} is empty.",
                heard is { } at ? $"The newest heartbeat of {_from} that {_to} handled was sent at {at:HH:mm:ss}Z: there is one a minute." : $"{_to} has handled no heartbeat of {_from} yet.");
        }

        string[] words = [$"Still on its way from {_from} to {_to} after {DurationText.Of(context.Request.Timeout)}: {string.Join(", ", report.Waiting)}.", .. report.Obstacles];
        return context.Request.IsForced
            ? StepOutcome.Ok([.. words, "Going on because of --force: it arrives later, and wins where it is the later write."])
            : StepOutcome.Blocked([.. words, "Remove what is in the way and run the same command again; --force goes on all the same."]);
    }

    /// <summary>What came from the old region and waits, and what may never come.</summary>
    public async Task<StepOutcome> LookAtLossAsync(CancellationToken cancellationToken)
    {
        var heard = await context.Site.LastHeardAsync(_to, _from, cancellationToken);
        var target = await context.Site.LookAtTargetAsync(_to, cancellationToken);
        return new StepOutcome(StepVerdict.Due, [Missing(heard), Waiting(target)]);
    }

    /// <summary>Waits until what came before the loss is applied; what did not come is said.</summary>
    public async Task<StepOutcome> AwaitArrivedAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        var heard = await context.Site.LastHeardAsync(_to, _from, cancellationToken);
        var run = new DrainRun(LookAtTargetAsync, new DrainOptions(context.Request.Timeout, context.Request.Quiet), context.Time);
        var report = await run.RunAsync(tell, cancellationToken);
        var applied = report.IsDrained
            ? $"What had come to {_to} is applied: its changes queue stayed empty for {DurationText.Of(context.Request.Quiet)}."
            : $"Not all that had come to {_to} is applied: {string.Join(", ", report.Waiting)}.";
        return report.IsDrained || context.Request.IsForced
            ? StepOutcome.Ok(Missing(heard), applied)
            : StepOutcome.Blocked([Missing(heard), applied, .. report.Obstacles, "Run the same command again, or with --force."]);
    }

    private async Task<DrainLook> LookAtTargetAsync(CancellationToken cancellationToken) => new(_from)
    {
        Capture = Enabled,
        Forward = Enabled,
        Targets = [await context.Site.LookAtTargetAsync(_to, cancellationToken)],
    };

    private string Missing(DateTimeOffset? heard) => heard is { } at
        ? $"{_to} last heard from {_from} at {at:yyyy-MM-dd HH:mm:ss}Z, by a heartbeat. What was written there since is not in {_to}. It comes when {_from} is back, and is lost for good only with its table; then it wins where it is the later write."
        : $"{_to} has never heard from {_from}: nobody can tell what is missing. It comes when {_from} is back.";

    private string Waiting(DrainTarget target) => target.Changes is { } count
        ? $"{count} messages wait to be applied in {_to}; they are waited for."
        : $"The changes queue of {_to} could not be asked.";
}
