using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.Core.Redrive;

namespace DataSync.Cli.Letters;

/// <summary>Has a region's Redrive function replay, a part at a time, so that progress is seen and an interruption takes effect between two parts.</summary>
internal static class FunctionReplay
{
    private const int LargestPart = 200;
    private const double PartSeconds = 20;

    /// <summary>Replays until the queue is empty, the limit is reached, or nothing more goes.</summary>
    /// <exception cref="DataSync.Aws.Control.FunctionFailedException">The function failed. What it replayed before stays replayed.</exception>
    public static async Task<ReplaySummary> RunAsync(
        LetterPlace place, RedriveRequest request, ReplaySummary summary, Action<ReplaySummary>? progress, CancellationToken cancellationToken)
    {
        var (before, replayed, copies) = (summary, 0, 0);
        var goesOn = true;
        while (goesOn && replayed < request.MaxCount && !cancellationToken.IsCancellationRequested)
        {
            var part = request.IsDryRun ? request.MaxCount : Math.Min(request.MaxCount - replayed, PartSize(request));
            var payload = Encoding.UTF8.GetBytes(Payload(place, request, part).ToJsonString());

            // Begun is finished: a call that is cut off would leave it open what the function did.
            using var answer = JsonDocument.Parse(await place.Stack.Clients.Lambda.InvokeAsync(place.Stack.FunctionName("Redrive"), payload, CancellationToken.None));
            var root = answer.RootElement;
            goesOn = !request.IsDryRun && !root.GetProperty("empty").GetBoolean() && Number(root, "redriven") + Number(root, "copies") > 0;

            // What stays is seen by every part and told by the last one; what goes is gone.
            summary = With(before with { Replayed = before.Replayed + replayed, Copies = before.Copies + copies, Seen = before.Seen + replayed + copies }, place.Name, root);
            replayed += Number(root, "redriven");
            copies += Number(root, "copies");
            progress?.Invoke(summary);
        }

        return summary;
    }

    private static int PartSize(RedriveRequest request) =>
        request.RatePerSecond is { } rate ? (int)Math.Clamp(rate * PartSeconds, 1, LargestPart) : LargestPart;

    private static JsonObject Payload(LetterPlace place, RedriveRequest request, int max) => new()
    {
        ["queue"] = DeadLetterQueues.NameOf(place.Queue),
        ["max"] = max,
        ["reasons"] = new JsonArray([.. request.Filter.Reasons.Select(r => (JsonNode)r.ToString())]),
        ["origin"] = request.Filter.Origin,
        ["entity"] = request.Filter.Entity,
        ["keyPrefix"] = request.Filter.KeyPrefix,
        ["olderThan"] = Iso(request.Filter.OlderThan),
        ["newerThan"] = Iso(request.Filter.NewerThan),
        ["ratePerSecond"] = request.RatePerSecond,
        ["maxReplays"] = request.MaxReplays,
        ["dryRun"] = request.IsDryRun,
        ["ids"] = request.MessageIds is { } ids ? new JsonArray([.. ids.Select(id => (JsonNode)id)]) : null,
    };

    private static string? Iso(TimeSpan? age) => age is { } value ? System.Xml.XmlConvert.ToString(value) : null;

    private static ReplaySummary With(ReplaySummary summary, string place, JsonElement answer) => summary with
    {
        Seen = summary.Seen + Number(answer, "seen"),
        Replayed = summary.Replayed + Number(answer, "redriven"),
        Copies = summary.Copies + Number(answer, "copies"),
        Skipped = summary.Skipped + Number(answer, "skipped"),
        Kept = summary.Kept + Number(answer, "kept"),
        FailedAgain = summary.FailedAgain + Number(answer, "failedAgain"),
        WornOut = summary.WornOut + Number(answer, "wornOut"),
        Undeleted = summary.Undeleted + Number(answer, "undeleted"),
        Errors =
        [
            .. summary.Errors,
            .. answer.TryGetProperty("errors", out var errors) ? errors.EnumerateArray().Select(e => $"{place}: {e.GetString()}") : [],
            .. ReplaySummary.AtLimit(place, answer.TryGetProperty("atLimit", out var limit) && limit.GetBoolean()),
        ],
    };

    private static int Number(JsonElement answer, string name) => answer.TryGetProperty(name, out var value) ? value.GetInt32() : 0;
}
