using System.CommandLine;
using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace DataSync.Benchmarks.Core;

/// <summary><c>core</c>: capture and apply on stores in memory.</summary>
internal static class CoreCommand
{
    private static readonly (string Name, string Benchmark, string Parse, string Hash)[] Paths =
    [
        ("capture, new items", nameof(CoreBenchmarks.CaptureInserts), nameof(CoreBenchmarks.ParseInsertEvent), nameof(CoreBenchmarks.HashInsertEvent)),
        ("capture, changed items", nameof(CoreBenchmarks.CaptureUpdates), nameof(CoreBenchmarks.ParseUpdateEvent), nameof(CoreBenchmarks.HashUpdateEvent)),
        ("apply, new items", nameof(CoreBenchmarks.ApplyInserts), nameof(CoreBenchmarks.ParseQueueEvent), nameof(CoreBenchmarks.HashQueueEvent)),
        ("apply, changed items", nameof(CoreBenchmarks.ApplyUpdates), nameof(CoreBenchmarks.ParseQueueEvent), nameof(CoreBenchmarks.HashQueueEvent)),
    ];

    private static readonly Option<bool> VerboseOption = new("--verbose") { Description = "Show what BenchmarkDotNet says while it runs." };

    public static Command Create()
    {
        var command = new Command("core", "Capture and apply on stores in memory: changes a second on one core, bytes allocated per change.") { VerboseOption };
        command.SetAction(result => Run(result.GetValue(VerboseOption)));
        return command;
    }

    private static int Run(bool isVerbose)
    {
        var artifacts = Directory.CreateTempSubdirectory("datasync-benchmarks-");
        try
        {
            // In process: another process would be built in a folder of BenchmarkDotNet's choice, which the artifacts layout does not allow for.
            var config = ManualConfig.CreateEmpty()
                .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
                .AddDiagnoser(MemoryDiagnoser.Default)
                .AddColumnProvider(DefaultColumnProviders.Instance)
                .AddLogger(isVerbose ? ConsoleLogger.Default : NullLogger.Instance)
                .WithArtifactsPath(artifacts.FullName)
                .WithOptions(ConfigOptions.DisableLogFile);
            Print(BenchmarkRunner.Run<CoreBenchmarks>(config));
            return 0;
        }
        finally
        {
            artifacts.Delete(recursive: true);
        }
    }

    private static void Print(Summary summary)
    {
        var results = summary.Reports.ToDictionary(r => (r.BenchmarkCase.Descriptor.WorkloadMethod.Name, (int)r.BenchmarkCase.Parameters["ItemBytes"]));
        var table = new Markdown("path", "item", "changes", "changes/s", "± %", "B allocated/change", "MB/s", "of JsonDocument.Parse", "of SHA-256");
        foreach (var (name, benchmark, parse, hash) in Paths)
        {
            foreach (var size in results.Keys.Select(k => k.Item2).Distinct().Order())
            {
                var count = CoreBenchmarks.CountOf(size);
                var report = results[(benchmark, size)];
                var (ns, error) = Mean(report);
                var allocated = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
                table.Add(
                    name,
                    size >= 1024 ? $"{(size + 1023) / 1024} KB" : $"{size} B",
                    count.ToString(CultureInfo.InvariantCulture),
                    Markdown.Number(count / ns * 1e9),
                    Markdown.Number(error),
                    Markdown.Number((double)allocated / count),
                    Markdown.Number(count * (double)size / ns * 1e3),
                    Times(ns, Mean(results[(parse, size)]).Ns),
                    Times(ns, Mean(results[(hash, size)]).Ns));
            }
        }

        Console.WriteLine(Markdown.Machine());
        Console.WriteLine();
        Console.Write(table);
        Console.WriteLine();
        Console.WriteLine("± is half of the spread between the runs. The last two columns: time as a multiple of what parsing, or hashing, the same event takes in the same run.");
    }

    private static (double Ns, double ErrorPercent) Mean(BenchmarkReport report)
    {
        var statistics = report.ResultStatistics
            ?? throw new InvalidOperationException($"{report.BenchmarkCase.Descriptor.WorkloadMethod.Name} has no result. Run with --verbose to see why.");
        return (statistics.Median, (statistics.Max - statistics.Min) / 2 / statistics.Median * 100);
    }

    private static string Times(double ns, double baseline) => (ns / baseline).ToString("0.0", CultureInfo.InvariantCulture) + " x";
}
