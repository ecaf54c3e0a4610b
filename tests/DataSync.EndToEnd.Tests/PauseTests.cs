using System.Text.Json;
using static DataSync.EndToEnd.Tests.RunningRegions;

namespace DataSync.EndToEnd.Tests;

/// <summary>Pausing and measuring a region over the wire, by what an operator has: the outputs of the stack and the endpoint.</summary>
[Collection(RegionsCollection.Name)]
public sealed class PauseTests(RunningRegions regions)
{
    private const string Signed = "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/SERVICE/aws4_request, SignedHeaders=host, Signature=0";

    [Fact]
    public async Task Writes_to_a_paused_region_wait_and_all_arrive_once_it_is_resumed()
    {
        using var client = new HttpClient();
        await EnableAsync(client, enabled: false);
        try
        {
            await regions.EventuallyAsync(async () => await StateAsync(client) == "Disabled", "Apply is disabled");
            for (var i = 0; i < 20; i++)
            {
                await regions.PutAsync(UsEast, $"paused#{i}", $"text {i}");
            }

            // The third region has them all, so they were sent; the paused one has none of them.
            await regions.EventuallyAsync(async () => await regions.TextAsync(ApSoutheast, "paused#19") == "text 19", "the others are not held up");
            for (var i = 0; i < 20; i++)
            {
                Assert.Null(await regions.TextAsync(EuWest, $"paused#{i}"));
            }
        }
        finally
        {
            await EnableAsync(client, enabled: true);
        }

        for (var i = 0; i < 20; i++)
        {
            await regions.EverywhereAsync($"paused#{i}", $"text {i}");
        }
    }

    [Fact]
    public async Task Functions_figures_are_read_from_cloudwatch()
    {
        await regions.PutAsync(UsEast, "figures#1", "text");
        await regions.EverywhereAsync("figures#1", "text");
        using var client = new HttpClient();
        var space = regions.Host.Region(EuWest).Stack.Functions.First(function => function.LogicalId == "ApplyFunction").Environment["DATASYNC_METRICS_NAMESPACE"];

        await regions.EventuallyAsync(
            async () => await LagAsync(client, space) is >= 0 and < 600_000,
            "the lag from us-east-1 to eu-west-1 is known");
    }

    private string Mapping => $"2015-03-31/event-source-mappings/{regions.Host.Region(EuWest).Output("ApplyMappingId")}";

    private async Task EnableAsync(HttpClient client, bool enabled)
    {
        using var answer = await SendAsync(client, HttpMethod.Put, Mapping, "lambda", enabled ? """{"Enabled":true}""" : """{"Enabled":false}""");
        Assert.Equal(202, (int)answer.StatusCode);
    }

    private async Task<string?> StateAsync(HttpClient client)
    {
        using var answer = await SendAsync(client, HttpMethod.Get, Mapping, "lambda", body: null);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("State").GetString();
    }

    private async Task<double?> LagAsync(HttpClient client, string space)
    {
        var now = DateTimeOffset.UtcNow;
        var body = $$$$"""
            {"StartTime":{{{{now.AddMinutes(-30).ToUnixTimeSeconds()}}}},"EndTime":{{{{now.AddMinutes(5).ToUnixTimeSeconds()}}}},"MetricDataQueries":[{"Id":"lag","MetricStat":{"Period":3600,"Stat":"p99",
            "Metric":{"Namespace":"{{{{space}}}}","MetricName":"ReplicationLag","Dimensions":[{"Name":"Region","Value":"eu-west-1"},{"Name":"OriginRegion","Value":"us-east-1"}]}}}]}
            """;
        using var answer = await SendAsync(client, HttpMethod.Post, "", "monitoring", body);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var values = document.RootElement.GetProperty("MetricDataResults")[0].GetProperty("Values");
        return values.GetArrayLength() == 0 ? null : values[0].GetDouble();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, string service, string? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(regions.Host.Endpoint, path));
        request.Headers.TryAddWithoutValidation("Authorization", Signed.Replace("SERVICE", service, StringComparison.Ordinal));
        if (service == "monitoring")
        {
            request.Headers.Add("X-Amz-Target", "GraniteServiceVersion20100801.GetMetricData");
        }

        request.Content = body is null ? null : new StringContent(body);
        return await client.SendAsync(request);
    }
}
