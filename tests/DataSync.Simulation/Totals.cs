using DataSync.Core.Apply;
using DataSync.Core.Capture;

namespace DataSync.Simulation;

/// <summary>The handlers' reports, added up over a schedule.</summary>
internal sealed class Totals
{
    public int Captured { get; private set; }

    public int Sent { get; private set; }

    public int Applied { get; private set; }

    public int Duplicates { get; private set; }

    public int Superseded { get; private set; }

    public int Conflicts { get; private set; }

    public int OverUnseen { get; private set; }

    public int OverBaseline { get; private set; }

    public int DeadLetters { get; private set; }

    public void Add(CaptureReport report)
    {
        Captured += report.CapturedCount;
        Sent += report.FanOut?.SentCount ?? 0;
        DeadLetters += report.DeadLetterCount;
    }

    public void Add(ObjectCaptureReport report)
    {
        Captured += report.CapturedCount;
        Sent += report.FanOut?.SentCount ?? 0;
    }

    public void Add(ApplyReport report)
    {
        Applied += report.AppliedCount;
        Duplicates += report.DuplicateCount;
        Superseded += report.SupersededCount;
        Conflicts += report.ConflictCount;
        OverUnseen += report.OverUnseenCount;
        OverBaseline += report.OverBaselineCount;
        DeadLetters += report.DeadLetterCount;
    }
}
