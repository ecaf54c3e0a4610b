namespace DataSync.Core.Routing;

/// <summary>Which region serves which country. Checked when it is read (<see cref="Parse"/>); docs/routing.md has the format.</summary>
public sealed record RoutingConfiguration
{
    internal RoutingConfiguration()
    {
    }

    /// <summary>The regions that serve users, by name.</summary>
    public required IReadOnlyDictionary<string, RoutedRegion> Regions { get; init; }

    /// <summary>Region by country, ISO 3166-1 alpha-2 in upper case.</summary>
    public required IReadOnlyDictionary<string, string> Countries { get; init; }

    /// <summary>Region by continent, for countries that are not in <see cref="Countries"/>.</summary>
    public required IReadOnlyDictionary<string, string> Continents { get; init; }

    /// <summary>By country, the regions that may serve it, labels resolved. A country that is not here may be served anywhere.</summary>
    public required IReadOnlyDictionary<string, IReadOnlySet<string>> Residency { get; init; }

    /// <summary>By region, the regions that take over, in order. Those that are not listed follow, nearest first.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Fallback { get; init; }

    /// <summary>The region of everybody else.</summary>
    public required string Default { get; init; }

    /// <summary>
    /// True when a user may be served outside of the residency list once nothing inside is healthy; false by default: such
    /// a user is served by nobody.
    /// </summary>
    public required bool ResidencyMayBeLeft { get; init; }

    /// <summary>Reads and checks the JSON text.</summary>
    /// <exception cref="RoutingConfigurationException">Something is wrong; it lists all of it, each with key, value and remedy.</exception>
    public static RoutingConfiguration Parse(string json) => new RoutingConfigurationReader().Read(json);

    /// <summary>
    /// The regions with nothing but their names: the default is the first, each continent has its nearest, and nothing is
    /// bound to a residency.
    /// </summary>
    /// <param name="regions">At least one region whose place is known (<see cref="RegionPlaces"/>).</param>
    /// <exception cref="RoutingConfigurationException">A region's place is not known, or there is no region.</exception>
    public static RoutingConfiguration Nearest(IReadOnlyList<string> regions)
    {
        var unknown = regions.Where(r => RegionPlaces.Find(r) is null).Select(r => $"regions has '{r}', whose place is not known. Write a routing configuration and give its place there: \"{r}\": {{\"at\": [latitude, longitude]}}.").ToList();
        if (regions.Count == 0)
        {
            unknown.Add("regions is empty; name at least one region.");
        }

        if (unknown.Count > 0)
        {
            throw new RoutingConfigurationException(unknown);
        }

        return new RoutingConfiguration
        {
            Regions = regions.ToDictionary(r => r, r => new RoutedRegion(null, null, RegionPlaces.Find(r)!.Value)),
            Countries = new Dictionary<string, string>(),
            Continents = Middles.ToDictionary(m => m.Continent, m => regions.OrderBy(r => RegionPlaces.DistanceKm(m.Middle, RegionPlaces.Find(r)!.Value)).ThenBy(r => r, StringComparer.Ordinal).First()),
            Residency = new Dictionary<string, IReadOnlySet<string>>(),
            Fallback = new Dictionary<string, IReadOnlyList<string>>(),
            Default = regions[0],
            ResidencyMayBeLeft = false,
        };
    }

    /// <summary>The regions that may serve a country; null when any may.</summary>
    public IReadOnlySet<string>? ResidencyOf(string country) => Residency.GetValueOrDefault(country);

    // About where the people of a continent are, not where its geometric middle is.
    private static readonly (string Continent, Place Middle)[] Middles =
    [
        ("AF", new(5, 20)), ("AN", new(-75, 0)), ("AS", new(25, 95)), ("EU", new(50, 12)), ("NA", new(38, -92)), ("OC", new(-32, 148)), ("SA", new(-18, -55)),
    ];
}

/// <summary>A region that serves users.</summary>
/// <param name="Origin">Host that CloudFront and health checks reach it by; null when the configuration does not say.</param>
/// <param name="Label">Name of a group of regions that residency lists may use, such as <c>EU</c>; null for none.</param>
/// <param name="Place">Where it is.</param>
public sealed record RoutedRegion(string? Origin, string? Label, Place Place);

/// <summary>A routing configuration that can't be used.</summary>
/// <param name="problems">What is wrong, each with key, value and remedy.</param>
public sealed class RoutingConfigurationException(IReadOnlyList<string> problems)
    : Exception("The routing configuration can't be used:\n- " + string.Join("\n- ", problems))
{
    /// <summary>What is wrong, each with key, value and remedy.</summary>
    public IReadOnlyList<string> Problems => problems;
}
