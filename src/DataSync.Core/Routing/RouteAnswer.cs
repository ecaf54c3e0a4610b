namespace DataSync.Core.Routing;

/// <summary>Where a user belongs.</summary>
/// <param name="Region">The region that serves the user; null when none may, and then nothing else serves either.</param>
/// <param name="Reason">Why that one.</param>
/// <param name="Country">The country it was decided for, in upper case; null when it was not known.</param>
/// <param name="Alternatives">The other healthy regions that may serve the user, in the order to try them.</param>
public sealed record RouteAnswer(string? Region, RouteReason Reason, string? Country, IReadOnlyList<string> Alternatives);

/// <summary>Why a region was chosen.</summary>
public enum RouteReason
{
    /// <summary>No region is healthy among those that may serve the user.</summary>
    None,

    /// <summary>The region that the configuration gives to the country, or to its continent.</summary>
    Home,

    /// <summary>Neither country nor continent is in the configuration: its default region.</summary>
    Default,

    /// <summary>The user's region is not healthy: the next one in order.</summary>
    Fallback,

    /// <summary>No region of the country's residency list is healthy, and the configuration allows others then.</summary>
    ResidencyFallback,
}

/// <summary>How reasons are written.</summary>
public static class RouteReasons
{
    /// <summary>The word that stands in replies and headers: <c>home</c>, <c>residency-fallback</c> and so on.</summary>
    public static string Word(this RouteReason reason) => reason switch
    {
        RouteReason.None => "none",
        RouteReason.Home => "home",
        RouteReason.Default => "default",
        RouteReason.Fallback => "fallback",
        RouteReason.ResidencyFallback => "residency-fallback",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "not a reason"),
    };
}
