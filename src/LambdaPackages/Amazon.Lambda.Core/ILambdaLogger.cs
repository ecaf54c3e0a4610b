namespace Amazon.Lambda.Core;

/// <summary>Writes to the function's log, one line for each call.</summary>
public interface ILambdaLogger
{
    /// <summary>Logs at <see cref="LogLevel.Information"/>.</summary>
    void Log(string message);

    /// <summary>Logs one line at <see cref="LogLevel.Information"/>.</summary>
    void LogLine(string message);

    /// <summary>Logs at the named level.</summary>
    void Log(string level, string message) => LogLine(message);

    /// <summary>Logs a message with values in place of its <c>{placeholders}</c>.</summary>
    /// <remarks>The official interface calls itself here without end: whoever implements <see cref="ILambdaLogger"/> has to override this member.</remarks>
    void Log(string level, string message, params object?[] args) => Log(level, MessageTemplate.Format(message, args));

    /// <summary>Logs a message with an exception.</summary>
    void Log(string level, Exception? exception, string message, params object?[] args) =>
        Log(level, MessageTemplate.Format(message, args, exception));

    /// <summary>Logs at a level.</summary>
    void Log(LogLevel level, string message) => Log(level.ToString(), message);

    /// <summary>Logs a message with values in place of its <c>{placeholders}</c>.</summary>
    void Log(LogLevel level, string message, params object?[] args) => Log(level.ToString(), message, args);

    /// <summary>Logs a message with an exception.</summary>
    void Log(LogLevel level, Exception? exception, string message, params object?[] args) => Log(level.ToString(), exception, message, args);

    /// <summary>Logs at <see cref="LogLevel.Trace"/>.</summary>
    void LogTrace(string message) => Log(LogLevel.Trace.ToString(), message);

    /// <summary>Logs at <see cref="LogLevel.Trace"/>, with values in place of the <c>{placeholders}</c>.</summary>
    void LogTrace(string message, params object?[] args) => Log(LogLevel.Trace.ToString(), message, args);

    /// <summary>Logs at <see cref="LogLevel.Trace"/>, with an exception.</summary>
    void LogTrace(Exception? exception, string message, params object?[] args) => Log(LogLevel.Trace.ToString(), exception, message, args);

    /// <summary>Logs at <see cref="LogLevel.Debug"/>.</summary>
    void LogDebug(string message) => Log(LogLevel.Debug.ToString(), message);

    /// <summary>Logs at <see cref="LogLevel.Debug"/>, with values in place of the <c>{placeholders}</c>.</summary>
    void LogDebug(string message, params object?[] args) => Log(LogLevel.Debug.ToString(), message, args);

    /// <summary>Logs at <see cref="LogLevel.Debug"/>, with an exception.</summary>
    void LogDebug(Exception? exception, string message, params object?[] args) => Log(LogLevel.Debug.ToString(), exception, message, args);

    /// <summary>Logs at <see cref="LogLevel.Information"/>.</summary>
    void LogInformation(string message) => Log(LogLevel.Information.ToString(), message);

    /// <summary>Logs at <see cref="LogLevel.Information"/>, with values in place of the <c>{placeholders}</c>.</summary>
    void LogInformation(string message, params object?[] args) => Log(LogLevel.Information.ToString(), message, args);

    /// <summary>Logs at <see cref="LogLevel.Information"/>, with an exception.</summary>
    void LogInformation(Exception? exception, string message, params object?[] args) => Log(LogLevel.Information.ToString(), exception, message, args);

    /// <summary>Logs at <see cref="LogLevel.Warning"/>.</summary>
    void LogWarning(string message) => Log(LogLevel.Warning.ToString(), message);

    /// <summary>Logs at <see cref="LogLevel.Warning"/>, with values in place of the <c>{placeholders}</c>.</summary>
    void LogWarning(string message, params object?[] args) => Log(LogLevel.Warning.ToString(), message, args);

    /// <summary>Logs at <see cref="LogLevel.Warning"/>, with an exception.</summary>
    void LogWarning(Exception? exception, string message, params object?[] args) => Log(LogLevel.Warning.ToString(), exception, message, args);

    /// <summary>Logs at <see cref="LogLevel.Error"/>.</summary>
    void LogError(string message) => Log(LogLevel.Error.ToString(), message);

    /// <summary>Logs at <see cref="LogLevel.Error"/>, with values in place of the <c>{placeholders}</c>.</summary>
    void LogError(string message, params object?[] args) => Log(LogLevel.Error.ToString(), message, args);

    /// <summary>Logs at <see cref="LogLevel.Error"/>, with an exception.</summary>
    void LogError(Exception? exception, string message, params object?[] args) => Log(LogLevel.Error.ToString(), exception, message, args);

    /// <summary>Logs at <see cref="LogLevel.Critical"/>.</summary>
    void LogCritical(string message) => Log(LogLevel.Critical.ToString(), message);

    /// <summary>Logs at <see cref="LogLevel.Critical"/>, with values in place of the <c>{placeholders}</c>.</summary>
    void LogCritical(string message, params object?[] args) => Log(LogLevel.Critical.ToString(), message, args);

    /// <summary>Logs at <see cref="LogLevel.Critical"/>, with an exception.</summary>
    void LogCritical(Exception? exception, string message, params object?[] args) => Log(LogLevel.Critical.ToString(), exception, message, args);
}
