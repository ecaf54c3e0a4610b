using DataSync.Local.Templates;

namespace DataSync.Local.HttpApi;

/// <summary>
/// An API's routes, the most specific first: a full match before one whose last variable takes all that is left, and that before the default route; text
/// before a variable; a method before ANY. (API Gateway, "Routing API requests" of HTTP APIs.)
/// </summary>
internal sealed class RouteTable
{
    private readonly List<(LocalRoute Route, string[] Segments)> _routes;
    private readonly LocalRoute? _default;

    public RouteTable(IEnumerable<LocalRoute> routes)
    {
        var all = routes.ToList();
        _default = all.Find(route => route.Path is null);
        _routes = [.. all.Where(route => route.Path is not null).Select(route => (route, Split(route.Path!))).OrderBy(route => Rank(route.Item2, route.route.Method), StringComparer.Ordinal)];
    }

    /// <summary>The route for a method and a path that is still percent-encoded, with the values of its variables; null for none.</summary>
    public RouteMatch? Find(string method, string path)
    {
        var parts = Split(path);
        foreach (var (route, segments) in _routes)
        {
            if ((route.Method == "ANY" || route.Method == method) && Variables(segments, parts) is { } variables)
            {
                return new RouteMatch(route, variables);
            }
        }

        return _default is null ? null : new RouteMatch(_default, new Dictionary<string, string>(StringComparer.Ordinal));
    }

    private static string[] Split(string path) => path[1..].Split('/');

    private static bool IsVariable(string segment) => segment.StartsWith('{');

    private static bool TakesRest(string segment) => segment.EndsWith("+}", StringComparison.Ordinal);

    // Compared as text: the kind of the route, then each part (text before a variable), then the method. A longer start before the rest is more specific.
    private static string Rank(string[] segments, string method) =>
        (TakesRest(segments[^1]) ? "1" : "0")
        + string.Concat(segments.Select(segment => TakesRest(segment) ? '2' : IsVariable(segment) ? '1' : '0'))
        + (method == "ANY" ? "~b" : "~a");

    private static Dictionary<string, string>? Variables(string[] segments, string[] parts)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < segments.Length; i++)
        {
            if (i >= parts.Length)
            {
                return null;
            }

            if (TakesRest(segments[i]))
            {
                var rest = string.Join('/', parts[i..].Select(ApiCall.Decoded));
                variables[segments[i][1..^2]] = rest;
                return rest.Length > 0 ? variables : null;
            }

            if (IsVariable(segments[i]) && parts[i].Length > 0)
            {
                variables[segments[i][1..^1]] = ApiCall.Decoded(parts[i]);
            }
            else if (segments[i] != ApiCall.Decoded(parts[i]))
            {
                return null;
            }
        }

        return segments.Length == parts.Length ? variables : null;
    }
}

/// <summary>The route of a call.</summary>
internal sealed record RouteMatch(LocalRoute Route, IReadOnlyDictionary<string, string> Variables);
