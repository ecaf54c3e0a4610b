using System.Text.Json;

namespace DataSync.Aws.Control;

/// <summary>A function that was invoked failed by itself.</summary>
public sealed class FunctionFailedException(string message) : Exception(message)
{
    /// <summary>Makes one without words.</summary>
    public FunctionFailedException()
        : this("The function failed.")
    {
    }

    internal static FunctionFailedException Of(string function, ReadOnlyMemory<byte> answer)
    {
        var message = System.Text.Encoding.UTF8.GetString(answer.Span);
        try
        {
            using var json = JsonDocument.Parse(answer);
            message = json.RootElement.TryGetProperty("errorMessage", out var text) ? text.GetString() ?? message : message;
        }
        catch (JsonException)
        {
            // What it said is no JSON; then its own words are all there is.
        }

        return new FunctionFailedException($"{function} failed: {message}");
    }
}
