using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DataSync.Cli.WebConsole;

/// <summary>Server-sent events as bytes.</summary>
internal static class EventFrame
{
    /// <summary>A comment, which readers skip: a sign of life.</summary>
    public static readonly byte[] KeepAlive = ": still here\n\n"u8.ToArray();

    /// <summary>An event. JSON without indentation has no line ends, so it is always one line of data.</summary>
    public static byte[] Of<T>(string name, T value, JsonTypeInfo<T> type) =>
        Encoding.UTF8.GetBytes($"event: {name}\ndata: {JsonSerializer.Serialize(value, type)}\n\n");
}
