using Amazon.Runtime;
using DataSync.Aws.Ledger;
using DataSync.Cli.Deployments;
using DataSync.Core.Ports;

namespace DataSync.Cli.Flow;

/// <summary>Pauses and resumes. Each step is done for itself: one region that does not answer does not keep the others from theirs.</summary>
internal sealed class FlowSwitch(Deployment deployment, TimeProvider time)
{
    private const string Apply = "Apply";
    private const string Forward = "Forward";

    private string[] Names => [.. deployment.Regions.Select(r => r.Name)];

    /// <summary>Holds what the request is about.</summary>
    public async Task<FlowOutcome> PauseAsync(FlowRequest request, CancellationToken cancellationToken)
    {
        var steps = new List<FlowStep>();
        if (request.IsApply)
        {
            steps.Add(await SwitchApplyAsync(request.Region, isEnabled: false, cancellationToken));
        }

        foreach (var (at, targets) in request.Holds(Names))
        {
            steps.Add(await HoldAsync(at, targets, cancellationToken));
        }

        return new FlowOutcome("pause", request.Region, steps, [.. FlowWords.OfPause(request)]);
    }

    /// <summary>Lets go what the request is about.</summary>
    public async Task<FlowOutcome> ResumeAsync(FlowRequest request, CancellationToken cancellationToken)
    {
        var steps = new List<FlowStep>();
        if (request.IsApply)
        {
            steps.Add(await SwitchApplyAsync(request.Region, isEnabled: true, cancellationToken));
        }

        var notes = new List<string>();
        foreach (var (at, targets) in request.Holds(Names))
        {
            steps.Add(await ReleaseAsync(at, targets, cancellationToken));
            notes.AddRange(await LookAtForwardAsync(at, cancellationToken));
        }

        if (request.IsApply)
        {
            notes.AddRange(await LookForHoldsAsync(request.Region, cancellationToken));
        }

        return new FlowOutcome("resume", request.Region, steps, [.. FlowWords.OfResume(request), .. notes]);
    }

    private Task<FlowStep> SwitchApplyAsync(string name, bool isEnabled, CancellationToken cancellationToken) =>
        TryAsync(new FlowStep(FlowStep.Apply, name, [], IsChanged: false, ""), async (step, region) =>
        {
            var isChanged = await MappingSwitch.SetAsync(region, Apply, isEnabled, time, cancellationToken);
            return step with { IsChanged = isChanged, Text = FlowWords.OfApply(name, isEnabled, isChanged) };
        }, cancellationToken);

    private Task<FlowStep> HoldAsync(string at, IReadOnlyList<string> targets, CancellationToken cancellationToken) =>
        TryAsync(new FlowStep(FlowStep.Hold, at, targets, IsChanged: false, ""), async (step, region) =>
        {
            var added = await HoldsOf(region).HoldAsync(targets, cancellationToken);
            return step with { IsChanged = added.Count > 0, Text = FlowWords.OfHold(at, targets, added) };
        }, cancellationToken);

    private Task<FlowStep> ReleaseAsync(string at, IReadOnlyList<string> targets, CancellationToken cancellationToken) =>
        TryAsync(new FlowStep(FlowStep.Hold, at, targets, IsChanged: false, ""), async (step, region) =>
        {
            var released = await HoldsOf(region).ReleaseAsync(targets, cancellationToken);
            return step with { IsChanged = released.Count > 0, Text = FlowWords.OfRelease(at, targets, released) };
        }, cancellationToken);

    private async Task<FlowStep> TryAsync(FlowStep step, Func<FlowStep, RegionStack, Task<FlowStep>> act, CancellationToken cancellationToken)
    {
        var region = deployment.Region(step.At);
        if (region.Error is { } error)
        {
            return step with { Error = error, Text = $"{step.At} does not answer, nothing was changed there: {error}" };
        }

        try
        {
            return await act(step, region);
        }
        catch (Exception e) when (e is OperatorException or StoreException or AmazonClientException or AmazonServiceException or HttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            return step with { Error = e.Message, Text = $"{step.At}: not done: {e.Message}" };
        }
    }

    // What is released waits in the parked queue, for Forward.
    private async Task<IReadOnlyList<string>> LookAtForwardAsync(string at, CancellationToken cancellationToken)
    {
        var region = deployment.Region(at);
        return region.Error is null && !(await MappingSwitch.FindAsync(region, Forward, cancellationToken)).IsEnabled
            ? [$"Forward of {at} is disabled, and what was held there waits for it: see ForwardEnabled in docs/operations.md."]
            : [];
    }

    private async Task<IReadOnlyList<string>> LookForHoldsAsync(string name, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        foreach (var region in deployment.Reachable.Where(r => r.Name != name))
        {
            if ((await HoldsOf(region).ReadAsync(cancellationToken)).Contains(name))
            {
                notes.Add($"{name} is still on hold in {region.Name}: `datasync resume {name} --from {region.Name}` releases it.");
            }
        }

        return notes;
    }

    private static DynamoDbHolds HoldsOf(RegionStack region) => new(region.Clients.DynamoDb, region.Settings.Ledger);
}
