using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using DataSync.Cli.Demo;
using DataSync.Cli.Local;
using DataSync.Local;

namespace DataSync.Benchmarks.Local;

/// <summary><c>objects</c>: objects through the local host, beside plain puts to the same server, and the memory of Apply.</summary>
internal static class ObjectsCommand
{
    private const int Writers = 8;
    private static readonly Option<int> CountOption = new("--count") { Description = "Small objects to put in one region.", DefaultValueFactory = _ => 3000 };
    private static readonly Option<int> SizeOption = new("--size") { Description = "Their size in bytes.", DefaultValueFactory = _ => 1024 };
    private static readonly Option<int> LargeOption = new("--large-mb") { Description = "One large object afterwards, in MB; 0 for none.", DefaultValueFactory = _ => 1024 };
    private static readonly Option<string> RegionsOption = new("--regions") { Description = "Regions, comma separated.", DefaultValueFactory = _ => "us-east-1,eu-west-1" };
    private static readonly Option<bool> AotOption = new("--aot") { Description = "Run the native executable that build/publish-functions made." };

    public static Command Create()
    {
        var command = new Command("objects", "Objects a second through the local host beside plain puts to the same server, and the memory of Apply beside the size of an object.")
        {
            CountOption, SizeOption, LargeOption, RegionsOption, AotOption,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var regions = result.GetValue(RegionsOption)!.Split(',');
        var isAot = result.GetValue(AotOption);
        await using var session = new LocalSession(
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
        using var application = new ObjectApplication(session, regions[0]);
        await application.CreatePlainBucketAsync();
        await PutAsync(session, application, "warm", count: 500, result.GetValue(SizeOption), cancellationToken);
        Console.WriteLine($"{Markdown.Machine()}. {regions.Length} regions, functions {(isAot ? "Native AOT" : "JIT, Release")}, objects of {result.GetValue(SizeOption)} B from one region, {Writers} writers.");
        Console.WriteLine();
        var table = new Markdown("", "puts/s", "put p50", "put p99", "objects/s in every region");
        var floor = await Load.FullAsync(result.GetValue(CountOption), Writers, i => application.PutPlainAsync($"{i}", result.GetValue(SizeOption)));
        table.Add("floor: plain bucket, no service", Markdown.Number(floor.PerSecond), Ms(floor.Latencies.Quantile(0.5)), Ms(floor.Latencies.Quantile(0.99)), "");
        var (load, elapsed) = await PutAsync(session, application, "small", result.GetValue(CountOption), result.GetValue(SizeOption), cancellationToken);
        table.Add("synced bucket", Markdown.Number(load.PerSecond), Ms(load.Latencies.Quantile(0.5)), Ms(load.Latencies.Quantile(0.99)), Markdown.Number(load.Count / elapsed.TotalSeconds));
        Console.Write(table);
        if (result.GetValue(LargeOption) is > 0 and var megabytes)
        {
            await LargeAsync(session, application, megabytes, cancellationToken);
        }

        return 0;
    }

    private static async Task LargeAsync(LocalSession session, ObjectApplication application, int megabytes, CancellationToken cancellationToken)
    {
        var before = ApplyMemory();
        var start = Stopwatch.GetTimestamp();
        await application.PutLargeAsync("large", megabytes);
        var put = Stopwatch.GetElapsedTime(start);
        await ArriveAsync(session, application, "large", 1, cancellationToken);
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"One object of {megabytes:N0} MB: put in {put.TotalSeconds:0.0} s, everywhere {(Stopwatch.GetElapsedTime(start) - put).TotalSeconds:0.0} s later. Largest resident memory of an Apply process: {before:0.0} MB before, {ApplyMemory():0.0} MB after."));
    }

    private static async Task<(LoadResult Load, TimeSpan Elapsed)> PutAsync(
        LocalSession session, ObjectApplication application, string prefix, int count, int size, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var load = await Load.FullAsync(count, Writers, i => application.PutAsync($"{prefix}/{i}", size));
        await ArriveAsync(session, application, prefix, count, cancellationToken);
        return (load, Stopwatch.GetElapsedTime(start));
    }

    private static async Task ArriveAsync(LocalSession session, ObjectApplication application, string prefix, int count, CancellationToken cancellationToken)
    {
        foreach (var region in session.Host.Regions)
        {
            while (await application.CountAsync(region.Name, prefix) < count)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            }
        }

        if (!await Convergence.WaitForQuietAsync(session, Console.Error.WriteLine, cancellationToken))
        {
            throw new InvalidOperationException("Events are still under way: " + string.Join("; ", session.Complaints));
        }
    }

    // The peak that the kernel remembers, of the processes that are alive.
    private static double ApplyMemory()
    {
        var peak = 0.0;
        foreach (var process in Process.GetProcesses())
        {
            try
            {
                if (File.ReadAllText($"/proc/{process.Id}/environ").Contains("\0_HANDLER=Apply\0", StringComparison.Ordinal))
                {
                    var line = File.ReadLines($"/proc/{process.Id}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
                    peak = Math.Max(peak, double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody else's process, or one that has just ended.
            }
        }

        return peak;
    }

    private static string Ms(double? ms) => ms is { } value ? Markdown.Number(value) + " ms" : "";
}
