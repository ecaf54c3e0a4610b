using DataSync.Cli.WebConsole;

namespace DataSync.Cli.Tests.WebConsole;

/// <summary>A fault panel that breaks nothing.</summary>
internal sealed class FakeFaultPanel : IFaultPanel
{
    private readonly Lock _lock = new();
    private readonly List<ConsoleFault> _active = [];

    public IReadOnlyList<ConsoleFaultKind> Kinds { get; } =
    [
        new("cut", "no call to or from other regions"),
        new("delay", "calls between regions take 250 ms longer"),
        new("throttle", "DynamoDB refuses half of all calls"),
        new("error", "a fifth of all calls fail"),
        new("lose", "a tenth of all answers are lost"),
        new("duplicate", "a third of all deliveries come twice"),
    ];

    public IReadOnlyList<string> Functions { get; } = ["CaptureItemsFunction", "ApplyFunction", "ForwardFunction"];

    public List<(string Region, string Function)> Killed { get; } = [];

    public IReadOnlyList<ConsoleFault> Active
    {
        get
        {
            lock (_lock)
            {
                return [.. _active];
            }
        }
    }

    public void Begin(string region, string kind)
    {
        Check(region, kind);
        lock (_lock)
        {
            var fault = new ConsoleFault(region, kind, $"{kind}:{region}");
            if (!_active.Contains(fault))
            {
                _active.Add(fault);
            }
        }
    }

    public void End(string region, string kind)
    {
        Check(region, kind);
        lock (_lock)
        {
            _active.RemoveAll(fault => fault.Region == region && fault.Kind == kind);
        }
    }

    public void Heal(string region)
    {
        lock (_lock)
        {
            _active.RemoveAll(fault => fault.Region == region);
        }
    }

    public bool Kill(string region, string function)
    {
        lock (_lock)
        {
            Killed.Add((region, function));
            return function != "ForwardFunction";
        }
    }

    private void Check(string region, string kind)
    {
        if (!Samples.Regions.Contains(region) || Kinds.All(known => known.Kind != kind))
        {
            throw new ArgumentException($"There is no region {region} or no fault {kind}.");
        }
    }
}
