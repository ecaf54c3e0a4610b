using DataSync.Core.Ports;

namespace DataSync.Aws.Queues;

/// <summary>Where the service's queues are.</summary>
public sealed record QueueUrls
{
    /// <summary>Stands for the region in <see cref="ChangesTemplate"/>.</summary>
    public const string RegionPlaceholder = "{region}";

    /// <summary>This region's changes queue.</summary>
    public required string Changes { get; init; }

    /// <summary>The changes queue of any region, with <see cref="RegionPlaceholder"/> in it.</summary>
    public required string ChangesTemplate { get; init; }

    /// <summary>This region's parked queue.</summary>
    public required string Parked { get; init; }

    /// <summary>Dead letters of Apply.</summary>
    public required string ChangesDeadLetters { get; init; }

    /// <summary>Dead letters of Forward.</summary>
    public required string ParkedDeadLetters { get; init; }

    /// <summary>Dead letters of the stream side.</summary>
    public required string CaptureDeadLetters { get; init; }

    /// <summary>Events of the bucket; empty when no objects are in sync.</summary>
    public string ObjectEvents { get; init; } = "";

    /// <summary>Events of the bucket that were received too often; empty when no objects are in sync.</summary>
    public string ObjectEventDeadLetters { get; init; } = "";

    /// <summary>The URL of a queue.</summary>
    public string Of(QueueAddress address) => (address.Kind, address.Region) switch
    {
        (QueueKind.Changes, { } region) => ChangesTemplate.Replace(RegionPlaceholder, region, StringComparison.Ordinal),
        (QueueKind.Changes, null) => Changes,
        (QueueKind.Parked, null) => Parked,
        (QueueKind.ChangesDeadLetters, null) => ChangesDeadLetters,
        (QueueKind.ParkedDeadLetters, null) => ParkedDeadLetters,
        (QueueKind.CaptureDeadLetters, null) => CaptureDeadLetters,
        (QueueKind.ObjectEvents, null) when ObjectEvents.Length > 0 => ObjectEvents,
        (QueueKind.ObjectEventDeadLetters, null) when ObjectEventDeadLetters.Length > 0 => ObjectEventDeadLetters,
        (QueueKind.ObjectEvents or QueueKind.ObjectEventDeadLetters, null) =>
            throw new ArgumentException("No objects are in sync here (ObjectSync): there is no queue of their events.", nameof(address)),
        _ => throw new ArgumentException($"No function sends to {address.Kind} of another region.", nameof(address)),
    };
}
