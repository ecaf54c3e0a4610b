using System.Text.Json;

namespace DataSync.Cli.Tests.WebConsole;

/// <summary>Reads server-sent events, one after the other. Waits are bounded so that a test that would hang fails.</summary>
internal sealed class EventReader(HttpResponseMessage response, Stream stream) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly StreamReader _reader = new(stream);

    public HttpResponseMessage Response => response;

    /// <summary>The next event's name and data; a comment has the name <c>:</c>.</summary>
    public async Task<(string Name, JsonElement Data)> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var name = "";
        var data = default(JsonElement);
        while (await _reader.ReadLineAsync(patience.Token) is { Length: > 0 } line)
        {
            if (line[0] == ':')
            {
                name = ":";
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                data = JsonSerializer.Deserialize<JsonElement>(line[6..]);
            }
        }

        return (name, data);
    }

    /// <summary>The data of the first event of that name for which the condition holds.</summary>
    public async Task<JsonElement> UntilAsync(string name, Func<JsonElement, bool> holds)
    {
        while (true)
        {
            var (found, data) = await NextAsync();
            if (found == name && holds(data))
            {
                return data;
            }
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        response.Dispose();
    }
}
