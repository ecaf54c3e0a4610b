using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DataSync.Functions.Tests.Route;

/// <summary>The regions' health checks, on one loopback port: /REGION/health.</summary>
public sealed class HealthServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentDictionary<string, int> _statuses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _requests = new(StringComparer.Ordinal);
    private TaskCompletionSource? _gate;
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HealthServer(WebApplication application) => _application = application;

    public string Pattern => $"{_application.Urls.Single()}/{{region}}/health";

    /// <summary>Completes when a request is held by <see cref="Hold"/>.</summary>
    public Task Arrived => _arrived.Task;

    public static async Task<HealthServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        var application = builder.Build();
        var server = new HealthServer(application);
        application.Run(server.AnswerAsync);
        await application.StartAsync();
        return server;
    }

    public void Set(string region, int statusCode) => _statuses[region] = statusCode;

    public int RequestsTo(string region) => _requests.GetValueOrDefault(region);

    /// <summary>Requests that come from now on wait for <see cref="Release"/>.</summary>
    public void Hold()
    {
        _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Release() => _gate?.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await _application.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var region = context.Request.Path.Value!.Split('/')[1];
        _requests.AddOrUpdate(region, 1, (_, count) => count + 1);
        if (_gate is { } gate)
        {
            _arrived.TrySetResult();
            await gate.Task;
        }

        context.Response.StatusCode = _statuses.GetValueOrDefault(region, 200);
    }
}
