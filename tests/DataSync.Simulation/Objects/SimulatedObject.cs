using DataSync.Core.Objects;
using DataSync.Core.Versions;

namespace DataSync.Simulation.Objects;

/// <summary>What an application would call the same object: its bytes and what it says about them.</summary>
internal sealed record ObjectToken(int Bytes, ObjectHeaders Headers);

/// <summary>One write of an object, with what only the simulation knows about it.</summary>
internal sealed class SimulatedObject(StoredObject head, int bytes, bool isByService)
{
    public StoredObject Head { get; } = head;

    public int Bytes { get; } = bytes;

    public bool IsByService { get; } = isByService;

    public ObjectToken Token { get; } = new(bytes, head.Headers);

    /// <summary>The version it was given in the ledger.</summary>
    public ItemVersion Version { get; set; }

    /// <summary>How often it was written within the second that S3 tells: nothing can tell those writes apart.</summary>
    public int WriteCount { get; set; }
}

/// <summary>An event as the bucket sends it.</summary>
internal sealed class SimulatedEvent(ObjectEvent @event, bool isByService)
{
    public ObjectEvent Event { get; } = @event;

    public bool IsByService { get; } = isByService;

    /// <summary>The version a removal was given in the ledger.</summary>
    public ItemVersion Version { get; set; }
}
