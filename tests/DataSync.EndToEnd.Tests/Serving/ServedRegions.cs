using DataSync.Local;

namespace DataSync.EndToEnd.Tests.Serving;

/// <summary>Regions of their own: what drains here drains for no other test. Health is fresh, and clocks are trusted to two seconds.</summary>
public sealed class ServedRegions : RunningRegions
{
    protected override LocalHostOptions Options()
    {
        var options = base.Options();
        return options with
        {
            Parameters = new Dictionary<string, string>(options.Parameters, StringComparer.Ordinal) { ["HealthCacheSeconds"] = "1", ["MaxDriftSeconds"] = "2" },
        };
    }
}

[CollectionDefinition(Name)]
public sealed class ServedRegionsCollection : ICollectionFixture<ServedRegions>
{
    public const string Name = "served regions";
}
