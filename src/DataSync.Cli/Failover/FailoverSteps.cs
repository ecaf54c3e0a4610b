namespace DataSync.Cli.Failover;

/// <summary>The steps of a failover, in their order.</summary>
internal static class FailoverSteps
{
    public const string TargetHealthy = "target-healthy";
    public const string FlowOpen = "flow-open";
    public const string DeadLetters = "dead-letters";
    public const string TargetServes = "target-serves";
    public const string Fence = "fence";
    public const string WritesEnd = "writes-end";
    public const string LagDrained = "lag-drained";
    public const string WhatArrived = "what-arrived";
    public const string ClockDrift = "clock-drift";
    public const string Command = "command";
    public const string Confirm = "confirm";
    public const string FenceLate = "fence-late";

    /// <summary>The steps for this request.</summary>
    public static IReadOnlyList<FailoverStep> Of(FailoverContext context)
    {
        var (from, to) = (context.Request.From, context.Request.To);
        var (target, flow, fence, lag, change) = (new TargetSteps(context), new FlowSteps(context), new FenceSteps(context), new LagSteps(context), new SwitchSteps(context));
        var isUnplanned = context.Request.IsUnplanned;
        List<FailoverStep> steps =
        [
            new(TargetHealthy, $"{to} is healthy", target.LookAtHealthAsync),
            new(FlowOpen, $"nothing is held from {from} to {to}", flow.LookAtFlowAsync),
            new(DeadLetters, $"no dead letter holds writes of {from}", flow.LookAtLettersAsync),
            new(TargetServes, $"{to} serves", target.LookAtServingAsync) { ActAsync = (_, token) => target.ServeAsync(token) },
            new(Fence, $"{from} is out of routing", fence.LookAtFenceAsync) { ActAsync = (_, token) => isUnplanned ? fence.TryToFenceAsync(token) : fence.FenceAsync(token) },
        ];
        steps.AddRange(isUnplanned
            ? [new(WhatArrived, $"what came from {from} is applied", lag.LookAtLossAsync) { ActAsync = lag.AwaitArrivedAsync }]
            : [
                new(WritesEnd, $"nobody writes in {from}", fence.LookAtWritesAsync) { ActAsync = fence.AwaitSilenceAsync },
                new(LagDrained, $"all of {from} is applied in {to}", lag.LookAsync) { ActAsync = lag.AwaitAsync },
            ]);
        steps.AddRange(
        [
            new(ClockDrift, $"a write in {to} is later than all of {from}", change.LookAtDriftAsync) { ActAsync = change.AwaitDriftAsync },
            new(Command, "the switch", change.LookAtCommandAsync) { ActAsync = change.ExecuteAsync },
            new(Confirm, $"{to} serves and {from} does not", target.LookAtEndAsync) { ActAsync = (_, token) => target.ConfirmAsync(token) },
        ]);
        if (isUnplanned)
        {
            steps.Add(new(FenceLate, $"{from} is fenced when it comes back", fence.LookAtFenceAsync) { ActAsync = (tell, token) => target.FenceLateAsync(fence, tell, token) });
        }

        return steps;
    }
}
