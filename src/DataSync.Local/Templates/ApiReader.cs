using System.Globalization;

namespace DataSync.Local.Templates;

/// <summary>Reads AWS::Serverless::HttpApi and the functions' events of type HttpApi, which are its routes.</summary>
internal sealed class ApiReader(string region, string stackName, List<string> warnings)
{
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(30);

    // What an account has where nothing is set.
    private const int AccountRate = 10_000;
    private const int AccountBurst = 5_000;

    private readonly List<(LocalApi Api, PropertyReader? Properties)> _apis = [];
    private readonly List<(string FunctionName, PropertyReader Event)> _events = [];

    public void AddApi(string logicalId, string name, PropertyReader properties)
    {
        properties.Ignore("Name", "Description", "Tags", "PropagateTags", "FailOnWarnings", "AccessLogSettings", "Domain");
        var id = ApiNames.Id(region, logicalId);
        var stage = properties.Text("StageName") ?? ApiNames.DefaultStage;
        _apis.Add((new LocalApi(logicalId, id, name, stage, ApiNames.Endpoint(region, id), []) { StageVariables = properties.TextMap("StageVariables") }, properties));
    }

    public void AddEvent(string functionName, PropertyReader details) => _events.Add((functionName, details));

    /// <summary>The APIs with their routes. Throws <see cref="TemplateException"/> for a route that is there twice, or belongs to no API.</summary>
    public IReadOnlyList<LocalApi> Read()
    {
        if (_events.Exists(e => e.Event.Text("ApiId") is null) && !_apis.Exists(api => api.Api.LogicalId == ApiNames.ImplicitApi))
        {
            var id = ApiNames.Id(region, ApiNames.ImplicitApi);
            _apis.Add((new LocalApi(ApiNames.ImplicitApi, id, stackName, ApiNames.DefaultStage, ApiNames.Endpoint(region, id), []), null));
        }

        var routes = _apis.ToDictionary(api => api.Api.Id, _ => new Dictionary<string, LocalRoute>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (functionName, details) in _events)
        {
            var apiId = details.Text("ApiId") ?? ApiNames.Id(region, ApiNames.ImplicitApi);
            if (!routes.TryGetValue(apiId, out var ofApi))
            {
                throw new TemplateException(details.Place + "/ApiId", $"{apiId} is no AWS::Serverless::HttpApi of this template");
            }

            var route = Route(details, functionName, _apis.First(api => api.Api.Id == apiId).Properties);
            if (!ofApi.TryAdd(route.Key, route))
            {
                throw new TemplateException(details.Place, $"the route {route.Key} exists already");
            }
        }

        foreach (var (_, properties) in _apis)
        {
            properties?.WarnUnread(except: "RouteSettings");
        }

        return [.. _apis.Select(api => api.Api with { Routes = [.. routes[api.Api.Id].Values] })];
    }

    private LocalRoute Route(PropertyReader details, string functionName, PropertyReader? api)
    {
        if (details.Text("PayloadFormatVersion") is { } version and not "2.0")
        {
            warnings.Add($"{details.Place}/PayloadFormatVersion: events are of format 2.0 here, not {version}");
        }

        var path = details.Text("Path");
        var method = details.Text("Method")?.ToUpperInvariant() ?? (path is null ? "ANY" : throw new TemplateException(details.Place, "Method is missing"));
        method = method == "X-AMAZON-APIGATEWAY-ANY-METHOD" ? "ANY" : method;
        if (path is not null)
        {
            CheckPath(path, details.Place);
        }

        var timeout = details.Int("TimeoutInMillis", 50, (int)LongestTimeout.TotalMilliseconds);
        var route = new LocalRoute(method, path, functionName, null, timeout is null ? LongestTimeout : TimeSpan.FromMilliseconds(timeout.Value));
        route = route with { Throttle = Throttle(details.Object("RouteSettings")) ?? Throttle(api?.Object("RouteSettings")?.Object(route.Key)) ?? Throttle(api?.Object("DefaultRouteSettings")) };
        details.WarnUnread();
        return route;
    }

    private static void CheckPath(string path, string place)
    {
        var segments = path.Split('/');
        for (var i = 1; i < segments.Length; i++)
        {
            var isVariable = segments[i].StartsWith('{') && segments[i].EndsWith('}') && segments[i].Length > 2;
            if (isVariable && segments[i].EndsWith("+}", StringComparison.Ordinal) && i < segments.Length - 1)
            {
                throw new TemplateException(place + "/Path", $"{segments[i]} takes all that is left, so it must be the last part of {path}");
            }

            if (!isVariable && segments[i].AsSpan().ContainsAny('{', '}'))
            {
                throw new TemplateException(place + "/Path", $"{segments[i]} is neither text nor a variable such as {{id}}");
            }
        }

        if (segments[0].Length > 0)
        {
            throw new TemplateException(place + "/Path", $"{path} must begin with a slash");
        }
    }

    private static LocalThrottle? Throttle(PropertyReader? settings)
    {
        // Figures by route are not kept here.
        var rate = settings?.Ignore("DetailedMetricsEnabled", "DataTraceEnabled", "LoggingLevel").Text("ThrottlingRateLimit");
        var burst = settings?.Int("ThrottlingBurstLimit", 0, int.MaxValue);
        if (rate is null && burst is null)
        {
            return null;
        }

        double perSecond = AccountRate;
        return rate is null || (double.TryParse(rate, NumberStyles.Float, CultureInfo.InvariantCulture, out perSecond) && perSecond >= 0)
            ? new LocalThrottle(perSecond, burst ?? AccountBurst)
            : throw new TemplateException(settings!.Place + "/ThrottlingRateLimit", $"{rate} is not a number of calls a second");
    }
}
