namespace DataSync.Local.Runtime;

/// <summary>What all processes of a server share.</summary>
internal sealed record RuntimeServices(TimeProvider Time, Action<FunctionLogLine> Log, Action<FunctionRun> Ended, OrphanGuard Guard);
