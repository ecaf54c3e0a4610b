using System.Collections.Frozen;

namespace DataSync.Core.Routing;

/// <summary>
/// Decides which region serves a user: the one of the user's country, else of its continent, else the default; when that one is
/// not healthy the next in order, but never one outside of the country's residency list unless the configuration says so.
/// The same question always has the same answer. infrastructure/cloudfront/viewer-region.js decides the same at the edge.
/// </summary>
public sealed class RegionRouter
{
    private readonly RoutingConfiguration _configuration;
    private readonly FrozenDictionary<string, string[]> _orders;

    /// <summary>Works out every region's order of fallbacks once.</summary>
    /// <param name="configuration">A checked configuration.</param>
    public RegionRouter(RoutingConfiguration configuration)
    {
        _configuration = configuration;
        _orders = configuration.Regions.Keys.ToFrozenDictionary(region => region, Order);
    }

    /// <summary>
    /// The region itself, then those that the configuration lists as its fallbacks, then all others, the nearest first
    /// (by name where two are equally far).
    /// </summary>
    /// <exception cref="KeyNotFoundException">The region is not in the configuration.</exception>
    public IReadOnlyList<string> OrderFrom(string region) => _orders[region];

    /// <summary>
    /// Where a user belongs. The answer is a healthy region whenever one that may serve the user is; it is the user's own
    /// when that is healthy; it is none when nothing healthy may serve the user.
    /// </summary>
    /// <param name="country">ISO 3166-1 alpha-2, in any case. Null, empty or unknown: the default region, without residency.</param>
    /// <param name="continent">AF, AN, AS, EU, NA, OC or SA; null: the country's.</param>
    /// <param name="healthy">The regions that are healthy.</param>
    public RouteAnswer Route(string? country, string? continent, IReadOnlySet<string> healthy)
    {
        var known = country?.ToUpperInvariant();
        if (known is not null && CountryTable.ContinentOf(known) is null)
        {
            known = null;
        }

        var (home, reason) = Home(known, continent?.ToUpperInvariant());
        var order = _orders[home];
        var residency = known is null ? null : _configuration.ResidencyOf(known);
        var inside = order.Where(r => (residency is null || residency.Contains(r)) && healthy.Contains(r)).ToList();
        if (inside.Count > 0)
        {
            return Answer(inside, inside[0] == home ? reason : RouteReason.Fallback, known);
        }

        var outside = residency is not null && _configuration.ResidencyMayBeLeft ? order.Where(healthy.Contains).ToList() : [];
        return outside.Count > 0 ? Answer(outside, RouteReason.ResidencyFallback, known) : new RouteAnswer(null, RouteReason.None, known, []);
    }

    private static RouteAnswer Answer(List<string> regions, RouteReason reason, string? country) =>
        new(regions[0], reason, country, regions[1..]);

    private (string Region, RouteReason Reason) Home(string? country, string? continent)
    {
        if (country is not null && _configuration.Countries.TryGetValue(country, out var ofCountry))
        {
            return (ofCountry, RouteReason.Home);
        }

        continent ??= country is null ? null : CountryTable.ContinentOf(country);
        return continent is not null && _configuration.Continents.TryGetValue(continent, out var ofContinent)
            ? (ofContinent, RouteReason.Home)
            : (_configuration.Default, RouteReason.Default);
    }

    private string[] Order(string region)
    {
        var listed = _configuration.Fallback.GetValueOrDefault(region, []);
        var place = _configuration.Regions[region].Place;
        var rest = _configuration.Regions
            .Where(other => other.Key != region && !listed.Contains(other.Key))
            .OrderBy(other => RegionPlaces.DistanceKm(place, other.Value.Place))
            .ThenBy(other => other.Key, StringComparer.Ordinal)
            .Select(other => other.Key);
        return [region, .. listed, .. rest];
    }
}
