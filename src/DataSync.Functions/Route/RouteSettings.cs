namespace DataSync.Functions.Route;

/// <summary>Where Route has its configuration from, and how it finds out which regions are healthy.</summary>
public sealed record RouteSettings
{
    /// <summary>The parameter that holds the routing configuration; empty for functions that do not ask.</summary>
    public required string ConfigurationParameter { get; init; }

    /// <summary>Address of a region's health check with <c>{region}</c> in it; empty: every region is taken for healthy.</summary>
    public required string HealthUrlPattern { get; init; }

    /// <summary>The least time between two looks at the regions' health, 1 to 300 seconds.</summary>
    public required TimeSpan HealthPeriod { get; init; }
}
