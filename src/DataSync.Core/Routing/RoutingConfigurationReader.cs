using System.Text.Json;
using System.Text.RegularExpressions;

namespace DataSync.Core.Routing;

/// <summary>Reads a routing configuration and collects everything that is wrong with it, so that one look shows all of it.</summary>
internal sealed partial class RoutingConfigurationReader
{
    private static readonly string[] Keys = ["regions", "countries", "continents", "residency", "fallback", "default", "residencyFallback"];

    private readonly List<string> _problems = [];
    private readonly Dictionary<string, RoutedRegion> _regions = [];

    public RoutingConfiguration Read(string json)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            root = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new RoutingConfigurationException([$"It is not JSON: {e.Message}"]);
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new RoutingConfigurationException([$"It is {Shown(root)}; it must be a JSON object with regions and default."]);
        }

        foreach (var unknown in root.EnumerateObject().Where(p => !Keys.Contains(p.Name)))
        {
            Report(unknown.Name, unknown.Value, $"is not a key; the keys are {string.Join(", ", Keys)}.");
        }

        ReadRegions(Member(root, "regions"));
        var configuration = new RoutingConfiguration
        {
            Regions = _regions,
            Countries = ReadHomes(Member(root, "countries"), "countries", IsCountry, "an ISO 3166-1 alpha-2 country code in upper case, such as DE"),
            Continents = ReadHomes(Member(root, "continents"), "continents", CountryTable.Continents.Contains, $"a continent, one of {string.Join(", ", CountryTable.Continents)}"),
            Residency = ReadResidency(Member(root, "residency")),
            Fallback = ReadFallback(Member(root, "fallback")),
            Default = ReadDefault(Member(root, "default")),
            ResidencyMayBeLeft = ReadResidencyFallback(Member(root, "residencyFallback")),
        };
        CheckHomesAreInside(configuration);
        return _problems.Count == 0 ? configuration : throw new RoutingConfigurationException(_problems);
    }

    private static JsonElement? Member(JsonElement from, string name) => from.TryGetProperty(name, out var value) ? value : null;

    private static bool IsCountry(string text) => CountryTable.ContinentOf(text) is not null;

    private static string Shown(JsonElement value) => value.ValueKind == JsonValueKind.String ? $"'{value.GetString()}'" : value.GetRawText();

    private void ReadRegions(JsonElement? value)
    {
        if (value is null)
        {
            _problems.Add("regions is missing; name the regions, such as \"regions\": {\"us-east-1\": {}, \"eu-west-1\": {}}.");
            return;
        }

        foreach (var region in Members(value, "regions"))
        {
            var key = $"regions.{region.Name}";
            if (region.Value.ValueKind != JsonValueKind.Object)
            {
                Report(key, region.Value, "must be an object; {} is enough.");
                _regions[region.Name] = new RoutedRegion(null, null, default);
                continue;
            }

            foreach (var unknown in region.Value.EnumerateObject().Where(p => p.Name is not ("origin" or "residency" or "at")))
            {
                Report($"{key}.{unknown.Name}", unknown.Value, "is not a key; a region has origin, residency and at.");
            }

            var at = ReadPlace(Member(region.Value, "at"), key + ".at");
            if (at is null && RegionPlaces.Find(region.Name) is null)
            {
                _problems.Add($"{key}: '{region.Name}' is not a region whose place is known. Correct its name, or give its place: \"at\": [latitude, longitude].");
            }

            _regions[region.Name] = new RoutedRegion(
                ReadText(Member(region.Value, "origin"), key + ".origin", HostPattern(), "a host name, such as use1.example.com"),
                ReadText(Member(region.Value, "residency"), key + ".residency", LabelPattern(), "a label of 1 to 16 upper-case letters and digits, such as EU"),
                at ?? RegionPlaces.Find(region.Name) ?? default);
        }

        if (_regions.Count == 0)
        {
            _problems.Add("regions is empty; name at least one region.");
        }
    }

    private Place? ReadPlace(JsonElement? value, string key)
    {
        if (value is not { } given)
        {
            return null;
        }

        var numbers = given.ValueKind == JsonValueKind.Array && given.EnumerateArray().All(n => n.ValueKind == JsonValueKind.Number)
            ? given.EnumerateArray().Select(n => n.GetDouble()).ToList()
            : [];
        if (numbers is [>= -90 and <= 90, >= -180 and <= 180])
        {
            return new Place(numbers[0], numbers[1]);
        }

        Report(key, given, "must be [latitude, longitude] in degrees, such as [53.3, -6.3].");
        return default(Place);
    }

    private string? ReadText(JsonElement? value, string key, Regex pattern, string what)
    {
        if (value is not { } given || (given.ValueKind == JsonValueKind.String && pattern.IsMatch(given.GetString()!)))
        {
            return value?.GetString();
        }

        Report(key, given, $"must be {what}.");
        return null;
    }

    private Dictionary<string, string> ReadHomes(JsonElement? value, string key, Func<string, bool> isName, string what)
    {
        var homes = new Dictionary<string, string>();
        foreach (var home in Members(value, key))
        {
            if (!isName(home.Name))
            {
                _problems.Add($"{key}.{home.Name}: '{home.Name}' is not {what}. Correct it.");
            }
            else if (ReadRegion(home.Value, $"{key}.{home.Name}") is { } region)
            {
                homes[home.Name] = region;
            }
        }

        return homes;
    }

    private Dictionary<string, IReadOnlySet<string>> ReadResidency(JsonElement? value)
    {
        var lists = new Dictionary<string, IReadOnlySet<string>>();
        foreach (var list in Members(value, "residency"))
        {
            var key = $"residency.{list.Name}";
            if (!IsCountry(list.Name))
            {
                _problems.Add($"{key}: '{list.Name}' is not an ISO 3166-1 alpha-2 country code in upper case, such as DE. Correct it.");
            }

            // A label stands for all regions that carry it.
            lists[list.Name] = Items(list.Value, key)
                .SelectMany(item => item.ValueKind == JsonValueKind.String && Labelled(item.GetString()!) is { Count: > 0 } labelled ? labelled : [ReadRegion(item, key) ?? ""])
                .Where(region => region.Length > 0)
                .ToHashSet();
        }

        return lists;
    }

    private List<string> Labelled(string label) => [.. _regions.Where(r => r.Value.Label == label).Select(r => r.Key)];

    private Dictionary<string, IReadOnlyList<string>> ReadFallback(JsonElement? value)
    {
        var lists = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var list in Members(value, "fallback"))
        {
            var key = $"fallback.{list.Name}";
            if (!_regions.ContainsKey(list.Name))
            {
                _problems.Add($"{key}: '{list.Name}' is not among regions ({RegionNames()}). Add it there, or remove this fallback.");
            }

            var regions = Items(list.Value, key).Select(item => ReadRegion(item, key)).OfType<string>().ToList();
            if (regions.Contains(list.Name))
            {
                Report(key, list.Value, "falls back to itself; remove it from its own list.");
            }

            if (regions.Distinct().Count() < regions.Count)
            {
                Report(key, list.Value, "names a region twice; name each once.");
            }

            lists[list.Name] = regions;
        }

        return lists;
    }

    private string ReadDefault(JsonElement? value)
    {
        if (value is null)
        {
            _problems.Add($"default is missing; name the region of users whose country has none ({RegionNames()}).");
        }

        return value is null ? "" : ReadRegion(value.Value, "default") ?? "";
    }

    private bool ReadResidencyFallback(JsonElement? value)
    {
        var word = value is { ValueKind: JsonValueKind.String } ? value.Value.GetString() : null;
        if (value is not null && word is not ("deny" or "allow"))
        {
            Report("residencyFallback", value.Value, "must be deny (nobody serves when no region inside is healthy) or allow.");
        }

        return word == "allow";
    }

    // A country whose own region is outside of its list would never be at home.
    private void CheckHomesAreInside(RoutingConfiguration configuration)
    {
        foreach (var (country, list) in configuration.Residency.Where(r => IsCountry(r.Key) && r.Value.Count > 0))
        {
            var home = configuration.Countries.GetValueOrDefault(country) ?? configuration.Continents.GetValueOrDefault(CountryTable.ContinentOf(country)!) ?? configuration.Default;
            if (_regions.ContainsKey(home) && !list.Contains(home))
            {
                _problems.Add($"residency.{country} is {string.Join(", ", list)}, but {country} is sent to '{home}'. Add {home} to the list, or set countries.{country} to one of the list.");
            }
        }
    }

    private string? ReadRegion(JsonElement value, string key)
    {
        if (value.ValueKind == JsonValueKind.String && _regions.ContainsKey(value.GetString()!))
        {
            return value.GetString();
        }

        // Without regions that is what is wrong, not everything that names one.
        if (_regions.Count > 0)
        {
            Report(key, value, $"is not among regions ({RegionNames()}). Correct it, or add it to regions.");
        }

        return null;
    }

    private List<JsonProperty> Members(JsonElement? value, string key)
    {
        if (value is { ValueKind: not JsonValueKind.Object } other)
        {
            Report(key, other, "must be an object.");
        }

        return value is { ValueKind: JsonValueKind.Object } given ? [.. given.EnumerateObject()] : [];
    }

    private List<JsonElement> Items(JsonElement value, string key)
    {
        var items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToList() : [];
        if (items.Count == 0)
        {
            Report(key, value, "must be a list with at least one region; remove the key when there is no rule.");
        }

        return items;
    }

    private string RegionNames() => _regions.Count == 0 ? "there are none" : string.Join(", ", _regions.Keys);

    private void Report(string key, JsonElement value, string remedy) => _problems.Add($"{key} is {Shown(value)}: it {remedy}");

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\z")]
    private static partial Regex HostPattern();

    [GeneratedRegex(@"^[A-Z][A-Z0-9]{0,15}\z")]
    private static partial Regex LabelPattern();
}
