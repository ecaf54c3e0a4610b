using System.Text.Json;
using DataSync.Cli.Deployments;

namespace DataSync.Cli.Cost;

/// <summary>One price with where it is from.</summary>
/// <param name="Unit">What is paid for.</param>
/// <param name="Per">So many units cost the figures below.</param>
/// <param name="Source">Name of the page.</param>
/// <param name="AsOf">When that page said so.</param>
/// <param name="SecondHand">True when somebody else read the page.</param>
/// <param name="Regions">By region; <c>*</c> for one that is the same everywhere.</param>
internal sealed record Price(string Unit, double Per, string Source, string AsOf, bool SecondHand, IReadOnlyDictionary<string, double> Regions);

/// <summary>List prices of a day, from a file that says where each is from.</summary>
/// <param name="Date">The day.</param>
/// <param name="Currency">Such as USD.</param>
/// <param name="Base">The region whose price is taken where a region's own is not known.</param>
/// <param name="Note">What to know about all of them.</param>
/// <param name="Prices">By the names of <see cref="PriceNames"/>.</param>
internal sealed record PriceTable(string Date, string Currency, string Base, string Note, IReadOnlyDictionary<string, Price> Prices)
{
    private const string Everywhere = "*";
    private const string Folder = "prices/";

    /// <summary>The newest table that comes with the tool.</summary>
    public static PriceTable BuiltIn()
    {
        var assembly = typeof(PriceTable).Assembly;
        var newest = assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)).Max(StringComparer.Ordinal)!;
        using var stream = assembly.GetManifestResourceStream(newest)!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), newest);
    }

    /// <summary>Reads a table.</summary>
    /// <param name="json">The file.</param>
    /// <param name="name">What the file is called, for messages.</param>
    /// <exception cref="OperatorException">It is no price table, lacks a price, or has one below zero.</exception>
    public static PriceTable Parse(string json, string name)
    {
        PriceTable? table;
        try
        {
            table = JsonSerializer.Deserialize(json, CostJson.Default.PriceTable);
        }
        catch (JsonException e)
        {
            throw new OperatorException(ExitCodes.CannotStart, $"{name} is no price table: {e.Message}", e);
        }

        var lacking = PriceNames.All.Where(price => table?.Prices?.ContainsKey(price) != true).ToList();
        if (table is null || lacking.Count > 0)
        {
            throw new OperatorException(ExitCodes.CannotStart, $"{name} lacks {string.Join(", ", lacking)}. `datasync cost --print-prices` prints a whole table to begin with.");
        }

        foreach (var (key, price) in table.Prices)
        {
            if (price.Per <= 0 || price.Regions is null || price.Regions.Values.Any(v => v < 0 || !double.IsFinite(v)) || !(price.Regions.ContainsKey(Everywhere) || price.Regions.ContainsKey(table.Base)))
            {
                throw new OperatorException(ExitCodes.CannotStart, $"{name}: '{key}' needs a price of at least 0 for the base region '{table.Base}' (or *), and a count above 0 that it is for.");
            }
        }

        return table;
    }

    /// <summary>What one unit costs in a region; the base region's price where its own is not known.</summary>
    public double Of(string price, string region)
    {
        var found = Prices[price];
        return (found.Regions.TryGetValue(region, out var own) ? own : found.Regions.TryGetValue(Everywhere, out var all) ? all : found.Regions[Base]) / found.Per;
    }

    /// <summary>How many of the prices are not known for a region.</summary>
    public int UnknownCount(string region) => Prices.Values.Count(p => !p.Regions.ContainsKey(region) && !p.Regions.ContainsKey(Everywhere));
}
