namespace DataSync.Local.Runtime;

/// <summary>An invocation that has ended, whoever asked for it.</summary>
/// <param name="Function">The function.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Duration">How long the function ran, its start not counted; zero when it was throttled.</param>
public sealed record FunctionRun(FunctionDefinition Function, InvocationStatus Status, TimeSpan Duration);
