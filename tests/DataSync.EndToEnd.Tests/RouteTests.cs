using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using DataSync.Local;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace DataSync.EndToEnd.Tests;

/// <summary>Route and Health as they are deployed: three regions, their HTTP APIs and their Parameter Stores.</summary>
public sealed class RouteTests(RouteTests.Routed regions) : IClassFixture<RouteTests.Routed>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task User_moves_to_the_fallback_when_the_home_drains_and_back_when_it_serves()
    {
        using var client = new HttpClient();
        await SetAsync(RunningRegions.UsEast, "RoutingParameterName", """{"regions":{"us-east-1":{},"eu-west-1":{},"ap-southeast-1":{}},"countries":{"DE":"eu-west-1"},"fallback":{"eu-west-1":["ap-southeast-1"]},"default":"us-east-1"}""");

        var home = await AnswerAsync(client, RunningRegions.EuWest);
        await SetAsync(RunningRegions.EuWest, "ServingStateParameterName", "draining 2026-11-24T10:00:00Z drill");
        var moved = await AnswerAsync(client, RunningRegions.ApSoutheast);
        await SetAsync(RunningRegions.EuWest, "ServingStateParameterName", "serving");
        var back = await AnswerAsync(client, RunningRegions.EuWest);

        Assert.Equal("home", home.GetProperty("reason").GetString());
        Assert.Equal("fallback", moved.GetProperty("reason").GetString());
        Assert.Equal("unhealthy", moved.GetProperty("health").GetProperty("eu-west-1").GetString());
        Assert.Equal("home", back.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Region_that_keeps_the_configuration_it_was_deployed_with_routes_by_distance()
    {
        using var client = new HttpClient();

        var answer = await AnswerAsync(client, "ap-southeast-1", asked: RunningRegions.ApSoutheast, country: "AU");

        Assert.Equal("home", answer.GetProperty("reason").GetString());
        Assert.Equal(["us-east-1", "eu-west-1"], answer.GetProperty("alternatives").EnumerateArray().Select(a => a.GetString()).OrderDescending());
    }

    // Asks again as soon as it is answered: what changes is in processes of their own, which nobody here hears from, and on a
    // busy machine a process may need longer to start than the API waits.
    private async Task<JsonElement> AnswerAsync(HttpClient client, string expected, string asked = RunningRegions.UsEast, string country = "DE")
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            using var answer = await client.GetAsync(new Uri($"{regions.Host.Region(asked).Output("RegionUrl")}?country={country}"), patience.Token);
            var text = await answer.Content.ReadAsStringAsync(patience.Token);
            if (answer.StatusCode == HttpStatusCode.OK && JsonDocument.Parse(text).RootElement is var json && json.GetProperty("region").GetString() == expected)
            {
                return json;
            }
        }
    }

    private async Task SetAsync(string region, string output, string value)
    {
        using var parameters = new AmazonSimpleSystemsManagementClient(
            new BasicAWSCredentials("test", "test"), new AmazonSimpleSystemsManagementConfig { ServiceURL = regions.Host.Endpoint.ToString(), AuthenticationRegion = region });
        await parameters.PutParameterAsync(new PutParameterRequest { Name = regions.Host.Region(region).Output(output), Value = value, Overwrite = true });
    }

    /// <summary>Three regions whose health checks have names that differ by the region alone, as a domain's records would give them.</summary>
    public sealed class Routed : RunningRegions, IDisposable
    {
        private readonly HttpClient _client = new();
        private WebApplication? _names;

        public override async Task InitializeAsync()
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            _names = builder.Build();
            _names.Run(ForwardAsync);
            await _names.StartAsync();
            await base.InitializeAsync();
        }

        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            await _names!.DisposeAsync();
        }

        public void Dispose() => _client.Dispose();

        protected override LocalHostOptions Options() => base.Options() with
        {
            // Nothing here needs the mappings' functions.
            WarmUp = false,
            Parameters = new Dictionary<string, string>(base.Options().Parameters, StringComparer.Ordinal)
            {
                ["RouteHealthUrlPattern"] = $"{_names!.Urls.Single()}/{{region}}/shallow",
                ["RouteHealthSeconds"] = "1",
                ["HealthCacheSeconds"] = "1",
            },
        };

        private async Task ForwardAsync(HttpContext context)
        {
            var parts = context.Request.Path.Value!.Split('/');
            using var answer = await _client.GetAsync(new Uri($"{Host.Region(parts[1]).Output("HealthUrl")}/{parts[2]}"), context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
        }
    }
}
