using DataSync.Functions.Health;
using DataSync.Functions.Route;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Functions.Tests.Route;

public sealed class RegionPollerTests : IAsyncLifetime, IDisposable
{
    private static readonly string[] Regions = ["eu-west-1", "us-east-1"];

    private readonly FakeTimeProvider _time = new();
    private HealthServer _server = null!;
    private RegionPoller _poller = null!;

    public async Task InitializeAsync()
    {
        _server = await HealthServer.StartAsync();
        _poller = Poller(_server.Pattern);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _poller.Dispose();

    [Fact]
    public async Task Two_failures_in_a_row_make_a_region_unhealthy_and_one_success_heals_it()
    {
        _server.Set("eu-west-1", 503);

        var first = await AskAsync();
        var second = await AskAsync();
        _server.Set("eu-west-1", 200);
        var third = await AskAsync();

        Assert.Contains("eu-west-1", first);
        Assert.DoesNotContain("eu-west-1", second);
        Assert.Contains("eu-west-1", third);
        Assert.All([first, second, third], healthy => Assert.Contains("us-east-1", healthy));
    }

    [Fact]
    public async Task Failure_after_a_success_counts_anew()
    {
        foreach (var status in new[] { 503, 200, 503, 200, 500 })
        {
            _server.Set("eu-west-1", status);

            Assert.Contains("eu-west-1", await AskAsync());
        }
    }

    [Fact]
    public async Task Regions_are_asked_once_in_a_period_however_many_ask()
    {
        for (var i = 0; i < 20; i++)
        {
            await _poller.HealthyAsync(Regions, default);
        }

        Assert.Equal(1, _server.RequestsTo("eu-west-1"));
        _time.Advance(TimeSpan.FromSeconds(10));
        await _poller.HealthyAsync(Regions, default);

        Assert.Equal(2, _server.RequestsTo("eu-west-1"));
    }

    [Fact]
    public async Task Requests_at_once_share_the_first_look()
    {
        _server.Hold();
        var asked = Enumerable.Range(0, 10).Select(_ => _poller.HealthyAsync(Regions, default).AsTask()).ToList();
        await _server.Arrived;

        Assert.DoesNotContain(asked, task => task.IsCompleted);
        _server.Release();
        await Task.WhenAll(asked);

        Assert.Equal(1, _server.RequestsTo("eu-west-1"));
    }

    [Fact]
    public async Task While_one_looks_again_the_others_have_what_was_known()
    {
        await AskAsync();
        _server.Hold();
        var looking = _poller.HealthyAsync(Regions, default).AsTask();
        await _server.Arrived;

        var known = _poller.HealthyAsync(Regions, default);

        Assert.True(known.IsCompletedSuccessfully);
        Assert.False(looking.IsCompleted);
        _server.Release();
        await looking;
    }

    [Fact]
    public async Task Region_that_does_not_answer_in_two_seconds_has_failed()
    {
        var healthy = new List<bool>();
        for (var i = 0; i < 2; i++)
        {
            _server.Hold();
            var looking = _poller.HealthyAsync(["eu-west-1"], default).AsTask();
            await _server.Arrived;
            _time.Advance(TimeSpan.FromSeconds(2));
            healthy.Add((await looking).Contains("eu-west-1"));
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal([true, false], healthy);
    }

    [Fact]
    public async Task Region_that_refuses_connections_has_failed()
    {
        using var poller = Poller("http://127.0.0.1:1/{region}");

        await AskAsync(poller);

        Assert.Empty(await AskAsync(poller));
    }

    [Fact]
    public async Task Without_a_pattern_nobody_is_asked_and_every_region_is_healthy()
    {
        using var poller = Poller("");

        var healthy = await poller.HealthyAsync(Regions, default);

        Assert.False(poller.IsAsking);
        Assert.Equal(Regions, healthy.Order());
        Assert.Equal(0, _server.RequestsTo("eu-west-1"));
    }

    private async Task<IReadOnlySet<string>> AskAsync(RegionPoller? poller = null)
    {
        var healthy = await (poller ?? _poller).HealthyAsync(Regions, default);
        _time.Advance(TimeSpan.FromSeconds(10));
        return healthy;
    }

    private RegionPoller Poller(string pattern) => new(
        new RouteSettings { ConfigurationParameter = "/r", HealthUrlPattern = pattern, HealthPeriod = TimeSpan.FromSeconds(10) }, UrlHealthCheck.MakeClient(), NullLogger.Instance, _time);
}
