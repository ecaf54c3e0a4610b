using DataSync.Cli.Status;
using DataSync.Cli.WebConsole;

namespace DataSync.Cli.Tests.WebConsole;

/// <summary>States of a deployment of three regions.</summary>
internal static class Samples
{
    public static readonly IReadOnlyList<string> Regions = ["us-east-1", "eu-west-1", "ap-southeast-1"];

    public static DeploymentStatus Healthy(double factor = 1) => new(DateTimeOffset.UnixEpoch, [.. Regions.Select((region, i) => Report(region, i, factor))], []);

    public static DeploymentStatus WithLetters(long letters) => Healthy() with
    {
        Regions = [.. Regions.Select((region, i) => Report(region, i, 1) with { DeadLetters = i == 1 ? new Dictionary<string, long> { ["changes"] = letters } : [] })],
        Findings = [new Finding(Severity.Critical, "eu-west-1", $"{letters} dead letters in the changes queue: writes that did not arrive.", "changes-dead-letters")],
    };

    public static DeploymentStatus Troubled() => WithLetters(7) with
    {
        Regions =
        [
            Report("us-east-1", 0, 1) with { ParkedWaiting = 1840, OldestUnsentSeconds = 312, Paused = ["eu-west-1 is on hold here, what is written here waits for it (datasync resume eu-west-1 --from us-east-1)"] },
            Report("eu-west-1", 1, 9) with { ChangesWaiting = 640, OldestChangeSeconds = 41, DeadLetters = new Dictionary<string, long> { ["changes"] = 7 }, ConflictsLastHour = 3 },
            new RegionReport("ap-southeast-1") { Error = "Unable to connect within 5 s." },
        ],
        Findings =
        [
            new Finding(Severity.Critical, "ap-southeast-1", "The region does not answer: Unable to connect within 5 s.", "missing-heartbeat"),
            new Finding(Severity.Critical, "eu-west-1", "7 dead letters in the changes queue: writes that did not arrive.", "changes-dead-letters"),
            new Finding(Severity.Warning, "us-east-1", "1,840 envelopes are parked, the oldest write waits for 5 min 12 s.", "parked-age"),
            new Finding(Severity.Notice, "us-east-1", "Paused: eu-west-1 is on hold here, what is written here waits for it.", "pausing"),
        ],
    };

    public static ConsoleLetter Letter(int number, string region = "eu-west-1", string reason = "Rejected", string queue = "changes", string? key = null) =>
        new($"{region}/{queue}/m-{number:0000}", region, queue, reason)
        {
            Detail = "The table refused the item: One or more parameter values were invalid.",
            Origin = "us-east-1",
            Entity = number % 3 == 0 ? "invoices" : "orders",
            Key = key ?? $"{{\"pk\":{{\"S\":\"order#{number}\"}}}}",
            Version = $"19c0ffee{number:x4}.1@us-east-1",
            FirstMs = 1_795_000_000_000 + (number * 61_000),
            LastMs = 1_795_000_090_000 + (number * 61_000),
            Attempts = 5,
            ReplayCount = number % 4,
            Body = "{\n  \"format\": 1,\n  \"reason\": \"" + reason + "\",\n  \"attempts\": 5,\n  \"envelope\": { \"changes\": [ { \"key\": { \"pk\": { \"S\": \"order#" + number + "\" } } } ] }\n}",
        };

    public static ConsoleConflict Conflict(int number) => new(
        Regions[number % 3], "orders", $"order#{number}", $"19c0ffee{number:x4}.2@us-east-1", $"19c0ffee{number:x4}.1@eu-west-1", 1_795_000_000_000 + (number * 600_000), $"s3://datasync-payload/conflicts/order-{number}");

    private static RegionReport Report(string region, int index, double factor) => new(region)
    {
        Origins = [.. Regions.Where(other => other != region).Select((other, i) =>
            new OriginReport(other, (180 + (index * 70) + (i * 35)) * factor, (400 + (index * 90)) * factor, (720 + (index * 160) + (i * 90)) * factor, 40))],
        ChangesWaiting = 2 + index,
        ParkedWaiting = 0,
        ObjectEventsWaiting = 0,
        OldestUnsentSeconds = 0.4,
        OldestChangeSeconds = 0.2,
        IteratorAgeSeconds = 0.3,
        CapturedPerMinute = (620 - (index * 140)) * Math.Min(factor, 2),
        AppliedPerMinute = (900 + (index * 120)) / Math.Max(factor, 1),
        ConflictsLastHour = 0,
        LastVerification = DateTimeOffset.UnixEpoch.AddDays(20_775),
    };
}
