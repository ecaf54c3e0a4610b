using System.Diagnostics;

namespace DataSync.Simulation;

/// <summary>Runs many schedules of a scenario and adds up what happened.</summary>
public sealed class Exploration
{
    // Below this many schedules a rare fault may well not have fired.
    private const int EnoughRuns = 300;

    private readonly long[] _faults = new long[Enum.GetValues<Fault>().Length];

    private Exploration(Scenario scenario) => Scenario = scenario;

    /// <summary>The scenario.</summary>
    public Scenario Scenario { get; }

    /// <summary>Schedules run.</summary>
    public int RunCount { get; private set; }

    /// <summary>Steps of all of them.</summary>
    public long StepCount { get; private set; }

    /// <summary>Time it took, on the wall.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>The first schedule, by seed, that broke a promise in each way; empty when all were kept.</summary>
    public IReadOnlyList<RunResult> Broken { get; private set; } = [];

    /// <summary>How many schedules broke a promise.</summary>
    public int BrokenCount { get; private set; }

    /// <summary>Faults that the scenario is there for and that never fired; empty when there were too few schedules to tell.</summary>
    public IReadOnlyList<Fault> Silent => RunCount < EnoughRuns ? [] : [.. Scenario.Fires.Where(f => _faults[(int)f] == 0)];

    /// <summary>How often a fault fired.</summary>
    public long CountOf(Fault fault) => _faults[(int)fault];

    /// <summary>Runs schedules.</summary>
    /// <param name="scenario">The kind of schedules.</param>
    /// <param name="seeds">One schedule for each.</param>
    /// <param name="threadCount">Threads to use; each schedule stays on one.</param>
    /// <param name="stopAtFirst">True to stop at the first broken promise.</param>
    public static Exploration Run(Scenario scenario, IEnumerable<int> seeds, int threadCount = 1, bool stopAtFirst = false)
    {
        var exploration = new Exploration(scenario);
        var watch = Stopwatch.StartNew();
        if (threadCount == 1)
        {
            foreach (var seed in seeds)
            {
                exploration.Add(World.Run(scenario, seed));
                if (stopAtFirst && exploration.BrokenCount > 0)
                {
                    break;
                }
            }
        }
        else
        {
            Parallel.ForEach(seeds, new ParallelOptions { MaxDegreeOfParallelism = threadCount }, (seed, loop) =>
            {
                exploration.Add(World.Run(scenario, seed));
                if (stopAtFirst && exploration.BrokenCount > 0)
                {
                    loop.Stop();
                }
            });
        }

        exploration.Elapsed = watch.Elapsed;
        return exploration;
    }

    /// <summary>Runs schedules until a promise breaks. For callers that know this assembly by reflection only.</summary>
    /// <returns>The first broken promise with its scenario and seed; null when all were kept.</returns>
    public static string? FirstBroken(string scenario, int firstSeed, int runCount)
    {
        var found = Run(Scenarios.Find(scenario)!, Enumerable.Range(firstSeed, runCount), stopAtFirst: true).Broken;
        return found.Count == 0 ? null : $"{found[0].Detail} ({scenario}, seed {found[0].Seed})";
    }

    private void Add(RunResult result)
    {
        lock (_faults)
        {
            RunCount++;
            StepCount += result.Steps;
            for (var i = 0; i < _faults.Length; i++)
            {
                _faults[i] += result.Faults[i];
            }

            if (result.Verdict == Verdict.Kept)
            {
                return;
            }

            BrokenCount++;
            var promise = PromiseOf(result);
            var same = Broken.FirstOrDefault(b => PromiseOf(b) == promise);
            if (same is null || result.Seed < same.Seed)
            {
                Broken = [.. Broken.Where(b => b != same), result];
            }
        }
    }

    private static string PromiseOf(RunResult result) => result.Detail.Split(':')[0];
}
