using System.CommandLine;
using DataSync.Benchmarks.Calls;
using DataSync.Benchmarks.Core;
using DataSync.Benchmarks.Local;
using DataSync.Benchmarks.Servers;
using DataSync.Benchmarks.Start;

namespace DataSync.Benchmarks;

internal static class Program
{
    public static Task<int> Main(string[] args)
    {
        var root = new RootCommand("Measures DataSync. Each command prints Markdown for docs/performance.md.")
        {
            CoreCommand.Create(), CpuCommand.Create(), CallsCommand.Create(), StartCommand.Create(), LocalCommand.Create(), ObjectsCommand.Create(), OperatorCommand.Create(), ServersCommand.Create(),
        };
        return root.Parse(args).InvokeAsync();
    }
}
