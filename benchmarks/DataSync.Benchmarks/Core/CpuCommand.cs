using System.CommandLine;
using DataSync.Benchmarks.Workload;

namespace DataSync.Benchmarks.Core;

/// <summary>
/// <c>cpu</c>: the same as <c>core</c> for one size of item, counted in processor time in short turns. Rough, but it
/// means something on a machine that others use too.
/// </summary>
internal static class CpuCommand
{
    private const int Rounds = 5;
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(300);
    private static readonly Option<int> ItemOption = new("--item-bytes") { Description = "Size of an item.", DefaultValueFactory = _ => 1024 };

    public static Command Create()
    {
        var command = new Command("cpu", "Like core, for one size, in processor time: for a machine that is busy with other things.") { ItemOption };
        command.SetAction((result, _) => RunAsync(result.GetValue(ItemOption)));
        return command;
    }

    private static async Task<int> RunAsync(int itemBytes)
    {
        var benchmarks = new CoreBenchmarks { ItemBytes = itemBytes };
        benchmarks.Setup();
        var count = CoreBenchmarks.CountOf(itemBytes);
        (string Name, Func<Task> Run)[] paths =
        [
            ("capture, new items", benchmarks.CaptureInserts),
            ("capture, changed items", benchmarks.CaptureUpdates),
            ("apply, new items", benchmarks.ApplyInserts),
            ("apply, changed items", benchmarks.ApplyUpdates),
            ("parse, stream event of new items", () => Task.FromResult(benchmarks.ParseInsertEvent())),
            ("parse, queue event", () => Task.FromResult(benchmarks.ParseQueueEvent())),
            ("SHA-256, stream event of new items", () => Task.FromResult(benchmarks.HashInsertEvent())),
            ("SHA-256, queue event", () => Task.FromResult(benchmarks.HashQueueEvent())),
        ];
        var best = new (double Microseconds, long Bytes)[paths.Length];
        for (var round = 0; round <= Rounds; round++)
        {
            for (var i = 0; i < paths.Length; i++)
            {
                var turn = await MeasureAsync(paths[i].Run);
                best[i] = round < 2 || turn.Microseconds < best[i].Microseconds ? turn : best[i]; // the first round is the JIT's
            }
        }

        var table = new Markdown("path", "changes per CPU second", "µs/change", "B allocated/change");
        foreach (var ((name, _), (microseconds, bytes)) in paths.Zip(best))
        {
            table.Add(name, Markdown.Number(count / microseconds * 1e6), Markdown.Number(microseconds / count), Markdown.Number((double)bytes / count));
        }

        Console.WriteLine($"{Markdown.Machine()}. Items of {itemBytes} B, {count} in a batch of {new Batch(itemBytes).MessageCount} messages; the best of {Rounds} turns.");
        Console.WriteLine();
        Console.Write(table);
        return 0;
    }

    private static async Task<(double Microseconds, long Bytes)> MeasureAsync(Func<Task> run)
    {
        var (cpu, allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        var runs = 0;
        while (Environment.CpuUsage.TotalTime - cpu < Turn)
        {
            for (var i = 0; i < 8; i++, runs++)
            {
                await run();
            }
        }

        return ((Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / runs, (GC.GetTotalAllocatedBytes() - allocated) / runs);
    }
}
