using System.CommandLine;
using System.Globalization;
using DataSync.Cli.Local;
using DataSync.Local;

namespace DataSync.Benchmarks.Local;

/// <summary><c>local</c>: the local host under load, beside the floor.</summary>
internal static class LocalCommand
{
    private static readonly Option<int> RateOption = new("--rate") { Description = "Writes a second over all regions, 60 to 5000.", DefaultValueFactory = _ => 200 };
    private static readonly Option<int> SecondsOption = new("--seconds") { Description = "How long each load lasts.", DefaultValueFactory = _ => 30 };
    private static readonly Option<string> RegionsOption = new("--regions") { Description = "Regions, comma separated.", DefaultValueFactory = _ => "us-east-1,eu-west-1,ap-southeast-1" };
    private static readonly Option<int> ItemOption = new("--item-bytes") { Description = "Size of an item.", DefaultValueFactory = _ => 1024 };
    private static readonly Option<bool> AotOption = new("--aot") { Description = "Run the native executable that build/publish-functions made." };
    private static readonly Option<bool> MaxOption = new("--max") { Description = "As fast as it goes, instead of steadily: a burst from one region." };
    private static readonly Option<int> WritesOption = new("--writes") { Description = "With --max: writes in the burst.", DefaultValueFactory = _ => 10_000 };

    public static Command Create()
    {
        var command = new Command("local", "The local host with the functions in Release, under steady writes: changes a second and lag beside plain writes to the same server.")
        {
            RateOption, SecondsOption, RegionsOption, ItemOption, AotOption, MaxOption, WritesOption,
        };
        command.SetAction((result, cancellationToken) => RunAsync(result, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var regions = result.GetValue(RegionsOption)!.Split(',');
        var isAot = result.GetValue(AotOption);
        var load = new LocalLoad(
            Math.Clamp(result.GetValue(RateOption), 60, 5000), TimeSpan.FromSeconds(result.GetValue(SecondsOption)), result.GetValue(ItemOption), result.GetValue(WritesOption));
        var session = new LocalSession(
            new LocalHostOptions
            {
                TemplatePath = LocalPaths.Template(named: null),
                Regions = regions,
                Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["Regions"] = string.Join(',', regions) },
                FunctionPath = LocalPaths.Functions(named: null, isAot),
                Time = TimeProvider.System,
            },
            log: null);
        await session.StartAsync(cancellationToken);
        await using var run = new LocalRun(session, load);
        await run.WarmUpAsync();
        Console.WriteLine($"{Markdown.Machine()}. {regions.Length} regions, functions {(isAot ? "Native AOT" : "JIT, Release")}, items of {load.ItemBytes} B.");
        Console.WriteLine();
        return result.GetValue(MaxOption) ? await BurstAsync(run, session) : await SteadyAsync(run, session, load);
    }

    private static async Task<int> SteadyAsync(LocalRun run, LocalSession session, LocalLoad load)
    {
        var table = Table();
        Add(table, "floor: plain table, no service", await run.FloorAsync());
        Add(table, $"synced table, {load.Rate}/s", await run.SteadyAsync());
        Console.Write(table);
        var (increments, held) = await run.CountAsync();
        Console.WriteLine();
        Console.WriteLine($"Counter: {increments} increments in {session.Host.Regions[0].Name}, 50 a second, while {session.Host.Regions[1].Name} wrote its own items; held in the end: {string.Join(", ", held)}.");
        return await FinishAsync(run, session, isRight: held.All(h => h == increments));
    }

    private static async Task<int> BurstAsync(LocalRun run, LocalSession session)
    {
        var table = Table();
        Add(table, "floor: plain table, no service, 16 writers", await run.FullFloorAsync());
        Add(table, "synced table, 16 writers in one region", await run.BurstAsync());
        Console.Write(table);
        return await FinishAsync(run, session, isRight: true);
    }

    private static async Task<int> FinishAsync(LocalRun run, LocalSession session, bool isRight)
    {
        var differences = await run.DifferencesAsync();
        var letters = session.Host.Regions.Sum(r => RegionStatus.Of(session, r).DeadLetters);
        Console.WriteLine();
        Console.WriteLine($"Afterwards {(differences.Count == 0 ? "all regions hold the same" : $"the regions differ in {differences.Count} items")}; {letters} dead letters.");
        foreach (var line in differences.Concat(session.Complaints))
        {
            Console.WriteLine("* " + line);
        }

        return isRight && differences.Count == 0 && letters == 0 ? 0 : 1;
    }

    private static Markdown Table() => new("", "writes/s", "put p50", "put p99", "arrivals/s", "lag p50", "lag p99", "last arrival after last write", "deferrals", "cores: servers and writers");

    private static void Add(Markdown table, string name, LoadResult floor) =>
        table.Add(name, Markdown.Number(floor.PerSecond), Ms(floor.Latencies.Quantile(0.5)), Ms(floor.Latencies.Quantile(0.99)), "", "", "", "", "", "");

    private static void Add(Markdown table, string name, Replication replication)
    {
        var writes = replication.Writes;
        table.Add(
            name,
            Markdown.Number(writes.PerSecond),
            Ms(writes.Latencies.Quantile(0.5)),
            Ms(writes.Latencies.Quantile(0.99)),
            Markdown.Number(replication.ArrivalsPerSecond),
            Ms(replication.LagP50Ms),
            Ms(replication.LagP99Ms),
            Ms((replication.UntilLastArrival - writes.Elapsed).TotalMilliseconds),
            Markdown.Number(replication.Deferred),
            replication.HostCores.ToString("0.0", CultureInfo.InvariantCulture));
    }

    private static string Ms(double? ms) => ms is { } value ? Markdown.Number(value) + " ms" : "";
}
