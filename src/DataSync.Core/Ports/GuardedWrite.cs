namespace DataSync.Core.Ports;

/// <summary>What became of a guarded write.</summary>
public enum GuardedWrite
{
    /// <summary>The item was no longer what was read; nothing was written.</summary>
    Refused,

    /// <summary>Written over exactly what was read.</summary>
    Written,

    /// <summary>
    /// Written, but the item that came back held something the guard could not see (an attribute added since the read, or
    /// more attributes than a condition can name). The stream handler's settling puts it right.
    /// </summary>
    WrittenOverUnseen,
}
