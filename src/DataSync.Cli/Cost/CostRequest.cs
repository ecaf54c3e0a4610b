using System.CommandLine;
using System.Globalization;
using DataSync.Cli.Deployments;
using DataSync.Cli.Flow;

namespace DataSync.Cli.Cost;

/// <summary>What the command line says of rates and sizes, and what a deployment measured.</summary>
internal static class CostRequest
{
    private const double LargestRate = 10_000_000;
    private static readonly string[] SomeRegions = ["us-east-1", "eu-west-1", "ap-southeast-1", "us-west-2", "eu-central-1", "ap-northeast-1"];

    public static readonly Option<string?> Regions = new("--regions") { Description = "How many regions (2 to 6), or their names with commas between. Default: 3; the deployment's with --from-stack.", HelpName = "N|NAMES" };
    public static readonly Option<double?> Writes = new("--writes-per-second") { Description = "Puts and updates of items, of all regions together.", HelpName = "N" };
    public static readonly Option<double?> Deletes = new("--deletes") { Description = "Deletes of items a second, beside the writes; with --from-stack, among what was captured.", HelpName = "N" };
    public static readonly Option<double?> ItemSize = new("--item-size") { Description = "Size of an item, such as 400B or 1KB (default).", HelpName = "SIZE", CustomParser = SizeText.Parse };
    public static readonly Option<double?> Objects = new("--objects-per-second") { Description = "Objects written, of all regions together.", HelpName = "N" };
    public static readonly Option<double?> ObjectSize = new("--object-size") { Description = "Size of an object. Default: 100KB.", HelpName = "SIZE", CustomParser = SizeText.Parse };
    public static readonly Option<double?> Stored = new("--stored") { Description = "Items stored in each region, such as 50GB.", HelpName = "SIZE", CustomParser = SizeText.Parse };
    public static readonly Option<double?> StoredObjects = new("--stored-objects") { Description = "Objects stored in each region.", HelpName = "SIZE", CustomParser = SizeText.Parse };
    public static readonly Option<double?> BatchFill = new("--batch-fill") { Description = "Changes in a message. Default: as the rate makes it.", HelpName = "N" };
    public static readonly Option<double?> CaptureMs = new("--capture-ms") { Description = "How long an invocation of CaptureItems takes. Default: estimated, or measured.", HelpName = "MS" };
    public static readonly Option<double?> ApplyMs = new("--apply-ms") { Description = "How long an invocation of Apply takes. Default: estimated, or measured.", HelpName = "MS" };
    public static readonly Option<int> Memory = new("--memory") { Description = "MemorySize of the stack, in MB.", HelpName = "MB", DefaultValueFactory = _ => Behaviour.DefaultMemoryMb };
    public static readonly Option<string> Architecture = new("--architecture") { Description = "Processor of the functions.", DefaultValueFactory = _ => Behaviour.DefaultArchitecture };
    public static readonly Option<bool> TimeControl = new("--replication-time-control") { Description = "Compare with S3 replication in 15 minutes by contract." };

    static CostRequest() => Architecture.AcceptOnlyFromAmong("x86_64", "arm64");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All =>
        [Regions, Writes, Deletes, ItemSize, Objects, ObjectSize, Stored, StoredObjects, BatchFill, CaptureMs, ApplyMs, Memory, Architecture, TimeControl];

    /// <summary>The rates.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="regions">The deployment's regions; null without one.</param>
    /// <param name="traffic">What it did; null without one.</param>
    /// <exception cref="OperatorException">Something is no rate, or there are no regions to keep the same.</exception>
    public static Workload WorkloadOf(ParseResult result, IReadOnlyList<string>? regions, StackTraffic? traffic)
    {
        var deletes = Rate(result, Deletes) ?? 0;
        var captured = traffic is null ? null : traffic.Items / traffic.Window.TotalSeconds as double?;
        var work = new Workload
        {
            Regions = RegionsOf(result.GetValue(Regions), regions),
            WritesPerSecond = Rate(result, Writes) ?? Math.Max(0, (captured ?? 0) - deletes),
            DeletesPerSecond = deletes,
            ItemBytes = Math.Max(1, result.GetValue(ItemSize) ?? traffic?.ItemBytes ?? Workload.DefaultItemBytes),
            ObjectsPerSecond = Rate(result, Objects) ?? (traffic is null ? 0 : traffic.Objects / traffic.Window.TotalSeconds),
            ObjectBytes = Math.Max(1, result.GetValue(ObjectSize) ?? Workload.DefaultObjectBytes),
            StoredItemGb = (result.GetValue(Stored) / (1 << 30)) ?? traffic?.StoredItemGb ?? 0,
            StoredObjectGb = (result.GetValue(StoredObjects) / (1 << 30)) ?? 0,
        };
        return work.ItemBytes <= 400 * 1024 ? work : throw Wrong($"--item-size {work.ItemBytes.ToString("N0", CultureInfo.InvariantCulture)}: DynamoDB's items have 400 KB at most.");
    }

