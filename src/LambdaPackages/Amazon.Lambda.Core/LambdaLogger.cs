namespace Amazon.Lambda.Core;

/// <summary>Writes to the function's log where there is no context at hand. Before the runtime has started it writes to the console.</summary>
public static class LambdaLogger
{
    private static ILambdaLogger _target = new ConsoleLogger();

    /// <summary>Logs at <see cref="LogLevel.Information"/>.</summary>
    public static void Log(string message) => _target.Log(message);

    /// <summary>Logs a message with values in place of its <c>{placeholders}</c>.</summary>
    public static void Log(LogLevel level, string message, params object?[] args) => _target.Log(level, message, args);

    /// <summary>Logs a message with an exception.</summary>
    public static void Log(LogLevel level, Exception? exception, string message, params object?[] args) =>
        _target.Log(level, exception, message, args);

    /// <summary>Sends everything that follows to the runtime's logger.</summary>
    internal static void Use(ILambdaLogger target) => _target = target;

    private sealed class ConsoleLogger : ILambdaLogger
    {
        public void Log(string message) => LogLine(message);

        public void LogLine(string message) => Console.WriteLine(message);
    }
}
