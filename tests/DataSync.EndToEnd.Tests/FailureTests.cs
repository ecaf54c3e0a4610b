using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DataSync.Local.Faults;
using static DataSync.EndToEnd.Tests.RunningRegions;

namespace DataSync.EndToEnd.Tests;

[Collection(RegionsCollection.Name)]
public sealed class FailureTests(RunningRegions regions)
{
    [Fact]
    public async Task A_region_that_is_cut_off_catches_up_and_the_others_do_not_wait_for_it()
    {
        regions.Host.Faults.CutOff(ApSoutheast);
        try
        {
            await regions.PutAsync(UsEast, "cut#1", "outside");
            await regions.PutAsync(ApSoutheast, "cut#2", "inside");
            await regions.EventuallyAsync(async () => await regions.TextAsync(EuWest, "cut#1") == "outside", "the reachable region has it");
            Assert.Null(await regions.TextAsync(ApSoutheast, "cut#1"));
            Assert.Null(await regions.TextAsync(UsEast, "cut#2"));
        }
        finally
        {
            regions.Host.Faults.Heal(ApSoutheast);
        }

        await regions.EverywhereAsync("cut#1", "outside");
        await regions.EverywhereAsync("cut#2", "inside");
        Assert.True(regions.Host.Faults.Count(ApSoutheast, FaultKind.Cut) > 0);
    }

    [Fact]
    public async Task Functions_killed_in_the_middle_of_their_work_lose_nothing()
    {
        const int Enough = 5, MaxWrites = 300;
        var (killed, written) = (0, 0);
        for (; killed < Enough && written < MaxWrites; written++)
        {
            await regions.PutAsync(All[written % All.Count], "killed#" + written, "text " + written);
            killed += All.Count(r => regions.Host.Region(r).Function("CaptureItemsFunction")!.KillOne());
        }

        for (var i = 0; i < written; i++)
        {
            await regions.EverywhereAsync("killed#" + i, "text " + i);
        }

        Assert.True(killed > 0, $"no function was caught at work in {written} writes");
    }

    [Fact]
    public async Task A_message_nobody_can_read_becomes_a_dead_letter_and_can_be_redriven()
    {
        using var sqs = regions.Sqs(EuWest);
        var future = """{"format":99,"origin":"us-east-1","hops":1,"sentMs":1,"changes":[]}""";
        await sqs.SendMessageAsync(regions.QueueUrl(EuWest, "ChangesQueue"), future);
        await regions.PutAsync(UsEast, "beside-poison", "text");

        await regions.EverywhereAsync("beside-poison", "text");
        await regions.EventuallyAsync(async () => (await regions.PeekAsync(EuWest, "ChangesDeadLetterQueue")).Count == 1, "there is one dead letter");
        var letter = (await regions.PeekAsync(EuWest, "ChangesDeadLetterQueue"))[0];
        var report = await InvokeAsync(EuWest, "RedriveFunction", """{"queue":"changes"}""");

        Assert.Equal("UnknownFormat", letter.GetProperty("reason").GetString());
        Assert.Contains("format 99", letter.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(future, letter.GetProperty("body").GetString());
        Assert.Equal(1, report.GetProperty("redriven").GetInt32());
        await regions.EventuallyAsync(
            async () => (await regions.PeekAsync(EuWest, "ChangesDeadLetterQueue")) is [var again] && again.GetProperty("lastMs").GetInt64() > letter.GetProperty("lastMs").GetInt64(),
            "it was tried again and came back");
    }

    [Fact]
    public async Task A_mistake_in_an_invocation_is_answered_with_its_reason()
    {
        var answer = await InvokeAsync(UsEast, "RedriveFunction", """{"queue":"nothing"}""");

        Assert.Contains("it must be changes, parked, capture, object-events or failures", answer.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
    }

    private async Task<JsonElement> InvokeAsync(string region, string logicalId, string payload)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(3) };
        var name = regions.Host.Region(region).Function(logicalId)!.Function.Name;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(regions.Host.LambdaEndpoint, $"/2015-03-31/functions/{name}/invocations"))
        {
            Content = new StringContent(payload, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("AWS4-HMAC-SHA256", $"Credential=test/20260101/{region}/lambda/aws4_request, SignedHeaders=host, Signature=none");
        using var response = await client.SendAsync(request);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.Clone();
    }
}
