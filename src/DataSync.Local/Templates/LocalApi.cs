namespace DataSync.Local.Templates;

/// <summary>An HTTP API to serve.</summary>
/// <param name="LogicalId">Its id in the template.</param>
/// <param name="Id">The API's id, the same in every run: ten lower-case letters and digits.</param>
/// <param name="Name">The API's name.</param>
/// <param name="Stage">The one stage, <c>$default</c> unless the template names another.</param>
/// <param name="Endpoint">Where it answers, without a slash at the end; its port is open until the host listens.</param>
/// <param name="Routes">The routes, in the order of the template.</param>
public sealed record LocalApi(string LogicalId, string Id, string Name, string Stage, string Endpoint, IReadOnlyList<LocalRoute> Routes)
{
    /// <summary>Values that every event carries; empty for none.</summary>
    public IReadOnlyDictionary<string, string> StageVariables { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>A route of an HTTP API.</summary>
/// <param name="Method">The HTTP method in capitals, or <c>ANY</c>.</param>
/// <param name="Path">The path with its variables, such as <c>/items/{id}</c> or <c>/{proxy+}</c>; null for the route <c>$default</c>.</param>
/// <param name="FunctionName">The function that answers.</param>
/// <param name="Throttle">The most calls there may be, or null for the account's limits, which are not kept here.</param>
/// <param name="Timeout">How long the function may take, up to 30 s.</param>
public sealed record LocalRoute(string Method, string? Path, string FunctionName, LocalThrottle? Throttle, TimeSpan Timeout)
{
    /// <summary>As events and settings name it: <c>GET /health</c> or <c>$default</c>.</summary>
    public string Key => Path is null ? "$default" : $"{Method} {Path}";
}

/// <summary>Limits of a token bucket.</summary>
/// <param name="RatePerSecond">Calls that come to be allowed each second.</param>
/// <param name="Burst">Calls that may come at once.</param>
public sealed record LocalThrottle(double RatePerSecond, int Burst);