    /// <summary>How the service does its part.</summary>
    public static Behaviour BehaviourOf(ParseResult result, Workload work, StackTraffic? traffic)
    {
        var fill = result.GetValue(BatchFill);
        if (fill is < 1)
        {
            throw Wrong("--batch-fill must be 1 or more.");
        }

        var estimate = Behaviour.Estimate(work, fill);
        var captures = traffic?.Invocations["CaptureItems"] ?? 0;
        var events = traffic?.Invocations["CaptureObjects"] ?? 0;
        return estimate with
        {
            RecordsPerInvocation = captures > 0 ? Math.Max(1, (traffic!.Items + traffic.Echoes) / captures) : estimate.RecordsPerInvocation,
            EventsPerInvocation = events > 0 ? Math.Max(1, traffic!.Objects * work.Regions.Count / events) : estimate.EventsPerInvocation,
            CaptureItemsMs = Rate(result, CaptureMs) ?? traffic?.MeanMs("CaptureItems") ?? estimate.CaptureItemsMs,
            CaptureObjectsMs = traffic?.MeanMs("CaptureObjects") ?? estimate.CaptureObjectsMs,
            ApplyMs = Rate(result, ApplyMs) ?? traffic?.MeanMs("Apply") ?? estimate.ApplyMs,
            MemoryMb = result.GetValue(Memory) is >= 128 and <= 10240 and var memory ? memory : throw Wrong("--memory must be between 128 and 10240."),
            Architecture = result.GetValue(Architecture)!,
            HasTimeControl = result.GetValue(TimeControl),
        };
    }

    /// <summary>Where measured rates are from, in words.</summary>
    public static IReadOnlyList<string> NotesOf(StackTraffic? traffic, IReadOnlyList<string> silent)
    {
        if (traffic is null)
        {
            return [];
        }

        var notes = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"Measured over {DurationText.Of(traffic.Window)}: {traffic.Items:N0} writes of items and {traffic.Objects:N0} of objects captured, {traffic.Echoes:N0} echoes, {traffic.Invocations["CaptureItems"]:N0} invocations of CaptureItems, {traffic.Invocations["CaptureObjects"]:N0} of CaptureObjects, {traffic.Invocations["Apply"]:N0} of Apply. Several writes of one item in a batch count once. Deletes are not told apart: say how many with --deletes."),
        };
        if (silent.Count > 0)
        {
            notes.Add($"{string.Join(", ", silent)} did not answer: what is written there is not counted.");
        }

        return notes;
    }

    private static IReadOnlyList<string> RegionsOf(string? text, IReadOnlyList<string>? known)
    {
        if (text is null)
        {
            return known ?? SomeRegions[..3];
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return count >= 2 && count <= SomeRegions.Length ? SomeRegions[..count] : throw Wrong($"--regions {text}: 2 to {SomeRegions.Length}, or give the names.");
        }

        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Length >= 2 && names.Distinct(StringComparer.Ordinal).Count() == names.Length ? names : throw Wrong($"--regions {text}: two regions at least, each named once.");
    }

    private static double? Rate(ParseResult result, Option<double?> option) => result.GetValue(option) switch
    {
        null => null,
        >= 0 and <= LargestRate and var rate => rate,
        var rate => throw Wrong($"{option.Name} {rate?.ToString(CultureInfo.InvariantCulture)} must be between 0 and {LargestRate.ToString("N0", CultureInfo.InvariantCulture)}."),
    };

    private static OperatorException Wrong(string message) => new(ExitCodes.CannotStart, message);
}
