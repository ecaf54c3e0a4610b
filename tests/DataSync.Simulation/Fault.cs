namespace DataSync.Simulation;

/// <summary>What a scenario does to the handlers, and rare paths it must have taken. Each is counted: a fault that never fires tests nothing.</summary>
public enum Fault
{
    /// <summary>A storage call was dropped without effect, and its invocation with it.</summary>
    CrashBeforeEffect,

    /// <summary>A storage call took effect, but its invocation never learnt of it.</summary>
    CrashAfterEffect,

    /// <summary>A storage call of a dead invocation took effect later, beside the invocation that replaced it.</summary>
    LateEffect,

    /// <summary>A store refused a call for the moment.</summary>
    Throttled,

    /// <summary>A store did what was asked and the answer was lost: the caller sees a failure.</summary>
    AnswerLost,

    /// <summary>The answer was lost and the client repeated the call: the caller sees the second answer.</summary>
    CallRepeated,

    /// <summary>A queue kept a message twice.</summary>
    Duplicate,

    /// <summary>A message was delivered again while its first receiver was still at work.</summary>
    VisibilityExpired,

    /// <summary>A stream batch was done in part only.</summary>
    PartialStreamBatch,

    /// <summary>A batch of messages was done in part only.</summary>
    PartialMessageBatch,

    /// <summary>A stream batch came back with fewer records.</summary>
    BisectedBatch,

    /// <summary>A stream batch held several changes, packed into one envelope.</summary>
    PackedEnvelope,

    /// <summary>A queue took some messages of a call and not others.</summary>
    PartialSend,

    /// <summary>A region could not be reached.</summary>
    CutOff,

    /// <summary>A queue denied access.</summary>
    Denied,

    /// <summary>Changes were parked.</summary>
    Parked,

    /// <summary>Changes waited for a region that was on hold.</summary>
    Held,

    /// <summary>Parked changes were delivered.</summary>
    Forwarded,

    /// <summary>A message or record that nobody can apply was put among the others.</summary>
    Poison,

    /// <summary>A change had to wait for a local write to be sequenced.</summary>
    Deferred,

    /// <summary>The stream side brought back what had been overwritten.</summary>
    Settled,

    /// <summary>A write met an attribute that its guard could not see.</summary>
    OverUnseen,

    /// <summary>Content from before the service was overwritten after its waiting time.</summary>
    OverBaseline,

    /// <summary>A message was received too often and moved to the dead-letter queue.</summary>
    ReceivedTooOften,

    /// <summary>An application put back an item as it had read it earlier, stamp and all.</summary>
    OldCopyPutBack,

    /// <summary>Of two writes of an object at the same moment the bucket told one only.</summary>
    EventWithheld,

    /// <summary>The source of a copy had been replaced or deleted.</summary>
    SourceGone,

    /// <summary>A copy in parts was handed on unfinished.</summary>
    CopyUnfinished,

    /// <summary>A write lost to a concurrent one of another region, and was counted.</summary>
    Conflict,
}
