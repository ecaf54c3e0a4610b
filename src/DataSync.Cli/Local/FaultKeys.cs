using DataSync.Local.Faults;

namespace DataSync.Cli.Local;

/// <summary>The keys of the live view: each turns a fault of the selected region on or off.</summary>
internal sealed class FaultKeys(RegionFaults faults, IReadOnlyList<string> regions)
{
    private int _selected;

    /// <summary>What the keys do, in one line.</summary>
    public static string Help =>
        "n next region, " + string.Join(", ", FaultPreset.All.Select(toggle => $"{toggle.Key} {toggle.Fault.Kind.ToString().ToLowerInvariant()}")) + ", h heal, q quit";

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
        else if (Array.Find(FaultPreset.All, preset => preset.Key == key)?.Fault is { } kind)
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
