using DataSync.Functions.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DataSync.Functions.Tests.Health;

/// <summary>Against a real server: what is tested is how HTTP behaves.</summary>
public sealed class UrlHealthTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _server;
    private int _elsewhereCount;

    public UrlHealthTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapGet("/well", () => Results.NoContent());
        _server.MapGet("/ill", () => Results.StatusCode(503));
        _server.MapGet("/moved", () => Results.Redirect("/elsewhere"));
        _server.MapGet("/elsewhere", () => Interlocked.Increment(ref _elsewhereCount).ToString(System.Globalization.CultureInfo.InvariantCulture));
        _server.MapGet("/endless", EndlessAsync);
        _server.MapGet("/silent", () => _release.Task);
    }

    private string Url => _server.Urls.Single();

    public Task InitializeAsync() => _server.StartAsync();

    public async Task DisposeAsync()
    {
        _release.TrySetResult();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("a={0}/well", 200, "healthy", "It answered 204.")]
    [InlineData("a={0}/ill", 503, "unhealthy", "It answered 503.")]
    [InlineData("a?={0}/ill", 200, "degraded", "It answered 503.")]
    [InlineData("a={0}/nowhere", 503, "unhealthy", "It answered 404.")]
    [InlineData("a={0}/moved", 503, "unhealthy", "It answered 302.")]
    [InlineData("a=http://127.0.0.1:9/", 503, "unhealthy", "Asking it failed (HttpRequestException).")]
    [InlineData("a?=http://127.0.0.1:9/", 200, "degraded", "Asking it failed (HttpRequestException).")]
    public async Task A_dependency_counts_by_its_status_code(string check, int code, string status, string message)
    {
        await using var regions = await RegionsAsync(check);

        var answer = await HealthClient.Of(regions, regions.A).GetAsync();

        Assert.Equal((code, status), (answer.Code, answer.Status));
        Assert.Equal(message, answer.MessageOf("a"));
        Assert.Equal(0, _elsewhereCount);
    }

    [Fact]
    public async Task A_body_without_end_is_not_read()
    {
        await using var regions = await RegionsAsync("a={0}/endless");

        var answer = await HealthClient.Of(regions, regions.A).GetAsync();

        Assert.Equal("It answered 200.", answer.MessageOf("a"));
    }

    [Fact]
    public async Task One_that_says_nothing_is_given_up_and_the_others_are_told_all_the_same()
    {
        await using var regions = await RegionsAsync("a?={0}/silent,b={0}/well");
        var time = new CountingTime(regions.Time);
        var asked = new HealthClient(regions.A, regions.A.MakeHealth(time)).GetAsync();
        await time.UntilAsync(made: 7, live: 2);

        regions.Time.Advance(TimeSpan.FromMilliseconds(1500));
        var answer = await asked;

        Assert.Equal((200, "degraded"), (answer.Code, answer.Status));
        Assert.Equal(["database pass", "storage pass", "replication pass", "a warn", "b pass", "state pass"], answer.Checks);
        Assert.Equal("It took longer than 1500 ms.", answer.MessageOf("a"));
    }

    private Task<LocalRegions> RegionsAsync(string checks) =>
        HealthTests.HearingAsync(v => v["DATASYNC_HEALTH_URL_CHECKS"] = checks.Replace("{0}", Url, StringComparison.Ordinal));

    private static async Task EndlessAsync(HttpContext context)
    {
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.Body.WriteAsync(new byte[4096], context.RequestAborted);
        }
    }
}
