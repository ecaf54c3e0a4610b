using System.Globalization;

namespace DataSync.Simulation;

/// <summary>The console runner. Exit codes: 0 all promises kept, 1 safety, 2 liveness, 3 the simulation crashed, 4 a fault never fired, 64 usage.</summary>
internal static class CommandLine
{
    private const int UsageExitCode = 64;
    private const int SilentExitCode = 4;

    private const string Usage = """
        Runs schedules of the protocol's simulation.
          --runs N        schedules of each scenario (default 1000)
          --seed N        first seed (default 0); schedule i has seed N + i
          --scenario S    one scenario only; without it all of them
          --threads N     default: one per processor
          --trace         print each schedule's trace hash
          --list          list the scenarios
        """;

    public static int Run(string[] args, TextWriter output)
    {
        int runCount = 1000, seed = 0, threadCount = Environment.ProcessorCount;
        var scenarios = Scenarios.All;
        var isTracing = false;
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            switch (args[i])
            {
                case "--runs" when TryRead(value, out runCount):
                case "--seed" when TryRead(value, out seed):
                case "--threads" when TryRead(value, out threadCount) && threadCount > 0:
                    i++;
                    break;
                case "--scenario" when Scenarios.Find(value) is { } scenario:
                    scenarios = [scenario];
                    i++;
                    break;
                case "--trace": isTracing = true; break;
                case "--list":
                    output.WriteLine(string.Join('\n', Scenarios.All));
                    return 0;
                default:
                    output.WriteLine($"Cannot make sense of '{args[i]} {value}'.\n{Usage}");
                    return UsageExitCode;
            }
        }

        return isTracing ? Trace(scenarios, seed, runCount, output) : Explore(scenarios, seed, runCount, threadCount, output);
    }

    private static int Trace(IReadOnlyList<Scenario> scenarios, int seed, int runCount, TextWriter output)
    {
        foreach (var scenario in scenarios)
        {
            for (var i = 0; i < runCount; i++)
            {
                var result = World.Run(scenario, seed + i);
                output.WriteLine($"{scenario.Name} {result.Seed} {result.Trace:x16} {result.Verdict} {result.Detail}");
            }
        }

        return 0;
    }

    private static int Explore(IReadOnlyList<Scenario> scenarios, int seed, int runCount, int threadCount, TextWriter output)
    {
        output.WriteLine($"{runCount} schedules of each of {scenarios.Count} scenarios from seed {seed}");
        var worst = 0;
        foreach (var scenario in scenarios)
        {
            var found = Exploration.Run(scenario, Enumerable.Range(seed, runCount), threadCount);
            var faults = string.Join(", ", Enum.GetValues<Fault>().Where(f => found.CountOf(f) > 0).Select(f => $"{f} {found.CountOf(f)}"));
            output.WriteLine(
                $"{scenario.Name,-24} {found.RunCount - found.BrokenCount} of {found.RunCount} kept every promise; "
                + $"{found.StepCount / Math.Max(1, found.RunCount)} steps and {found.Elapsed.TotalMilliseconds / Math.Max(1, found.RunCount):F2} ms each; {faults}");
            foreach (var broken in found.Broken)
            {
                output.WriteLine($"    {broken.Verdict}, first with seed {broken.Seed}: {broken.Detail}\n    {broken.Replay}");
                worst = worst == 0 ? ExitCode(broken.Verdict) : Math.Min(worst, ExitCode(broken.Verdict));
            }

            if (found.Silent.Count > 0)
            {
                output.WriteLine($"    never fired: {string.Join(", ", found.Silent)}");
                worst = worst == 0 ? SilentExitCode : worst;
            }
        }

        return worst;
    }

    private static int ExitCode(Verdict verdict) => verdict switch
    {
        Verdict.Kept => 0,
        Verdict.Unsafe => 1,
        Verdict.Stuck => 2,
        Verdict.Crashed => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };

    private static bool TryRead(string text, out int number) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
