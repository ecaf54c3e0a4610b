namespace DataSync.Local.Runtime;

/// <summary>Puts a process's end into Lambda's words.</summary>
internal static class ExitReason
{
    // .NET reports a signal as 128 plus its number.
    private const int SignalBase = 128;

    public static string Describe(int exitCode) => exitCode switch
    {
        0 => "Runtime exited without providing a reason",
        SignalBase + 6 => "Runtime exited with error: signal: aborted",
        SignalBase + 9 => "Runtime exited with error: signal: killed",
        SignalBase + 11 => "Runtime exited with error: signal: segmentation fault",
        SignalBase + 15 => "Runtime exited with error: signal: terminated",
        _ => $"Runtime exited with error: exit status {exitCode}",
    };
}
