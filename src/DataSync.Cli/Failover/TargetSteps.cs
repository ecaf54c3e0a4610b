using DataSync.Core.Ports;
using DataSync.Core.Serving;

namespace DataSync.Cli.Failover;

/// <summary>The steps about the region that takes over.</summary>
internal sealed class TargetSteps(FailoverContext context)
{
    // A reply is kept for up to a minute where it is asked for (HealthCacheSeconds).
    private static readonly TimeSpan HealthPatience = TimeSpan.FromMinutes(2);

    private readonly string _from = context.Request.From;
    private readonly string _to = context.Request.To;

    /// <summary>Is it well?</summary>
    public async Task<StepOutcome> LookAtHealthAsync(CancellationToken cancellationToken)
    {
        var facts = await context.Site.LookAsync(_to, cancellationToken);
        return (facts.Error, facts.Health) switch
        {
            ({ } error, _) => StepOutcome.Blocked($"{_to} does not answer: {error}"),
            (_, null) => StepOutcome.Blocked($"The stack of {_to} has no health URL: it is of an older release. Update it, or nobody can tell whether it is well."),
            (_, { IsServing: true } health) => StepOutcome.Ok($"{_to} answers {health}."),
            (_, { WouldServe: true } health) => StepOutcome.Ok($"{_to} answers {health}, and every check passes: only the operator's word keeps users away."),
            (_, { } health) => StepOutcome.Blocked($"{_to} answers {health}. See docs/health.md; writers would go from one trouble to another."),
        };
    }

    /// <summary>Does it serve?</summary>
    public async Task<StepOutcome> LookAtServingAsync(CancellationToken cancellationToken)
    {
        var facts = await context.Site.LookAsync(_to, cancellationToken);
        return facts switch
        {
            { Error: { } error } => StepOutcome.Blocked($"{_to} does not answer: {error}"),
            { Serving: null } => StepOutcome.Blocked($"The stack of {_to} has no serving state: it is of an older release. Update it."),
            { State: null } => StepOutcome.Blocked($"The serving state of {_to} is '{facts.Serving}', which is none. `datasync serving serve --region {_to}` sets it."),
            { IsDraining: true } => StepOutcome.Due($"{_to} is '{facts.Serving}': it is set to serving, just before {_from} is fenced."),
            _ => StepOutcome.Ok($"{_to} is serving."),
        };
    }

    /// <summary>Makes it serve, and waits until it says so.</summary>
    public async Task<StepOutcome> ServeAsync(CancellationToken cancellationToken)
    {
        var look = await LookAtServingAsync(cancellationToken);
        if (look.Verdict == StepVerdict.Due)
        {
            await context.Site.SetServingAsync(_to, ServingState.Serving, cancellationToken);
            look = StepOutcome.Ok($"{_to} was draining and is set to serving.");
        }

        if (look.Verdict == StepVerdict.Blocked)
        {
            return look;
        }

        RegionFacts? facts = null;
        var isServing = await context.UntilAsync(async token => (facts = await context.Site.LookAsync(_to, token)).Health is { IsServing: true }, HealthPatience, cancellationToken);
        return isServing
            ? look
            : StepOutcome.Blocked([.. look.Found, $"It still answers {facts!.Health?.ToString() ?? facts.Error}. {_from} is not fenced: users would have nowhere to go."]);
    }

    /// <summary>Is all as it should be in the end?</summary>
    public async Task<StepOutcome> LookAtEndAsync(CancellationToken cancellationToken)
    {
        var (to, from) = (await context.Site.LookAsync(_to, cancellationToken), await context.Site.LookAsync(_from, cancellationToken));
        string[] found = [$"{_to} answers {to.Health?.ToString() ?? to.Error}, {_from} {from.Health?.ToString() ?? from.Error}."];
        var isFenced = from.Health is { IsServing: false } || (context.Request.IsUnplanned && from.Error is not null);
        return to.Health is { IsServing: true } && isFenced ? StepOutcome.Ok(found) : StepOutcome.Due(found);
    }

    /// <summary>Waits until it is.</summary>
    public async Task<StepOutcome> ConfirmAsync(CancellationToken cancellationToken)
    {
        var look = StepOutcome.Due();
        var isSo = await context.UntilAsync(async token => (look = await LookAtEndAsync(token)).Verdict == StepVerdict.Ok, HealthPatience, cancellationToken);
        return isSo ? look : StepOutcome.Blocked([.. look.Found, $"{_to} must serve and {_from} must not. Did somebody set the serving state meanwhile? `datasync serving` shows it."]);
    }

    /// <summary>Sets the old region to draining the moment that it can be reached.</summary>
    public async Task<StepOutcome> FenceLateAsync(FenceSteps fence, Action<string> tell, CancellationToken cancellationToken)
    {
        var outcome = StepOutcome.Open();
        var wasTold = false;
        var isDone = await context.UntilAsync(
            async token =>
            {
                outcome = await TryAsync(() => fence.FenceAsync(token));
                if (outcome.Verdict != StepVerdict.Ok && !wasTold)
                {
                    wasTold = true;
                    tell($"{_from} cannot be reached yet; it is tried until it can ({string.Join(' ', outcome.Found)})");
                }

                return outcome.Verdict == StepVerdict.Ok;
            },
            context.Request.Timeout,
            cancellationToken);
        return isDone ? outcome : StepOutcome.Open([.. outcome.Found, $"{_from} is NOT fenced: when it comes back, users are sent there again. Run the same command again, it goes on here."]);
    }

    private static async Task<StepOutcome> TryAsync(Func<Task<StepOutcome>> act)
    {
        try
        {
            return await act();
        }
        catch (StoreException e)
        {
            return StepOutcome.Open(e.Message);
        }
    }
}
