namespace DataSync.Local.Runtime;

/// <summary>A line that a function wrote.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Region">The function's region.</param>
/// <param name="Text">The line, without its end.</param>
/// <param name="IsError">Whether it came from standard error.</param>
public sealed record FunctionLogLine(string Function, string Region, string Text, bool IsError);
