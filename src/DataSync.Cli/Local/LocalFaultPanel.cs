using DataSync.Cli.WebConsole;
using DataSync.Local;
using DataSync.Local.Faults;

namespace DataSync.Cli.Local;

/// <summary>The local host's faults for the console, with the same presets as the keys of the live view.</summary>
internal sealed class LocalFaultPanel(LocalHost host) : IFaultPanel
{
    // Clocks can be bent only when the host was started for it.
    private readonly FaultPreset[] _presets = [.. FaultPreset.All.Where(p => p.Fault.Kind is not (FaultKind.Freeze or FaultKind.Skew))];

    /// <inheritdoc/>
    public IReadOnlyList<ConsoleFaultKind> Kinds => [.. _presets.Select(p => new ConsoleFaultKind(p.Name, p.Text))];

    /// <inheritdoc/>
    public IReadOnlyList<string> Functions { get; } = [.. host.Regions.SelectMany(r => r.Stack.Functions).Select(f => f.LogicalId).Distinct(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public IReadOnlyList<ConsoleFault> Active => [.. host.Faults.Active.Select(f => new ConsoleFault(f.Region, NameOf(f.Kind), f.ToString()))];

    /// <inheritdoc/>
    public void Begin(string region, string kind) => host.Faults.Begin(Of(region, kind));

    /// <inheritdoc/>
    public void End(string region, string kind)
    {
        var wanted = Of(region, kind).Kind;
        foreach (var fault in host.Faults.Active.Where(f => f.Region == region && f.Kind == wanted))
        {
            host.Faults.End(fault);
        }
    }

    /// <inheritdoc/>
    public void Heal(string region) => host.Faults.Heal(Known(region));

    /// <inheritdoc/>
    public bool Kill(string region, string function) => (host.Region(Known(region)).Function(function) ?? throw new ArgumentException($"There is no function {function}.")).KillOne();

    private static string NameOf(FaultKind kind) => kind.ToString().ToLowerInvariant();

    private Fault Of(string region, string kind) => Array.Find(_presets, p => p.Name == kind)?.Fault is { } preset
        ? preset with { Region = Known(region) }
        : throw new ArgumentException($"There is no fault '{kind}'; there are {string.Join(", ", Kinds.Select(k => k.Kind))}.");

    private string Known(string region) => host.Regions.Any(r => r.Name == region) ? region : throw new ArgumentException($"There is no region {region} here.");
}
