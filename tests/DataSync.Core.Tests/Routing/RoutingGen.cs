using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using DataSync.Core.Routing;

namespace DataSync.Core.Tests.Routing;

/// <summary>A configuration, a country and what is healthy.</summary>
internal sealed record RoutingQuestion(string Json, string Country, IReadOnlySet<string> Healthy)
{
    public RoutingConfiguration Configuration { get; } = RoutingConfiguration.Parse(Json);

    public IReadOnlySet<string>? Permitted => Configuration.ResidencyOf(Country.ToUpperInvariant());

    public RouteAnswer Answer(IReadOnlySet<string>? healthy = null) => new RegionRouter(Configuration).Route(Country, null, healthy ?? Healthy);

    public override string ToString() => $"{Country}, healthy {string.Join(' ', Healthy)}, {Json}";
}

/// <summary>Questions that exercise every rule; each configuration is one that the reader accepts.</summary>
internal static class RoutingGen
{
    private static readonly string[] AllRegions = [.. RegionPlaces.Known.Order(StringComparer.Ordinal)];
    private static readonly string[] AllCountries = [.. CountryTable.Countries.Order(StringComparer.Ordinal)];

    public static readonly Gen<Place> Place = Gen.Select(Gen.Double[-90, 90], Gen.Double[-180, 180], (latitude, longitude) => new Place(latitude, longitude));

    public static readonly Gen<RoutingQuestion> Question = Gen.Int[0, int.MaxValue].Select(FromSeed);

    /// <summary>The question of a seed: the same one on every machine.</summary>
    public static RoutingQuestion FromSeed(int seed)
    {
        var random = new Random(seed);
        var regions = Some(random, AllRegions, random.Next(1, 7));
        string Region() => regions[random.Next(regions.Count)];

        // Few countries, so that countries, residency and the question meet.
        var country = AllCountries[random.Next(AllCountries.Length)];
        var countries = Some(random, [.. AllCountries.Where(c => c != country)], random.Next(3));
        if (random.Next(2) == 0)
        {
            countries.Add(country);
        }

        var homes = countries.ToDictionary(c => c, _ => Region());
        var continents = Some(random, [.. CountryTable.Continents], random.Next(5)).ToDictionary(c => c, _ => Region());
        var standard = Region();
        var residency = new Dictionary<string, List<string>>();
        if (random.Next(2) == 0)
        {
            var home = homes.GetValueOrDefault(country) ?? continents.GetValueOrDefault(CountryTable.ContinentOf(country)!) ?? standard;
            residency[country] = [.. Some(random, regions, random.Next(regions.Count)).Append(home).Distinct()];
        }

        var json = new JsonObject
        {
            ["regions"] = Object(regions, r => random.Next(8) == 0 ? new JsonObject { ["at"] = new JsonArray(random.Next(-90, 91), random.Next(-180, 181)) } : new JsonObject()),
            ["countries"] = JsonSerializer.SerializeToNode(homes),
            ["continents"] = JsonSerializer.SerializeToNode(continents),
            ["residency"] = JsonSerializer.SerializeToNode(residency),
            ["fallback"] = Object(
                Some(random, regions, random.Next(regions.Count + 1)).Where(_ => regions.Count > 1),
                r => JsonSerializer.SerializeToNode(Some(random, [.. regions.Where(other => other != r)], random.Next(1, regions.Count)))!),
            ["default"] = standard,
        };
        if (random.Next(2) == 0)
        {
            json["residencyFallback"] = random.Next(2) == 0 ? "allow" : "deny";
        }

        var asked = random.Next(10) switch { 0 => "", 1 => "ZZ", 2 => country.ToLowerInvariant(), _ => country };
        return new RoutingQuestion(json.ToJsonString(), asked, regions.Where(_ => random.Next(2) == 0).ToHashSet());
    }

    private static List<string> Some(Random random, IReadOnlyList<string> from, int count) => [.. from.OrderBy(_ => random.Next()).Take(count)];

    private static JsonObject Object(IEnumerable<string> names, Func<string, JsonNode> value)
    {
        var made = new JsonObject();
        foreach (var name in names)
        {
            made[name] = value(name);
        }

        return made;
    }
}
