using System.CommandLine;
using System.Net.Sockets;

namespace DataSync.Cli.WebConsole;

/// <summary><c>datasync console</c>: the web page, until it is interrupted.</summary>
internal static class ConsoleCommand
{
    /// <summary>The command over whatever source the rest of the command line names.</summary>
    /// <param name="connect">Makes the source; the command disposes of it.</param>
    /// <param name="options">Options that <paramref name="connect"/> reads.</param>
    public static Command Create(Func<ParseResult, CancellationToken, Task<IConsoleSource>> connect, params IEnumerable<Option> options)
    {
        var port = new Option<int>("--port") { Description = "Port on 127.0.0.1; 0 takes a free one.", HelpName = "N" };
        var command = new Command("console", "Serve a web page on this machine: lag, backlog, dead letters, conflicts. Its address has a secret for this run in it; nobody else can use it.")
        {
            port,
        };
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.SetAction((result, cancellationToken) => RunAsync(token => connect(result, token), result.GetValue(port), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Func<CancellationToken, Task<IConsoleSource>> connect, int port, CancellationToken cancellationToken)
    {
        try
        {
            await using var source = await connect(cancellationToken);
            await using var server = await ConsoleServer.StartAsync(source, new ConsoleOptions { Port = port }, cancellationToken);
            Console.WriteLine($"The console of {source.Name} is at");
            Console.WriteLine($"  {server.Url}");
            Console.WriteLine("Open exactly this address: what follows the # is the key to it. Ctrl+C stops it.");
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl+C is how it ends.
        }
        catch (Exception e) when (e is IOException or SocketException or ArgumentException)
        {
            await Console.Error.WriteLineAsync("datasync console: " + e.Message);
            return ExitCodes.CannotStart;
        }

        return ExitCodes.Ok;
    }
}
