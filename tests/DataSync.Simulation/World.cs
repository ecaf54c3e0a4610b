using System.Text;
using DataSync.Core.Items;
using DataSync.Core.Objects;
using DataSync.Core.Ports;

namespace DataSync.Simulation;

/// <summary>
/// One schedule: regions with their stores and queues, the application, and a scheduler on one thread that decides what
/// happens next. Everything follows from the scenario and the seed.
/// </summary>
public sealed class World
{
    internal const string Entity = "t";

    internal const string ObjectEntity = "o";

    private const int MaxSteps = 200_000;

    private static readonly string[] Names = ["eu-west-1", "us-east-1", "ap-southeast-1", "sa-east-1", "af-south-1"];
    private static readonly int[] StepsMs = [0, 1, 5, 50, 400];

    private readonly Dictionary<ItemKey, int> _indexes = [];
    private readonly long[] _faults = new long[Enum.GetValues<Fault>().Length];
    private readonly int _seed;
    private int _messageCount;
    private int _number;
    private int _steps;

    private World(Scenario scenario, int seed)
    {
        Scenario = scenario;
        _seed = seed;
        Random = SimulatedRandom.For(scenario.Name, seed);
        var canonical = new CanonicalJson();
        var keys = new List<ItemKey>();
        for (var i = 0; i < scenario.Items + (scenario.Poisons > 0 ? scenario.Poisons + 1 : 0); i++)
        {
            keys.Add(scenario.IsObjects ? ObjectKey.Of(ObjectEntity, "o" + i) : ItemKey.Parse(Entity, Encoding.UTF8.GetBytes(Attributes.KeyJson(i)), canonical));
            _indexes.Add(keys[i], i);
        }

        Keys = keys;
        RefusedKey = scenario.Poisons > 0 ? keys.Count - 1 : -1;
        var names = Names[..scenario.Regions];
        Regions = [.. names.Select((name, i) => new Region(this, i, name, names, Skew(scenario.SkewMs), Skew(scenario.ClockSkewMs)))];
        Faults = new NetworkFaults(this);
        Promises = new Promises(this);
        Poisons = new Poisons(this);
        Application = new Application(this);
        Scheduler = new Scheduler(this);
    }

    internal Scenario Scenario { get; }

    internal SimulatedRandom Random { get; }

    internal TraceHash Trace { get; } = new();

    internal long NowMs { get; set; } = SimulatedTime.StartMs;

    internal IReadOnlyList<ItemKey> Keys { get; }

    /// <summary>Index of an item that tables refuse for good; -1 when there is none.</summary>
    internal int RefusedKey { get; }

    internal IReadOnlyList<Region> Regions { get; }

    internal NetworkFaults Faults { get; }

    internal Promises Promises { get; }

    internal Poisons Poisons { get; }

    internal Application Application { get; }

    internal Scheduler Scheduler { get; }

    internal Totals Totals { get; } = new();

    /// <summary>True once an operator has put things right: no more crashes.</summary>
    internal bool IsHealed { get; private set; }

    /// <summary>Runs the schedule of a scenario and a seed to its end.</summary>
    public static RunResult Run(Scenario scenario, int seed)
    {
        // A test runner's context would move the handlers to other threads at each await.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return new World(scenario, seed).Run();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    internal int IndexOf(ItemKey key) => _indexes[key];

    internal void Count(Fault fault) => _faults[(int)fault]++;

    internal void Count(Fault fault, int count) => _faults[(int)fault] += count;

    internal int NextNumber() => ++_number;

    internal Message NewMessage(ReadOnlyMemory<byte> body, TimeSpan delay) => new(++_messageCount, body, NowMs + (long)delay.TotalMilliseconds);

    internal ValueTask<T> Park<T>(OperationKind kind, Region region, int key, Func<bool, T> effect, Func<T>? failure = null)
    {
        var operation = new Operation<T>(Scheduler.Current!, kind, region.Index, key, effect, failure);
        Scheduler.Park(operation);
        return operation.Task;
    }

    private RunResult Run()
    {
        try
        {
            PutBaseline();
            RunToTheEnd();
        }
        catch (Exception e)
        {
            Promises.Break(Verdict.Crashed, e.ToString());
        }

        foreach (var region in Regions)
        {
            foreach (var cell in region.Cells.Where(c => c.Content is not null))
            {
                Trace.Add(cell.Item is { } item ? item.Content.Canonical : BitConverter.GetBytes(cell.Object!.Bytes));
            }
        }

        return new RunResult(Scenario, _seed, Promises.Verdict, Promises.Detail, Trace.Value, _steps, _faults);
    }

    private void RunToTheEnd()
    {
        while (Promises.AreKept)
        {
            if (_steps++ == MaxSteps)
            {
                Promises.Break(Verdict.Stuck, $"quiet: still busy after {MaxSteps} steps");
                return;
            }

            NowMs += Random.Pick<int>(StepsMs);
            if (!Scheduler.Step() && !Redrive())
            {
                Promises.CheckQuiet();
                return;
            }
        }
    }

    // What an operator does about messages that were received too often: mend the cause, send them back.
    private bool Redrive()
    {
        IsHealed = true;
        var isAny = false;
        foreach (var region in Regions)
        {
            foreach (var (dead, source) in new[] { (QueueKind.ChangesDeadLetters, QueueKind.Changes), (QueueKind.ParkedDeadLetters, QueueKind.Parked) })
            {
                foreach (var message in region.Queue(dead).Messages.Where(m => m.ReceiveCount > 0).ToList())
                {
                    region.Queue(dead).Remove(message);
                    region.Queue(source).Add(NewMessage(message.Body, TimeSpan.Zero));
                    isAny = true;
                }
            }
        }

        return isAny;
    }

    private void PutBaseline()
    {
        if (!Scenario.HasBaseline)
        {
            return;
        }

        for (var key = 0; key < Scenario.Items; key++)
        {
            foreach (var region in Regions)
            {
                if (Scenario.IsObjects)
                {
                    region.Cells[key].Object = region.Bucket.Make(key, bytes: -1, ObjectHeaders.None, stamp: null, isByService: false);
                }
                else
                {
                    region.Cells[key].Item = Attributes.Single(key, "x", -1, stamp: null);
                }
            }

            Promises.Baseline(key, Regions[0].Cells[key].Content);
        }
    }

    private int Skew(int limitMs) => Random.Range(-limitMs, limitMs);
}
