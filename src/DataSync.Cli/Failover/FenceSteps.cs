using DataSync.Core.Ports;
using DataSync.Core.Serving;

namespace DataSync.Cli.Failover;

/// <summary>The steps that take the old region out of routing and see its writes end.</summary>
internal sealed class FenceSteps(FailoverContext context)
{
    private static readonly TimeSpan HealthPatience = TimeSpan.FromMinutes(2);

    // What a look says about writers: long enough that CloudWatch has it.
    private static readonly TimeSpan Recently = TimeSpan.FromMinutes(5);

    // A region that was drained a week ago is not asked about the whole week.
    private static readonly TimeSpan LongestLook = TimeSpan.FromHours(3);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private const int MinLooks = 3;

    private readonly string _from = context.Request.From;
    private readonly string _to = context.Request.To;

    /// <summary>Is the old region out already?</summary>
    public async Task<StepOutcome> LookAtFenceAsync(CancellationToken cancellationToken)
    {
        var facts = await context.Site.LookAsync(_from, cancellationToken);
        return facts switch
        {
            { Error: not null } when context.Request.IsUnplanned => StepOutcome.Due($"{_from} does not answer: it is set to draining as soon as it can be reached."),
            { Error: { } error } => StepOutcome.Blocked($"{_from} does not answer: {error} If it is lost, use --unplanned."),
            { Serving: null } => StepOutcome.Blocked($"The stack of {_from} has no serving state: it is of an older release. Update it."),
            { IsDraining: true } => StepOutcome.Ok($"{_from} is '{facts.Serving}' and answers {facts.Health}."),
            _ => StepOutcome.Due($"{_from} is '{facts.Serving}' and answers {facts.Health}: it is set to draining. Health checks then take it out of routing, if they ask for its health; draining stops no writer."),
        };
    }

    /// <summary>Sets the old region to draining, and waits until it says so to everybody.</summary>
    public async Task<StepOutcome> FenceAsync(CancellationToken cancellationToken)
    {
        var facts = await context.Site.LookAsync(_from, cancellationToken);
        if (facts.Error is { } error)
        {
            return context.Request.IsUnplanned ? StepOutcome.Open($"{_from} does not answer: {error}") : StepOutcome.Blocked($"{_from} does not answer: {error}");
        }

        if (facts.Serving is null)
        {
            return StepOutcome.Blocked($"The stack of {_from} has no serving state: it is of an older release. Update it.");
        }

        var now = context.Time.GetUtcNow();
        if (!facts.IsDraining)
        {
            await context.Site.SetServingAsync(_from, ServingState.Draining(now, context.Request.Reason), cancellationToken);
        }

        context.Change(state => state with { FencedAt = state.FencedAt ?? facts.State?.Since ?? now });
        var isOut = await context.UntilAsync(async token => (facts = await context.Site.LookAsync(_from, token)).Health is not { IsServing: true }, HealthPatience, cancellationToken);
        return isOut
            ? StepOutcome.Ok($"{_from} is '{facts.Serving}' and answers {facts.Health?.ToString() ?? facts.Error}.")
            : StepOutcome.Blocked($"{_from} is '{facts.Serving}' but still answers {facts.Health}. Does its Health function run, and may it read the parameter?");
    }

    /// <summary>The same for a region that need not answer: what cannot be done now is done at the end.</summary>
    public async Task<StepOutcome> TryToFenceAsync(CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await FenceAsync(cancellationToken);
            return outcome.Verdict == StepVerdict.Blocked ? outcome with { Verdict = StepVerdict.Open } : outcome;
        }
        catch (StoreException e)
        {
            return StepOutcome.Open($"{_from} could not be set to draining: {e.Message}");
        }
    }

    /// <summary>Does anybody write in the old region?</summary>
    public async Task<StepOutcome> LookAtWritesAsync(CancellationToken cancellationToken)
    {
        var now = context.Time.GetUtcNow();
        var writes = await context.Site.CountWritesAsync(_from, now - Recently, cancellationToken);
        return writes.Count == 0
            ? StepOutcome.Due($"No write of {_from} was captured in the last {Recently.TotalMinutes:0} minutes. None must come for {Words(context.Request.Quiet)} more.")
            : StepOutcome.Due($"{writes.Count} writes of {_from} were captured in the last {Recently.TotalMinutes:0} minutes. They must end: draining sends users away, and stops nobody who writes all the same.");
    }

    /// <summary>Waits until nothing new is captured in the old region.</summary>
    public async Task<StepOutcome> AwaitSilenceAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        var now = context.Time.GetUtcNow();
        var fencedAt = context.State.FencedAt is { } at && at > now - LongestLook ? at : now;
        var since = fencedAt - Recently;
        var start = context.Time.GetTimestamp();
        var (quietSince, looks, seenAt) = (start, 0, now);
        WriteFacts? last = null;
        while (true)
        {
            var writes = await context.Site.CountWritesAsync(_from, since, cancellationToken);
            if (writes.Count != last?.Count)
            {
                (quietSince, looks, seenAt) = (context.Time.GetTimestamp(), 0, context.Time.GetUtcNow());
                tell($"{writes.Count} writes of {_from} captured since {since:HH:mm:ss}Z");
            }

            (last, looks) = (writes, looks + 1);
            if (looks >= MinLooks && context.Time.GetElapsedTime(quietSince) >= context.Request.Quiet)
            {
                return End(NoLaterThan(last, seenAt), $"No write of {_from} was captured for {Words(context.Request.Quiet)}.");
            }

            if (context.Time.GetElapsedTime(start) >= context.Request.Timeout)
            {
                return StillWriting(last);
            }

            await Task.Delay(context.Pause, context.Time, cancellationToken);
        }
    }

    // Counts are by the minute; a write is no later than the look that showed it.
    private static WriteFacts NoLaterThan(WriteFacts writes, DateTimeOffset seenAt) => writes with { LastAt = writes.LastAt > seenAt ? seenAt : writes.LastAt };

    private StepOutcome StillWriting(WriteFacts last)
    {
        var words = $"Writers go on in {_from}: {last.Count} writes since shortly before it was fenced, {Words(context.Request.Timeout)} after it.";
        return context.Request.IsForced
            ? End(new WriteFacts(last.Count, context.Time.GetUtcNow() + Minute), words + " Going on because of --force: their writes and those in " + _to + " meet as conflicts, and the later one wins.")
            : StepOutcome.Blocked(words, $"Draining stops no writer. Stop them (clients with cached addresses, batch jobs, queues' consumers in {_from}), then run the same command again; --force goes on all the same.");
    }

    private StepOutcome End(WriteFacts writes, string words)
    {
        context.Change(state => state with { LastWriteAt = writes.LastAt });
        return StepOutcome.Ok(words, writes.LastAt is { } at ? $"The last one was captured by {at:HH:mm:ss}Z." : "None was captured shortly before, either.");
    }

    private static string Words(TimeSpan time) => Flow.DurationText.Of(time);
}
