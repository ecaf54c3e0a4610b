using System.Text.Json;
using Amazon.Lambda.TestUtilities;
using DataSync.Core.Ports;
using DataSync.Functions.Health;
using DataSync.Functions.Route;
using DataSync.Functions.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Functions.Tests.Route;

public sealed class RouteFunctionTests : IAsyncLifetime, IDisposable
{
    private const string Bound = """{"regions":{"us-east-1":{},"eu-west-1":{},"eu-central-1":{}},"countries":{"DE":"eu-west-1"},"continents":{"EU":"eu-west-1"},"residency":{"DE":["eu-west-1","eu-central-1"]},"default":"us-east-1"}""";

    private readonly FakeTimeProvider _time = new();
    private HealthServer _server = null!;
    private string _text = Bound;
    private bool _isReadable = true;
    private int _readCount;
    private RouteFunction _function = null!;
    private RegionPoller _poller = null!;

    public async Task InitializeAsync()
    {
        _server = await HealthServer.StartAsync();
        var settings = new RouteSettings { ConfigurationParameter = "/r", HealthUrlPattern = _server.Pattern, HealthPeriod = TimeSpan.FromSeconds(10) };
        _poller = new RegionPoller(settings, UrlHealthCheck.MakeClient(), NullLogger.Instance, _time);
        var source = new RoutingSource(Read, ["us-east-1", "eu-west-1"], NullLogger.Instance, _time);
        _function = new RouteFunction("us-east-1", source, _poller, settings.HealthPeriod, _time);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _poller.Dispose();

    [Fact]
    public async Task Sample_event_is_answered_with_the_countrys_region()
    {
        var reply = await HandleAsync(Payloads.Sample("route.json"));

        Assert.Equal(200, reply.Status);
        Assert.Equal("""{"region":"eu-west-1","reason":"home","country":"DE","alternatives":["eu-central-1"],"health":{"us-east-1":"healthy","eu-west-1":"healthy","eu-central-1":"healthy"}}""", reply.Body.GetRawText());
        Assert.Equal("private, max-age=10", reply.Headers["cache-control"]);
        Assert.Equal("us-east-1", reply.Headers["x-datasync-region"]);
    }

    [Fact]
    public async Task Region_that_drains_is_left_after_two_looks_and_returned_to_after_one()
    {
        _server.Set("eu-west-1", 503);

        var regions = new List<string?>();
        for (var i = 0; i < 2; i++)
        {
            regions.Add((await GetAsync("country=DE")).Region);
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        _server.Set("eu-west-1", 200);
        regions.Add((await GetAsync("country=DE")).Region);

        Assert.Equal(["eu-west-1", "eu-central-1", "eu-west-1"], regions);
    }

    [Fact]
    public async Task Nobody_serves_a_country_whose_residency_has_no_healthy_region()
    {
        _server.Set("eu-west-1", 503);
        _server.Set("eu-central-1", 503);
        await GetAsync("country=DE");
        _time.Advance(TimeSpan.FromSeconds(10));

        var bound = await GetAsync("country=DE");
        var free = await GetAsync("country=FR");

        Assert.Equal((503, null, "none"), (bound.Status, bound.Region, bound.Body.GetProperty("reason").GetString()));
        Assert.Equal("no-store", bound.Headers["cache-control"]);
        Assert.Equal((200, "us-east-1"), (free.Status, free.Region));
    }

    [Theory]
    [InlineData("")]
    [InlineData("country=")]
    [InlineData("country=XX")]
    [InlineData("country=DEU")]
    [InlineData("city=Bonn")]
    public async Task Question_without_a_country_is_refused_with_a_remedy(string query)
    {
        var reply = await GetAsync(query);

        Assert.Equal(400, reply.Status);
        Assert.Contains("/region?country=DE", reply.Body.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("no-store", reply.Headers["cache-control"]);
    }

    [Theory]
    [InlineData("DE", "eu-west-1", "home")]
    [InlineData("de", "eu-west-1", "home")]
    [InlineData("XX", "us-east-1", "default")]
    public async Task Country_that_CloudFront_saw_counts(string country, string region, string reason)
    {
        var reply = await GetAsync("", country);

        Assert.Equal((200, region, reason), (reply.Status, reply.Region, reply.Body.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Country_that_is_asked_for_goes_before_the_one_CloudFront_saw()
    {
        var reply = await GetAsync("country=JP", "DE");

        Assert.Equal(("us-east-1", "JP"), (reply.Region, reply.Body.GetProperty("country").GetString()));
    }

    [Theory]
    [InlineData("POST", "/region", 405)]
    [InlineData("GET", "/regions", 404)]
    public async Task What_it_does_not_serve_is_refused(string method, string path, int status)
    {
        var reply = await HandleAsync(Request(method, path, "country=DE", null));

        Assert.Equal(status, reply.Status);
    }

    [Fact]
    public async Task Head_has_no_body()
    {
        await using var stream = await _function.HandleAsync(Request("HEAD", "/region", "country=DE", null), Context());
        using var document = await JsonDocument.ParseAsync(stream);

        Assert.Equal("", document.RootElement.GetProperty("body").GetString());
        Assert.Equal(200, document.RootElement.GetProperty("statusCode").GetInt32());
    }

    [Fact]
    public async Task Word_nearest_routes_by_distance_without_residency()
    {
        _text = "nearest";

        var reply = await GetAsync("country=PL");

        Assert.Equal(("eu-west-1", "home"), (reply.Region, reply.Body.GetProperty("reason").GetString()));
        Assert.Equal(["us-east-1"], reply.Body.GetProperty("alternatives").EnumerateArray().Select(a => a.GetString()));
    }

    [Fact]
    public async Task Configuration_that_is_broken_later_leaves_the_last_good_one_in_force()
    {
        await GetAsync("country=DE");
        _text = """{"regions":{}}""";
        _time.Advance(TimeSpan.FromMinutes(1));

        var reply = await GetAsync("country=DE");

        Assert.Equal((200, "eu-west-1", 2), (reply.Status, reply.Region, _readCount));
    }

    [Theory]
    [InlineData("""{"regions":{}}""", true)]
    [InlineData(Bound, false)]
    public async Task Without_a_good_configuration_nobody_is_routed(string text, bool isReadable)
    {
        (_text, _isReadable) = (text, isReadable);

        var reply = await GetAsync("country=FR");

        Assert.Equal(503, reply.Status);
        Assert.Contains("can't be read or used", reply.Body.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configuration_that_could_not_be_read_is_read_with_the_next_request_and_then_once_a_minute()
    {
        _isReadable = false;
        await GetAsync("country=DE");
        _isReadable = true;

        var reply = await GetAsync("country=DE");
        await GetAsync("country=DE");

        Assert.Equal((200, 2), (reply.Status, _readCount));
    }

    private static TestLambdaContext Context() => new() { AwsRequestId = "request-1", RemainingTime = TimeSpan.FromSeconds(10) };

    private static MemoryStream Request(string method, string path, string query, string? country)
    {
        var parameters = query.Length == 0 ? [] : query.Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        var headers = country is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["cloudfront-viewer-country"] = country };
        return Payloads.Text($$"""
            {"version":"2.0","rawPath":"{{path}}","headers":{{JsonSerializer.Serialize(headers)}},"queryStringParameters":{{JsonSerializer.Serialize(parameters)}},"requestContext":{"http":{"method":"{{method}}" } } }
            """);
    }

    private Task<Reply> GetAsync(string query, string? country = null) => HandleAsync(Request("GET", "/region", query, country));

    private async Task<Reply> HandleAsync(Stream payload)
    {
        await using var stream = await _function.HandleAsync(payload, Context());
        var root = (await JsonDocument.ParseAsync(stream)).RootElement;
        return new Reply(
            root.GetProperty("statusCode").GetInt32(),
            root.GetProperty("headers").EnumerateObject().ToDictionary(h => h.Name, h => h.Value.GetString()!),
            JsonDocument.Parse(root.GetProperty("body").GetString()!).RootElement);
    }

    private ValueTask<string> Read(CancellationToken cancellationToken)
    {
        _readCount++;
        return _isReadable ? ValueTask.FromResult(_text) : throw new StoreException("GetParameter of /r: no answer");
    }

    private sealed record Reply(int Status, IReadOnlyDictionary<string, string> Headers, JsonElement Body)
    {
        public string? Region => Body.TryGetProperty("region", out var region) ? region.GetString() : null;
    }
}
