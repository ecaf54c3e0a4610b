using System.Collections.Concurrent;
using System.Net;
using DataSync.Local.LambdaApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DataSync.Local.Runtime;

/// <summary>
/// Lambda on this machine: serves the Runtime API to function processes (each under a path of its own) and the Invoke API to callers, on one free port
/// of the loopback address, and looks after the processes. Disposing it ends them all; so does the end of this process, however it comes
/// (<see cref="OrphanGuard"/>).
/// </summary>
public sealed class RuntimeApiServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly RuntimeServices _services;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<(string Region, string Name), FunctionPool> _functions = new();
    private readonly BackgroundInvocations _background;
    private readonly InvokeApi _invokeApi;
    private string _authority = string.Empty;

    private RuntimeApiServer(WebApplication application, RuntimeServices services)
    {
        _application = application;
        _services = services;
        _background = new BackgroundInvocations(services.Time, _stopping.Token);
        Invoke = new InvokeCall(_background);
        _invokeApi = new InvokeApi(this, Invoke);
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>Where the server listens, such as <c>http://127.0.0.1:40001/</c>: the endpoint URL for callers of the Invoke API.</summary>
    public Uri Endpoint => new($"http://{_authority}/");

    /// <summary>Runs a function for a caller of the Invoke API.</summary>
    internal InvokeCall Invoke { get; }

    /// <summary>All functions.</summary>
    public IReadOnlyCollection<FunctionPool> Functions => [.. _functions.Values];

    /// <summary>
    /// Starts listening. Timeouts run on <paramref name="time"/>; deadlines are told to functions in its time, and functions compare them with the real clock.
    /// <paramref name="log"/> gets every line a function writes and <paramref name="ended"/> (null: nobody) every invocation that has ended, both from many threads;
    /// they must not block.
    /// </summary>
    public static async Task<RuntimeApiServer> StartAsync(
        TimeProvider time, Action<FunctionLogLine> log, Action<FunctionRun>? ended = null, CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var server = new RuntimeApiServer(builder.Build(), new RuntimeServices(time, log, ended ?? (static _ => { }), new OrphanGuard()));
        server._application.Run(server.HandleAsync);
        await server._application.StartAsync(cancellationToken);
        var addresses = server._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        server._authority = new Uri(addresses!.Addresses.Single()).Authority;
        return server;
    }

    /// <summary>Makes a function known; no process is started yet. Throws <see cref="ArgumentException"/> when the region has one of that name.</summary>
    public FunctionPool AddFunction(FunctionDefinition definition)
    {
        var pool = new FunctionPool(definition, _services, _authority);
        return _functions.TryAdd((definition.Region, definition.Name), pool)
            ? pool
            : throw new ArgumentException($"Region {definition.Region} already has a function {definition.Name}.", nameof(definition));
    }

    /// <summary>The function of that name in that region; null when there is none.</summary>
    public FunctionPool? Find(string region, string name) => _functions.GetValueOrDefault((region, name));

    /// <summary>Ends all function processes, then stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        await _stopping.CancelAsync();
        foreach (var pool in _functions.Values)
        {
            await pool.DisposeAsync();
        }

        await _background.DrainAsync();
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
        _services.Guard.Dispose();
        _stopping.Dispose();
    }

    internal FunctionProcess? FindProcess(string processId)
    {
        // The id begins with region and function name.
        var parts = processId.Split('.');
        return parts.Length == 3 ? Find(parts[0], parts[1])?.Find(processId) : null;
    }

    private Task HandleAsync(Microsoft.AspNetCore.Http.HttpContext context)
    {
        var path = (context.Request.Path.Value ?? string.Empty).Split('/', StringSplitOptions.RemoveEmptyEntries);
        return path is [LambdaCall.Version, ..] ? _invokeApi.HandleAsync(context) : RuntimeApi.HandleAsync(this, context, path);
    }

    private void OnProcessExit(object? sender, EventArgs e)
    {
        foreach (var pool in _functions.Values)
        {
            pool.KillAll();
        }
    }

    /// <summary>The program that embeds the server decides when it ends; without this, the host would take Ctrl-C for itself.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
