using DataSync.Aws.Serving;
using DataSync.Cli.Deployments;
using DataSync.Core.Serving;
using DataSync.Local.Faults;

namespace DataSync.Cli.Drill;

/// <summary>Sets the region's serving state to draining, and back.</summary>
internal sealed class DrainOutage(RegionStack region, TimeProvider time) : IOutage
{
    private readonly ServingSwitch _switch = new(region.Clients.Parameters, region.Settings.ServingStateParameter!);
    private string? _before;

    /// <inheritdoc/>
    public bool IsOurs => true;

    /// <inheritdoc/>
    public async Task<DateTimeOffset> BeginAsync(CancellationToken cancellationToken)
    {
        _before = await _switch.ReadAsync(cancellationToken);
        var now = time.GetUtcNow();
        await _switch.WriteAsync(ServingState.Draining(now, "datasync drill"), cancellationToken);
        return now;
    }

    /// <inheritdoc/>
    public async Task<DateTimeOffset> EndAsync(CancellationToken cancellationToken)
    {
        if (_before is { } before)
        {
            await _switch.WriteAsync(ServingState.TryParse(before, out var state) ? state : ServingState.Serving, cancellationToken);
            _before = null;
        }

        return time.GetUtcNow();
    }
}

/// <summary>The local host cuts the region off.</summary>
internal sealed class CutOutage(RegionFaults faults, string region, TimeProvider time) : IOutage
{
    /// <inheritdoc/>
    public bool IsOurs => true;

    /// <inheritdoc/>
    public Task<DateTimeOffset> BeginAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        faults.CutOff(region);
        return Task.FromResult(now);
    }

    /// <inheritdoc/>
    public Task<DateTimeOffset> EndAsync(CancellationToken cancellationToken)
    {
        faults.End(new Fault(FaultKind.Cut, region));
        return Task.FromResult(time.GetUtcNow());
    }
}

/// <summary>Waits for somebody else to do it. The moment of loss is the last one at which a check succeeded.</summary>
/// <param name="watch">The health checks.</param>
/// <param name="options">Which region, and how long to wait for it to come back.</param>
/// <param name="tell">Hears what to do.</param>
/// <param name="time">The clock.</param>
internal sealed class ExternalOutage(RegionWatch watch, DrillOptions options, Action<string> tell, TimeProvider time) : IOutage
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);
    private bool _isBegun;

    /// <inheritdoc/>
    public bool IsOurs => false;

    /// <inheritdoc/>
    public async Task<DateTimeOffset> BeginAsync(CancellationToken cancellationToken)
    {
        tell(options.FisTemplate is { } template
            ? $"Now take {options.Region} out: aws fis start-experiment --region {options.Region} --experiment-template-id {template}"
            : $"Now take {options.Region} out.");
        while (watch.Last(options.Region) is not { IsServing: false })
        {
            await Task.Delay(LookEvery, time, cancellationToken);
        }

        _isBegun = true;
        return watch.LastSuccessAt(options.Region) ?? time.GetUtcNow();
    }

    /// <inheritdoc/>
    public async Task<DateTimeOffset> EndAsync(CancellationToken cancellationToken)
    {
        if (!_isBegun)
        {
            return time.GetUtcNow();
        }

        tell($"Waiting for {options.Region} to come back.");
        while (watch.Last(options.Region) is not { IsServing: true })
        {
            await Task.Delay(LookEvery, time, cancellationToken);
        }

        _isBegun = false;
        return watch.LastSuccessAt(options.Region) ?? time.GetUtcNow();
    }
}
