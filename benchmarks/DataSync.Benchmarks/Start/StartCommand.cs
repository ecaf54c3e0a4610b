using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using DataSync.Cli.Local;
using DataSync.Local;
using DataSync.Local.Runtime;
using DataSync.Local.Templates;

namespace DataSync.Benchmarks.Start;

/// <summary><c>start</c>: from the start of a process to its first response over the Runtime API, native beside JIT.</summary>
internal static class StartCommand
{
    private const string Region = "eu-west-1";

    private static readonly Option<int> RunsOption = new("--runs") { Description = "Measured starts of each kind.", DefaultValueFactory = _ => 21 };

    public static Command Create()
    {
        var command = new Command("start", "Process start to first response: Apply with an empty event, with the settings of template.yaml. Needs build/publish-functions x86_64 InTree first.") { RunsOption };
        command.SetAction((result, _) => RunAsync(result.GetValue(RunsOption)));
        return command;
    }

    private static async Task<int> RunAsync(int runs)
    {
        var managed = LocalPaths.Functions(named: null, isAot: false);
        var native = LocalPaths.Functions(named: null, isAot: true);
        var function = ApplyOf(managed);
        await using var server = await RuntimeApiServer.StartAsync(TimeProvider.System, static _ => { });
        var (jit, aot) = (new List<double>(), new List<double>());

        // The first round warms the disk's cache and is not counted. Alternating, so that a noisy moment hits both.
        for (var run = 0; run <= runs; run++)
        {
            var jitMs = await MeasureAsync(server, Definition(function, $"jit-{run}", DotnetPath(), [managed]));
            var aotMs = await MeasureAsync(server, Definition(function, $"aot-{run}", native, []));
            if (run > 0)
            {
                jit.Add(jitMs);
                aot.Add(aotMs);
            }
        }

        Print(jit, aot, managed, native);
        return 0;
    }

    private static LocalFunction ApplyOf(string functions)
    {
        var stack = LocalPlan.Evaluate(new LocalHostOptions
        {
            TemplatePath = LocalPaths.Template(named: null),
            Regions = [Region, "us-east-1"],
            Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["Regions"] = $"{Region},us-east-1" },
            FunctionPath = functions,
            Time = TimeProvider.System,
        })[0];
        return stack.Functions.Single(f => f.Handler == "Apply");
    }

    private static FunctionDefinition Definition(LocalFunction function, string name, string fileName, IReadOnlyList<string> arguments) => new()
    {
        Name = name,
        Region = Region,
        FileName = fileName,
        Arguments = arguments,
        Handler = function.Handler,
        Environment = function.Environment,
        MemorySizeMb = function.MemorySizeMb,
        Timeout = TimeSpan.FromMinutes(1),
        InitTimeout = TimeSpan.FromMinutes(1),
    };

    private static async Task<double> MeasureAsync(RuntimeApiServer server, FunctionDefinition definition)
    {
        await using var pool = server.AddFunction(definition);
        var start = Stopwatch.GetTimestamp();
        var result = await pool.InvokeAsync("{\"Records\":[]}"u8.ToArray());
        var elapsed = Stopwatch.GetElapsedTime(start);
        return result.Succeeded
            ? elapsed.TotalMilliseconds
            : throw new InvalidOperationException($"{definition.FileName} did not answer: {Encoding.UTF8.GetString(result.Payload.Span)}");
    }

    private static string DotnetPath() => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";

    private static void Print(List<double> jit, List<double> aot, string managed, string native)
    {
        jit.Sort();
        aot.Sort();
        var table = new Markdown("executable", "files", "median", "fastest", "slowest", "starts");
        table.Add("`dotnet bootstrap.dll` (JIT, Release)", Size(Directory.EnumerateFiles(Path.GetDirectoryName(managed)!, "*.dll")), Ms(jit[jit.Count / 2]), Ms(jit[0]), Ms(jit[^1]), jit.Count.ToString(CultureInfo.InvariantCulture));
        table.Add("`bootstrap` (Native AOT)", Size([native]), Ms(aot[aot.Count / 2]), Ms(aot[0]), Ms(aot[^1]), aot.Count.ToString(CultureInfo.InvariantCulture));
        Console.WriteLine(Markdown.Machine());
        Console.WriteLine();
        Console.Write(table);
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"AOT takes {aot[aot.Count / 2] / jit[jit.Count / 2]:0.000} of JIT's time (1/{jit[jit.Count / 2] / aot[aot.Count / 2]:0.0})."));
    }

    private static string Size(IEnumerable<string> files) =>
        string.Create(CultureInfo.InvariantCulture, $"{files.Sum(f => new FileInfo(f).Length) / (1024.0 * 1024):0.0} MiB");

    private static string Ms(double ms) => Markdown.Number(ms) + " ms";
}
