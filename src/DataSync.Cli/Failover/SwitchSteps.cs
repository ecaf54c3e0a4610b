using System.Globalization;

namespace DataSync.Cli.Failover;

/// <summary>The steps at the switch itself.</summary>
internal sealed class SwitchSteps(FailoverContext context)
{
    private readonly string _from = context.Request.From;
    private readonly string _to = context.Request.To;

    /// <summary>How long until a write in the new region is later than every write of the old one, whatever the clocks say?</summary>
    public async Task<StepOutcome> LookAtDriftAsync(CancellationToken cancellationToken)
    {
        var (last, drift) = await LastWriteAsync(cancellationToken);
        if (last is null)
        {
            return StepOutcome.Ok($"Nothing was written in {_from} of late: there is nothing to be later than.");
        }

        var left = last.Value + drift - context.Time.GetUtcNow();
        return left <= TimeSpan.Zero
            ? StepOutcome.Ok($"{Seconds(drift)} (MaxDriftSeconds) have gone since the last write of {_from}: what is written in {_to} now has a later version than all of it.")
            : StepOutcome.Due($"The last write of {_from} was before {last:HH:mm:ss}Z. Its version may be ahead of the clock of {_to} by up to {Seconds(drift)} (MaxDriftSeconds): until {last + drift:HH:mm:ss}Z a write in {_to} could lose against it.");
    }

    /// <summary>Waits that long.</summary>
    public async Task<StepOutcome> AwaitDriftAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        var (last, drift) = await LastWriteAsync(cancellationToken);
        if (last is { } at && at + drift - context.Time.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            tell($"waiting {Seconds(left)}, until {at + drift:HH:mm:ss}Z");
            await Task.Delay(left, context.Time, cancellationToken);
        }

        return await LookAtDriftAsync(cancellationToken);
    }

    /// <summary>What would be run?</summary>
    public Task<StepOutcome> LookAtCommandAsync(CancellationToken cancellationToken) => Task.FromResult(context.Request.Command is { } command
        ? StepOutcome.Due($"Runs: {command}")
        : StepOutcome.Ok("No command is given (--exec); routing follows health checks, or a person."));

    /// <summary>Runs it.</summary>
    public async Task<StepOutcome> ExecuteAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        if (context.Request.Command is not { } command)
        {
            return await LookAtCommandAsync(cancellationToken);
        }

        if (context.State.CommandStartedAt is { } before)
        {
            tell($"The command was started at {before:HH:mm:ss}Z before and did not end well, or nobody saw its end: it is run again.");
        }

        context.Change(state => state with { CommandStartedAt = context.Time.GetUtcNow() });
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DATASYNC_FAILOVER_FROM"] = _from,
            ["DATASYNC_FAILOVER_TO"] = _to,
            ["DATASYNC_FAILOVER_UNPLANNED"] = context.Request.IsUnplanned ? "true" : "false",
        };
        var exitCode = await context.Site.ExecuteAsync(command, variables, tell, cancellationToken);
        return exitCode == 0
            ? StepOutcome.Ok($"Done: {command}")
            : StepOutcome.Blocked($"It ended with exit code {exitCode.ToString(CultureInfo.InvariantCulture)}: {command}", "Put it right and run the same command again: it goes on here.");
    }

    private async Task<(DateTimeOffset? Last, TimeSpan Drift)> LastWriteAsync(CancellationToken cancellationToken)
    {
        var drift = (await context.Site.LookAsync(_to, cancellationToken)).MaxDrift;
        if (context.Request.IsUnplanned)
        {
            // It may have taken writes until now, unseen.
            return (context.State.FencedAt is { } fencedAt && fencedAt < context.State.StartedAt ? fencedAt : context.State.StartedAt, drift);
        }

        return context.State.IsDone(FailoverSteps.WritesEnd)
            ? (context.State.LastWriteAt, drift)
            : ((await context.Site.CountWritesAsync(_from, context.Time.GetUtcNow() - drift, cancellationToken)).LastAt, drift);
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds):0} s");
}
