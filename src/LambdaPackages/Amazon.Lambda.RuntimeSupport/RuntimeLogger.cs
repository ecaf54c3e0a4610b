using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// Writes log lines to standard output, each with one call and under a lock, so that lines never mix. Lambda takes every line as an event of its own,
/// so line breaks within a message are escaped. AWS_LAMBDA_LOG_LEVEL is the least level written; AWS_LAMBDA_LOG_FORMAT=JSON asks for JSON.
/// </summary>
internal sealed class RuntimeLogger : ILambdaLogger
{
    private readonly Stream _output;
    private readonly Lock _lock = new();
    private readonly LogLevel _least = Least(Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_LEVEL"));
    private readonly bool _json = string.Equals(Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_FORMAT"), "JSON", StringComparison.OrdinalIgnoreCase);

    public RuntimeLogger()
        : this(Console.OpenStandardOutput())
    {
    }

    internal RuntimeLogger(Stream output)
    {
        _output = output;
    }

    /// <summary>The invocation that is running; null between invocations.</summary>
    public string? RequestId { get; set; }

    public void Log(string message) => Write(LogLevel.Information, message, null);

    public void LogLine(string message) => Write(LogLevel.Information, message, null);

    public void Log(string level, string message) => Write(Parse(level), message, null);

    public void Log(string level, string message, params object?[] args) => Log(level, null, message, args);

    public void Log(string level, Exception? exception, string message, params object?[] args)
    {
        var parsed = Parse(level);
        if (parsed >= _least)
        {
            Write(parsed, MessageTemplate.Format(message, args), exception);
        }
    }

    private static LogLevel Parse(string level) => Enum.TryParse<LogLevel>(level, ignoreCase: true, out var parsed) ? parsed : LogLevel.Information;

    // Lambda's names for the levels differ from .NET's.
    private static LogLevel Least(string? name) => name?.ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "WARN" or "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "FATAL" or "CRITICAL" => LogLevel.Critical,
        _ => LogLevel.Information,
    };

    private static string ShortName(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        LogLevel.Critical => "crit",
        _ => "info",
    };

    private void Write(LogLevel level, string message, Exception? exception)
    {
        if (level < _least)
        {
            return;
        }

        var time = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var line = _json ? JsonLine(time, level, message, exception) : TextLine(time, level, message, exception);
        lock (_lock)
        {
            _output.Write(line);
        }
    }

    private byte[] TextLine(string time, LogLevel level, string message, Exception? exception)
    {
        var text = MessageTemplate.Format(message, null, exception).ReplaceLineEndings("\\n");
        return Encoding.UTF8.GetBytes($"{time}\t{RequestId ?? "-"}\t{ShortName(level)}\t{text}\n");
    }

    private byte[] JsonLine(string time, LogLevel level, string message, Exception? exception)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("timestamp", time);
            writer.WriteString("level", level.ToString());
            if (RequestId is not null)
            {
                writer.WriteString("requestId", RequestId);
            }

            writer.WriteString("message", message);
            if (exception is not null)
            {
                writer.WriteString("errorType", exception.GetType().FullName);
                writer.WriteString("errorMessage", exception.Message);
                writer.WriteString("stackTrace", exception.StackTrace);
            }

            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
