using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DataSync.LocalAws.Http;

/// <summary>A listening HTTP endpoint on loopback. Disposing it closes the port and cuts off the calls in progress.</summary>
public sealed class LocalEndpoint : IAsyncDisposable
{
    private readonly KestrelServer _server;
    private int _disposed;

    private LocalEndpoint(KestrelServer server, Uri uri)
    {
        _server = server;
        Uri = uri;
    }

    /// <summary>Where to send requests: <c>http://127.0.0.1:PORT/</c>.</summary>
    public Uri Uri { get; }

    internal static async Task<LocalEndpoint> StartAsync(Dispatcher dispatcher, RestDispatcher rest, int port, CancellationToken cancellationToken)
    {
        // Kestrel alone, without the generic host: no configuration, no middleware, no logging, and nothing that reads
        // ASPNETCORE_URLS and so might listen anywhere but on loopback.
        var options = new KestrelServerOptions { AddServerHeader = false };

        // The application has a limit of its own. Kestrel's would cut the connection while the client still sends.
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;

        // Objects keep headers such as Content-Disposition as they were given.
        options.ResponseHeaderEncodingSelector = static _ => Encoding.UTF8;
        options.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);

        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        var server = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
        try
        {
            await server.StartAsync(new KestrelApplication(dispatcher, rest), cancellationToken);
            var address = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
            return new LocalEndpoint(server, new Uri(address));
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Closes the port.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        // A cancelled token makes Kestrel abort open connections instead of waiting for long polls to end.
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
    }
}
