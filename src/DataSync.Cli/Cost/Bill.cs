namespace DataSync.Cli.Cost;

/// <summary>Adds up what regions use, at each region's price.</summary>
/// <param name="prices">The prices.</param>
internal sealed class Bill(PriceTable prices)
{
    private readonly Dictionary<(Alternative, CostPart, string, string), CostLine> _lines = [];

    /// <summary>The lines so far, in the order in which they came up first.</summary>
    public IReadOnlyList<CostLine> Lines => [.. _lines.Values];

    /// <summary>Adds a use.</summary>
    /// <param name="alternative">Whose bill.</param>
    /// <param name="part">What it is for.</param>
    /// <param name="name">The line.</param>
    /// <param name="region">Where, for the price.</param>
    /// <param name="price">Name of the price.</param>
    /// <param name="quantity">Units in a month.</param>
    public void Add(Alternative alternative, CostPart part, string name, string region, string price, double quantity)
    {
        var unit = prices.Prices[price].Unit;
        var amount = quantity * prices.Of(price, region);
        var key = (alternative, part, name, unit);
        _lines[key] = _lines.TryGetValue(key, out var line)
            ? line with { Quantity = line.Quantity + quantity, Amount = line.Amount + amount }
            : new CostLine(alternative, part, name, quantity, unit, amount);
    }
}
