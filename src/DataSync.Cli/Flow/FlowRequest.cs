using System.CommandLine;
using DataSync.Cli.Deployments;

namespace DataSync.Cli.Flow;

/// <summary>What is to be paused or resumed.</summary>
/// <param name="Region">The region it is about.</param>
/// <param name="Origins">Only what comes to it from these, held there; empty for whatever comes, held by its own queue.</param>
/// <param name="IsOutgoing">What is written in it, held there, for all others.</param>
internal sealed record FlowRequest(string Region, IReadOnlyList<string> Origins, bool IsOutgoing)
{
    public static readonly Argument<string> RegionArgument = new("REGION") { Description = "A region of the deployment." };
    public static readonly Option<string[]> FromOption = new("--from") { Description = "Only what comes from this region. May be repeated.", HelpName = "ORIGIN" };
    public static readonly Option<bool> OutgoingOption = new("--outgoing") { Description = "What is written in REGION, for all others, instead of what comes to it." };

    /// <summary>True when it is about all that comes to the region: its Apply stands still.</summary>
    public bool IsApply => Origins.Count == 0 && !IsOutgoing;

    /// <summary>What the command line says.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="regions">The deployment's regions.</param>
    /// <exception cref="OperatorException">It names a region that is not among them, or a region as its own origin.</exception>
    public static FlowRequest Of(ParseResult result, IReadOnlyList<string> regions) =>
        new FlowRequest(result.GetValue(RegionArgument)!, [.. (result.GetValue(FromOption) ?? []).Distinct(StringComparer.Ordinal)], result.GetValue(OutgoingOption)).Check(regions);

    /// <summary>The request, when it makes sense for these regions.</summary>
    /// <exception cref="OperatorException">It does not; the message says why.</exception>
    public FlowRequest Check(IReadOnlyList<string> regions)
    {
        foreach (var name in Origins.Prepend(Region).Where(name => !regions.Contains(name, StringComparer.Ordinal)))
        {
            throw new OperatorException(ExitCodes.CannotStart, $"'{name}' is not a region of this deployment; they are {string.Join(", ", regions)}.");
        }

        return Origins.Contains(Region, StringComparer.Ordinal)
            ? throw new OperatorException(ExitCodes.CannotStart, $"--from {Region} is the region itself; what it sends to others is --outgoing.")
            : this;
    }

    /// <summary>Which regions are on hold for it, and where.</summary>
    public IReadOnlyList<(string At, IReadOnlyList<string> For)> Holds(IReadOnlyList<string> regions)
    {
        var holds = Origins.Select(origin => (origin, (IReadOnlyList<string>)[Region])).ToList();
        if (IsOutgoing)
        {
            holds.Add((Region, [.. regions.Where(name => name != Region)]));
        }

        return holds;
    }
}
