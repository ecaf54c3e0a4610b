using System.Text;
using System.Text.Json;
using DataSync.Cli.WebConsole;

namespace DataSync.Cli.Tests.WebConsole;

/// <summary>A console on a free port with a client that may use it.</summary>
internal sealed class RunningConsole : IAsyncDisposable
{
    private RunningConsole(ConsoleServer server, InMemorySource source)
    {
        Server = server;
        Source = source;
    }

    public ConsoleServer Server { get; }

    public InMemorySource Source { get; }

    public HttpClient Http { get; } = new();

    public static async Task<RunningConsole> StartAsync(InMemorySource? source = null, ConsoleOptions? options = null)
    {
        source ??= new InMemorySource();
        return new RunningConsole(await ConsoleServer.StartAsync(source, options ?? new ConsoleOptions(), CancellationToken.None), source);
    }

    /// <summary>A request with the token.</summary>
    public HttpRequestMessage Request(HttpMethod method, string path, string? json = null)
    {
        var request = new HttpRequestMessage(method, new Uri(Server.Address, path));
        request.Headers.Add(RequestGuard.TokenHeader, Server.Token);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        return request;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => Http.SendAsync(Request(HttpMethod.Get, path));

    public Task<HttpResponseMessage> PostAsync(string path, string json) => Http.SendAsync(Request(HttpMethod.Post, path, json));

    public async Task<JsonElement> JsonAsync(string path)
    {
        using var response = await GetAsync(path);
        response.EnsureSuccessStatusCode();
        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
    }

    /// <summary>The console's events, as a page gets them.</summary>
    public async Task<EventReader> EventsAsync()
    {
        var response = await Http.SendAsync(Request(HttpMethod.Get, "/api/events"), HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return new EventReader(response, await response.Content.ReadAsStreamAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
        await Source.DisposeAsync();
    }
}
