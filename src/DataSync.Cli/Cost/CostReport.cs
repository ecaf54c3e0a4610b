using System.Globalization;

namespace DataSync.Cli.Cost;

/// <summary>What one alternative costs.</summary>
/// <param name="Alternative">Which.</param>
/// <param name="PerMonth">In all.</param>
/// <param name="PerMillionWrites">That, by the million of writes it is for, deletes and objects included; null when nothing is written.</param>
internal sealed record CostTotal(Alternative Alternative, double PerMonth, double? PerMillionWrites);

/// <summary>The bills side by side.</summary>
internal sealed record CostReport
{
    /// <summary>The day of the prices.</summary>
    public required string PricesOf { get; init; }

    /// <summary>What amounts are in.</summary>
    public required string Currency { get; init; }

    /// <summary>What applications do.</summary>
    public required Workload Workload { get; init; }

    /// <summary>How the service does its part.</summary>
    public required Behaviour Behaviour { get; init; }

    /// <summary>The items of all bills.</summary>
    public required IReadOnlyList<CostLine> Lines { get; init; }

    /// <summary>The sums.</summary>
    public required IReadOnlyList<CostTotal> Totals { get; init; }

    /// <summary>What the figures rest on.</summary>
    public required IReadOnlyList<string> Assumptions { get; init; }

    /// <summary>Which is cheaper, and by how much.</summary>
    public required IReadOnlyList<string> Verdict { get; init; }

    /// <summary>Makes the report.</summary>
    /// <param name="work">What applications do.</param>
    /// <param name="how">How the service does its part.</param>
    /// <param name="prices">The prices.</param>
    /// <param name="notes">What to say first about where the rates are from.</param>
    public static CostReport Of(Workload work, Behaviour how, PriceTable prices, IReadOnlyList<string> notes)
    {
        var lines = CostModel.Of(work, how, prices);
        var millions = (work.ItemChangesPerSecond + work.ObjectsPerSecond) * Workload.SecondsPerMonth / 1_000_000;
        var totals = lines.GroupBy(l => l.Alternative).OrderBy(g => g.Key).Select(g => Total(g, work, millions)).ToList();
        return new CostReport
        {
            PricesOf = prices.Date,
            Currency = prices.Currency,
            Workload = work,
            Behaviour = how,
            Lines = lines,
            Totals = totals,
            Assumptions = [.. notes, .. CostAssumptions.Of(work, how, prices)],
            Verdict = [.. Verdicts(lines, work, prices.Currency)],
        };
    }

    private static CostTotal Total(IGrouping<Alternative, CostLine> lines, Workload work, double millions)
    {
        // Each alternative by what it carries: global tables no objects, S3's replication no items.
        var own = lines.Key switch
        {
            Alternative.GlobalTables => work.ItemChangesPerSecond * Workload.SecondsPerMonth / 1_000_000,
            Alternative.S3Replication => work.ObjectsPerSecond * Workload.SecondsPerMonth / 1_000_000,
            _ => millions,
        };
        var sum = lines.Sum(l => l.Amount);
        return new CostTotal(lines.Key, sum, own > 0 ? sum / own : null);
    }

    // What is there whatever is written counts with the items, or with the objects where there are no items.
    private static IEnumerable<string> Verdicts(IReadOnlyList<CostLine> lines, Workload work, string currency)
    {
        double Sum(Alternative alternative, params CostPart[] parts) => lines.Where(l => l.Alternative == alternative && parts.Contains(l.Part)).Sum(l => l.Amount);
        if (work.HasItems)
        {
            yield return Compare("items", Sum(Alternative.DataSync, CostPart.Items, CostPart.Fixed), "Global Tables", Sum(Alternative.GlobalTables, CostPart.Items), currency);
        }

        if (work.HasObjects)
        {
            CostPart[] parts = work.HasItems ? [CostPart.Objects] : [CostPart.Objects, CostPart.Fixed];
            yield return Compare("objects", Sum(Alternative.DataSync, parts), "S3 replication", Sum(Alternative.S3Replication, CostPart.Objects), currency);
        }
    }

    private static string Compare(string what, double ours, string name, double theirs, string currency)
    {
        var (cheaper, dearer, low, high) = theirs <= ours ? (name, "DataSync", theirs, ours) : ("DataSync", name, ours, theirs);
        if (high - low < high / 1000)
        {
            return $"For these {what} DataSync and {name} cost the same.";
        }

        var verb = cheaper.EndsWith('s') ? "are" : "is";
        var times = low > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({high / low:0.0} times as much)") : "";
        return string.Create(CultureInfo.InvariantCulture, $"For these {what} {cheaper} {verb} cheaper by {high - low:N2} {currency} a month: {low:N2} against {high:N2} of {dearer}{times}.");
    }
}
