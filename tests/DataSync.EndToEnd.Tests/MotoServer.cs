using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DataSync.EndToEnd.Tests;

/// <summary>A moto_server of the test's own, on a free loopback port. Disposal ends it.</summary>
internal sealed class MotoServer : IDisposable
{
    // The shell ends the server when the test's end of the pipe is closed, which it is when the test process dies too.
    private const string Guard = "\"$@\" </dev/null & server=$!; cat >/dev/null; kill $server";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private MotoServer(Process process, Uri endpoint)
    {
        _process = process;
        Endpoint = endpoint;
    }

    public Uri Endpoint { get; }

    /// <summary>Starts it and waits until it says that it listens.</summary>
    public static async Task<MotoServer> StartAsync(string program)
    {
        var port = FreePort();
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in new[] { "-c", Guard, "sh", program, "-H", "127.0.0.1", "-p", port.ToString(System.Globalization.CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Hear(object sender, DataReceivedEventArgs line)
        {
            if (line.Data?.Contains("Running on", StringComparison.Ordinal) == true)
            {
                listens.TrySetResult();
            }
        }

        // Both are read to the end, or a full pipe would stop the server.
        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += Hear;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new MotoServer(process, new Uri($"http://127.0.0.1:{port}"));
        try
        {
            await listens.Task.WaitAsync(Patience);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
