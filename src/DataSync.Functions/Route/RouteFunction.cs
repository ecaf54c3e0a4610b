using System.Globalization;
using Amazon.Lambda.Core;
using DataSync.Core.Routing;
using DataSync.Functions.Hosting;

namespace DataSync.Functions.Route;

/// <summary>Answers where a user of a country belongs: the region, and where to go on to when that one does not answer.</summary>
/// <param name="region">This region, for the reply's header.</param>
/// <param name="source">The configuration.</param>
/// <param name="poller">Which regions are healthy.</param>
/// <param name="keepFor">For how long who asked may keep the answer.</param>
/// <param name="time">The clock.</param>
public sealed class RouteFunction(string region, RoutingSource source, RegionPoller poller, TimeSpan keepFor, TimeProvider time)
{
    /// <summary>The function's name, and its handler.</summary>
    public const string Name = "Route";

    /// <summary>The one path.</summary>
    public const string Path = "/region";

    /// <summary>Where CloudFront says which country a viewer is in.</summary>
    public const string CountryHeader = "cloudfront-viewer-country";

    /// <summary>Answers a request of the HTTP API.</summary>
    public async Task<Stream> HandleAsync(Stream payload, ILambdaContext context)
    {
        using var deadline = Deadline.Of(context, time);
        var request = HttpRequest.Read(await EventBytes.ReadAsync(payload, deadline.Token));
        var reply = await AnswerAsync(request, deadline.Token);
        return reply.ToStream(withBody: request.Method != "HEAD");
    }

    private async Task<HttpReply> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Path != Path)
        {
            return HttpReply.Refused(404, $"There is {Path}.", Uncached());
        }

        if (request.Method is not ("GET" or "HEAD"))
        {
            return HttpReply.Refused(405, "It can be asked for with GET or HEAD.", [.. Uncached(), ("allow", "GET, HEAD")]);
        }

        if (CountryOf(request) is not { } country)
        {
            return HttpReply.Refused(400, $"The country is missing or none of ISO 3166-1 alpha-2. Say it as {Path}?country=DE, or in the header {CountryHeader}.", Uncached());
        }

        if (await source.GetAsync(cancellationToken) is not var (router, regions))
        {
            return HttpReply.Refused(503, "The routing configuration can't be read or used; the function's log says why.", [.. Uncached(), ("retry-after", "10")]);
        }

        var healthy = await poller.HealthyAsync(regions, cancellationToken);
        var answer = router.Route(country, null, healthy);
        var json = RouteReply.Write(answer, regions, healthy, poller.IsAsking);
        return answer.Region is null
            ? new HttpReply(503, json, [.. Uncached(), ("retry-after", "10")])
            : new HttpReply(200, json, ("cache-control", $"private, max-age={((int)keepFor.TotalSeconds).ToString(CultureInfo.InvariantCulture)}"), ("vary", CountryHeader), RegionHeader);
    }

    // What a person asks for has to be a country; what CloudFront says of a viewer is taken as it is, and may be no country at all.
    private static string? CountryOf(HttpRequest request)
    {
        if (request.Query.TryGetValue("country", out var asked))
        {
            return CountryTable.ContinentOf(asked.ToUpperInvariant()) is null ? null : asked;
        }

        return request.Headers.TryGetValue(CountryHeader, out var seen) && seen.Length == 2 ? seen : null;
    }

    private (string Name, string Value) RegionHeader => ("x-datasync-region", region);

    private (string Name, string Value)[] Uncached() => [("cache-control", "no-store"), RegionHeader];
}
