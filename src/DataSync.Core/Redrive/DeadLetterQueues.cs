using DataSync.Core.Ports;

namespace DataSync.Core.Redrive;

/// <summary>The dead-letter queues by the names that people use.</summary>
public static class DeadLetterQueues
{
    private static readonly (string Name, QueueKind Kind)[] Known =
    [
        ("changes", QueueKind.ChangesDeadLetters),
        ("parked", QueueKind.ParkedDeadLetters),
        ("capture", QueueKind.CaptureDeadLetters),
        ("object-events", QueueKind.ObjectEventDeadLetters),
        ("failures", QueueKind.FailedBatches),
    ];

    /// <summary>All of them, that of the failed batches last.</summary>
    public static IReadOnlyList<QueueKind> All { get; } = [.. Known.Select(k => k.Kind)];

    /// <summary>Their names, in the same order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(k => k.Name)];

    /// <summary>Reads a name.</summary>
    /// <exception cref="ArgumentException">It is not one of <see cref="Names"/>; the message names it.</exception>
    public static QueueKind Parse(string? name)
    {
        foreach (var (known, kind) in Known)
        {
            if (known == name)
            {
                return kind;
            }
        }

        throw new ArgumentException($"\"queue\" is '{name}'; it must be {string.Join(", ", Names.SkipLast(1))} or {Names[^1]}.");
    }

    /// <summary>The name of a dead-letter queue.</summary>
    /// <exception cref="ArgumentException">It is no dead-letter queue.</exception>
    public static string NameOf(QueueKind kind)
    {
        foreach (var (name, known) in Known)
        {
            if (known == kind)
            {
                return name;
            }
        }

        throw new ArgumentException($"{kind} is no dead-letter queue.", nameof(kind));
    }
}
