using DataSync.Core.Apply;
using DataSync.Core.Capture;
using DataSync.Core.FanOut;
using DataSync.Core.Forward;

namespace DataSync.Core.Tests.Support;

/// <summary>One region's handlers over stores and queues in memory.</summary>
public sealed class TestRegion
{
    /// <summary>Wires a region up.</summary>
    public TestRegion(TimeProvider time, SyncOptions? options = null)
    {
        var checkedOptions = (options ?? Make.Options).Check();
        Breaker = new TargetBreaker(time);
        FanOut = new FanOutSender(checkedOptions, Queues, Breaker, new HoldWatch(Holds, time), time);
        Capture = new CaptureHandler(checkedOptions, Ledger, Items, FanOut, Queues, time);
        Apply = new ApplyHandler(checkedOptions, Ledger, Items, Queues, time);
        Forward = new ForwardHandler(checkedOptions, Queues, Breaker, new HoldWatch(Holds, time), time);
    }

    /// <summary>The ledger.</summary>
    public MemoryLedger Ledger { get; } = new();

    /// <summary>The table.</summary>
    public MemoryItemStore Items { get; } = new();

    /// <summary>All queues.</summary>
    public MemoryQueues Queues { get; } = new();

    /// <summary>Regions on hold.</summary>
    public MemoryHolds Holds { get; } = new();

    /// <summary>Which regions failed a moment ago.</summary>
    public TargetBreaker Breaker { get; }

    /// <summary>Fan-out.</summary>
    public FanOutSender FanOut { get; }

    /// <summary>The stream side.</summary>
    public CaptureHandler Capture { get; }

    /// <summary>The apply side.</summary>
    public ApplyHandler Apply { get; }

    /// <summary>Delivery of what was parked.</summary>
    public ForwardHandler Forward { get; }
}
