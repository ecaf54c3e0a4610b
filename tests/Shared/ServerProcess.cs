using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DataSync.Tests.Shared;

/// <summary>
/// A server in a process of its own, on a free loopback port. It ends when this object is disposed, and also when the
/// test host dies without doing so: a shell between the two kills it once its standard input is closed.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int ConnectAttempts = 600;
    private static readonly TimeSpan AttemptEvery = TimeSpan.FromMilliseconds(100);

    private readonly Process _shell;

    private ServerProcess(Process shell, Uri endpoint)
    {
        _shell = shell;
        Endpoint = endpoint;
    }

    public Uri Endpoint { get; }

    /// <summary>The file of that name in a folder of PATH, or null.</summary>
    public static string? FindOnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    /// <summary>Starts a command; <c>{port}</c> in its arguments becomes the port it shall listen on.</summary>
    public static async Task<ServerProcess> StartAsync(string command, params string[] arguments)
    {
        var port = FreePort();
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-c", "\"$@\" </dev/null >/dev/null 2>&1 & server=$!; cat >/dev/null; kill $server", "sh", command, .. arguments])
        {
            start.ArgumentList.Add(argument.Replace("{port}", $"{port}", StringComparison.Ordinal));
        }

        var shell = Process.Start(start) ?? throw new InvalidOperationException($"{command} could not be started.");
        var server = new ServerProcess(shell, new Uri($"http://127.0.0.1:{port}/"));
        try
        {
            await server.WaitUntilItListensAsync(command, port);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task WaitUntilItListensAsync(string command, int port)
    {
        for (var attempt = 0; attempt < ConnectAttempts && !_shell.HasExited; attempt++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                // Another process has no other signal for us than that it accepts connections.
                await Task.Delay(AttemptEvery, TimeProvider.System);
            }
        }

        throw new InvalidOperationException($"{command} does not listen on port {port}.");
    }
}
