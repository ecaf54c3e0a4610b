using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.Core.Routing;
using Xunit;
using Xunit.Abstractions;

namespace DataSync.Core.Tests.Routing;

/// <summary>The CloudFront Function, run by Node, and RegionRouter decide the same.</summary>
public sealed class EdgeAgreementTests(ITestOutputHelper output)
{
    private const int Questions = 400;

    private static readonly string? Node = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "node.exe" : "node"))
        .FirstOrDefault(File.Exists);

    [SkippableFact]
    public async Task Edge_and_router_agree_on_generated_questions()
    {
        Skip.If(Node is null, "node is not on PATH: the CloudFront Function is not compared with RegionRouter");
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var questions = Enumerable.Range(0, Questions).Select(i => RoutingGen.FromSeed(unchecked(seed + (i * 7919)))).ToList();

        var answers = await AskEdgeAsync(questions);

        Assert.Equal(questions.Count, answers.Count);
        foreach (var (question, edge) in questions.Zip(answers))
        {
            var answer = question.Answer();
            var own = (answer.Region, answer.Reason.Word(), answer.Alternatives.Count > 0 ? answer.Alternatives[0] : null);
            Assert.True(own == edge, $"seed {seed}: the router answers {own}, the edge {edge} to {question}");
        }

        // A comparison of nothing but one answer would prove nothing.
        Assert.Equal(Enum.GetValues<RouteReason>().Length, questions.Select(q => q.Answer().Reason).Distinct().Count());
    }

    [SkippableFact]
    public async Task Edge_and_router_know_the_same_countries_and_distances()
    {
        Skip.If(Node is null, "node is not on PATH: the CloudFront Function is not compared with RegionRouter");
        var all = RegionPlaces.Known.Order(StringComparer.Ordinal).ToList();
        var byContinent = new JsonObject { ["regions"] = Regions(all), ["continents"] = new JsonObject(), ["default"] = all[^1] };
        foreach (var (continent, region) in CountryTable.Continents.Zip(all))
        {
            byContinent["continents"]![continent] = region;
        }

        // Each country's continent; and from each region its two nearest, as each of the others goes out.
        var questions = CountryTable.Countries.Select(c => new RoutingQuestion(byContinent.ToJsonString(), c, all.ToHashSet()))
            .Concat(all.SelectMany(home => Enumerable.Range(0, 8).Select(shift => new RoutingQuestion(
                new JsonObject { ["regions"] = Regions(all), ["default"] = home }.ToJsonString(), "",
                all.Where((r, i) => r != home && (i + shift) % 4 != 0).ToHashSet()))))
            .ToList();

        var answers = await AskEdgeAsync(questions);

        Assert.All(questions.Zip(answers), pair => Assert.Equal(pair.First.Answer().Region, pair.Second.Region));
        Assert.All(questions.Zip(answers), pair => Assert.Equal(pair.First.Answer().Alternatives[0], pair.Second.Next));
    }

    [SkippableFact]
    public async Task Edge_passes_its_own_tests()
    {
        Skip.If(Node is null, "node is not on PATH: the CloudFront Function's own tests are not run");

        var (exitCode, text) = await RunAsync("--test", Path.Combine(SharedCases.Folder, "viewer-region.test.mjs"));

        Assert.True(exitCode == 0, text);
    }

    private static JsonObject Regions(IEnumerable<string> names) => new(names.Select(n => KeyValuePair.Create<string, JsonNode?>(n, new JsonObject())));

    private static async Task<List<(string? Region, string? Reason, string? Next)>> AskEdgeAsync(IEnumerable<RoutingQuestion> questions)
    {
        var file = Path.GetTempFileName();
        try
        {
            var asked = new JsonArray([.. questions.Select(q => (JsonNode)new JsonObject
            {
                ["configuration"] = JsonNode.Parse(q.Json),
                ["country"] = q.Country,
                ["healthy"] = new JsonArray([.. q.Healthy.Select(r => (JsonNode)r)]),
            })]);
            await File.WriteAllTextAsync(file, asked.ToJsonString());
            var (exitCode, text) = await RunAsync(Path.Combine(SharedCases.Folder, "compare.mjs"), Path.Combine(SharedCases.Folder, "viewer-region.js"), file);
            Assert.True(exitCode == 0, text);
            return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).Select(a =>
                (a.GetProperty("region").GetString(), a.GetProperty("reason").GetString(), a.GetProperty("next").GetString()))];
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<(int ExitCode, string Text)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Node!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["VIEWER_REGION_JS"] = Path.Combine(SharedCases.Folder, "viewer-region.js");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, text + await error);
    }
}
