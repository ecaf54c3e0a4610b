using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace DataSync.Functions.Hosting;

/// <summary>Writes log entries as one JSON object a line, with the event's name and fields. Never an item's content.</summary>
public sealed class JsonLogger(TextWriter output, LogLevel minimum, string region, TimeProvider time) : ILogger
{
    // Lines are read by people too, and never end up in a page: quotes and letters of all languages stand as they are.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum && logLevel != LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("timestamp", time.GetUtcNow());
            writer.WriteString("level", logLevel.ToString());
            writer.WriteString("event", eventId.Name);
            writer.WriteNumber("eventId", eventId.Id);
            writer.WriteString("Region", region);
            writer.WriteString("message", formatter(state, exception));
            WriteFields(writer, state);
            if (exception is not null)
            {
                writer.WriteString("exception", exception.ToString());
            }

            writer.WriteEndObject();
        }

        // One call, so that lines of concurrent work never mix.
        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteFields<TState>(Utf8JsonWriter writer, TState state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> fields)
        {
            return;
        }

        foreach (var (name, value) in fields)
        {
            if (name == "{OriginalFormat}")
            {
                continue;
            }

            switch (value)
            {
                case int number: writer.WriteNumber(name, number); break;
                case long number: writer.WriteNumber(name, number); break;
                default: writer.WriteString(name, value?.ToString()); break;
            }
        }
    }
}
