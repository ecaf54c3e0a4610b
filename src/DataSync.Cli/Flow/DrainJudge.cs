using System.Globalization;

namespace DataSync.Cli.Flow;

/// <summary>What a look means.</summary>
/// <param name="Waiting">What is not where it should be; empty when all is sent.</param>
/// <param name="Obstacles">What keeps it there, with what to do about it.</param>
internal sealed record DrainVerdict(IReadOnlyList<string> Waiting, IReadOnlyList<string> Obstacles)
{
    /// <summary>True when nothing waits.</summary>
    public bool IsEmpty => Waiting.Count == 0;
}

/// <summary>Judges looks.</summary>
internal static class DrainJudge
{
    // Streams tell whole seconds, and a batch may wait a moment to be filled: less than this is no backlog.
    private const double NearZeroSeconds = 5;

    private const string Enabled = "Enabled";

    /// <summary>What still waits, and why.</summary>
    public static DrainVerdict Of(DrainLook look)
    {
        var waiting = new List<string>();
        var obstacles = new List<string>();
        OfCapture(look, waiting, obstacles);
        OfObjects(look, waiting, obstacles);
        OfParked(look, waiting, obstacles);
        foreach (var target in look.Targets)
        {
            OfTarget(target, waiting, obstacles);
        }

        return new DrainVerdict(waiting, obstacles);
    }

    private static void OfCapture(DrainLook look, List<string> waiting, List<string> obstacles)
    {
        if (look.Capture != Enabled)
        {
            waiting.Add("writes that are not captured");
            obstacles.Add($"The event source mapping of CaptureItems is {look.Capture}: what is written meanwhile is not even counted, and the stream keeps it for 24 hours only. See CaptureEnabled in docs/operations.md.");
        }

        if (look.IteratorAgeSeconds > NearZeroSeconds)
        {
            waiting.Add(string.Create(CultureInfo.InvariantCulture, $"capture is {look.IteratorAgeSeconds:0} s behind"));
        }

        if (look.CaptureFailures > 0)
        {
            waiting.Add("capture is being tried again");
            obstacles.Add(string.Create(CultureInfo.InvariantCulture, $"CaptureItems failed or was throttled {look.CaptureFailures:0} times in the last minutes. Its log says why; see #function-errors in docs/operations.md."));
        }
    }

    private static void OfObjects(DrainLook look, List<string> waiting, List<string> obstacles)
    {
        if (look.ObjectEvents is null)
        {
            return;
        }

        if (look.ObjectEvents > 0)
        {
            waiting.Add($"{look.ObjectEvents} object events");
        }

        if (look.ObjectCapture != Enabled && look.ObjectEvents > 0)
        {
            obstacles.Add($"The event source mapping of CaptureObjects is {look.ObjectCapture}. See CaptureEnabled in docs/operations.md.");
        }
    }

    private static void OfParked(DrainLook look, List<string> waiting, List<string> obstacles)
    {
        if (look.Parked == 0)
        {
            return;
        }

        waiting.Add($"{look.Parked} parked envelopes");
        obstacles.AddRange(look.OnHold.Select(name => $"{name} is on hold here. `datasync resume {name} --from {look.Region}` releases it."));
        obstacles.AddRange(look.Away.Select(name => $"{name} does not answer: what is for it stays parked until it does."));
        if (look.Forward != Enabled)
        {
            obstacles.Add($"The event source mapping of Forward is {look.Forward}: nothing that is parked is sent. See ForwardEnabled in docs/operations.md.");
        }
    }

    private static void OfTarget(DrainTarget target, List<string> waiting, List<string> obstacles)
    {
        if (target.Changes is null)
        {
            waiting.Add($"{target.Region} is not known");
            obstacles.Add($"{target.Region} does not answer: nobody can tell what waits there.");
        }
        else if (target.Changes > 0)
        {
            waiting.Add($"{target.Changes} messages to apply in {target.Region}");
            if (target.Apply != Enabled)
            {
                obstacles.Add($"Apply of {target.Region} is {target.Apply}. `datasync resume {target.Region}` enables it.");
            }
        }
    }
}
