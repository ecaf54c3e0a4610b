using DataSync.Local.Faults;

namespace DataSync.Cli.Local;

/// <summary>The keys of the live view: each turns a fault of the selected region on or off.</summary>
internal sealed class FaultKeys(RegionFaults faults, IReadOnlyList<string> regions)
{
    private static readonly (char Key, Fault Fault)[] Toggles =
    [
        ('c', new Fault(FaultKind.Cut, "")),
        ('d', new Fault(FaultKind.Delay, "") { Amount = TimeSpan.FromMilliseconds(250) }),
        ('t', new Fault(FaultKind.Throttle, "") { Target = "dynamodb", Share = 0.5 }),
        ('e', new Fault(FaultKind.Error, "") { Share = 0.2 }),
        ('a', new Fault(FaultKind.Deny, "") { Target = "sqs" }),
        ('l', new Fault(FaultKind.Lose, "") { Share = 0.1 }),
        ('k', new Fault(FaultKind.Kill, "") { Share = 0.05 }),
        ('u', new Fault(FaultKind.Duplicate, "") { Share = 0.3 }),
        ('o', new Fault(FaultKind.Reorder, "") { Share = 0.3 }),
        ('f', new Fault(FaultKind.Freeze, "")),
        ('s', new Fault(FaultKind.Skew, "") { Amount = TimeSpan.FromSeconds(30) }),
    ];

    private int _selected;

    /// <summary>What the keys do, in one line.</summary>
    public static string Help =>
        "n next region, " + string.Join(", ", Toggles.Select(toggle => $"{toggle.Key} {toggle.Fault.Kind.ToString().ToLowerInvariant()}")) + ", h heal, q quit";

    /// <summary>The region that the keys act on.</summary>
    public string Selected => regions[Volatile.Read(ref _selected)];

    /// <summary>Does what the key says. False: quit.</summary>
    public bool Press(char key)
    {
        if (key == 'n')
        {
            Volatile.Write(ref _selected, (_selected + 1) % regions.Count);
        }
        else if (key == 'h')
        {
            faults.Heal(Selected);
        }
        else if (Toggles.FirstOrDefault(toggle => toggle.Key == key).Fault is { } kind)
        {
            var fault = kind with { Region = Selected };
            if (faults.Active.Contains(fault))
            {
                faults.End(fault);
            }
            else
            {
                faults.Begin(fault);
            }
        }

        return key != 'q';
    }

    /// <summary>Listens to the keyboard until q is pressed. It cannot be told to stop before: nothing waits for it then.</summary>
    public Task ListenAsync() => Task.Factory.StartNew(
        () =>
        {
            while (Press(char.ToLowerInvariant(Console.ReadKey(intercept: true).KeyChar)))
            {
                // The next key. A read that blocks costs nothing while nobody types.
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}
