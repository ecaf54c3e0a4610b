using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DataSync.Cli.WebConsole;

/// <summary>The console on 127.0.0.1. Disposing it closes the port, ends what it was doing and leaves the source alone.</summary>
internal sealed class ConsoleServer : IAsyncDisposable
{
    private const int TokenBytes = 32;
    private const int MaxConnections = 64;

    private readonly KestrelServer _server;
    private readonly ActionRunner _actions;
    private readonly StatusFeed _feed;
    private int _disposed;

    private ConsoleServer(KestrelServer server, ActionRunner actions, StatusFeed feed, Uri address, string token)
    {
        _server = server;
        _actions = actions;
        _feed = feed;
        Address = address;
        Token = token;
    }

    /// <summary>What a person opens. The token follows the #, so that it is in no request line, log or referrer.</summary>
    public Uri Url => new(Address, "#token=" + Token);

    /// <summary>The page's address without the token.</summary>
    public Uri Address { get; }

    /// <summary>What every call of the API must carry; another one with every start.</summary>
    public string Token { get; }

    /// <summary>Starts listening. Throws <see cref="IOException"/> when the port is taken.</summary>
    public static async Task<ConsoleServer> StartAsync(IConsoleSource source, ConsoleOptions options, CancellationToken cancellationToken)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var server = CreateServer(options.Port);
        var feed = new StatusFeed(source, options);
        var actions = new ActionRunner(source, feed, options.Time);
        try
        {
            var api = new ConsoleApi(source, feed, actions, options);
            await server.StartAsync(new ConsoleApplication(new RequestGuard(token), api), cancellationToken);
            var address = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
            feed.Start();
            return new ConsoleServer(server, actions, feed, new Uri(address), token);
        }
        catch
        {
            server.Dispose();
            await actions.DisposeAsync();
            await feed.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        // A cancelled token makes Kestrel abort open event streams instead of waiting for pages to be closed.
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
        await _actions.DisposeAsync();
        await _feed.DisposeAsync();
    }

    // Kestrel alone, without the generic host: nothing that reads ASPNETCORE_URLS and so might listen anywhere but on loopback,
    // and nothing that takes Ctrl+C away from the command line.
    private static KestrelServer CreateServer(int port)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = ConsoleApi.MaxBodyBytes;
        options.Limits.MaxConcurrentConnections = MaxConnections;
        options.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        return new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
    }
}
