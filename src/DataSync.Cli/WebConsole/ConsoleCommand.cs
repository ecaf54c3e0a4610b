using System.CommandLine;
using DataSync.Cli.Deployments;

namespace DataSync.Cli.WebConsole;

/// <summary><c>datasync console</c>: the web page, until it is interrupted.</summary>
internal static class ConsoleCommand
{
    private static readonly Option<int> PortOption = new("--port") { Description = "Port on 127.0.0.1; 0 takes a free one.", HelpName = "N" };

    public static Command Create()
    {
        var command = new Command("console", """
            Serve a web page on this machine: regions with live lag and backlog, plots, dead letters, conflicts.

            Its address has a secret for this run in it; nobody else on this machine, and no other web page, can use it. While no
            page is open, the deployment is looked at twice a minute, for the plots.

            Examples:
              datasync console --region eu-west-1
              datasync console --port 8080 --endpoint-url http://127.0.0.1:4566
            """) { PortOption };
        ConnectionOptions.AddTo(command);
        command.SetAction((result, cancellationToken) => OperatorCommand.GuardAsync("console", () => RunAsync(result, cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var options = ConnectionOptions.Of(result);
        await using var source = new DeploymentSource(await Deployment.OpenAsync(options, cancellationToken), DeploymentSource.NameOf(options), TimeProvider.System);
        await using var server = await ConsoleServer.StartAsync(source, new ConsoleOptions { Port = result.GetValue(PortOption) }, cancellationToken);
        Console.WriteLine($"The console of {source.Name} is at");
        Console.WriteLine($"  {server.Url}");
        Console.WriteLine("Open exactly this address: what follows the # is the key to it. Ctrl-C stops it.");
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C is how it ends.
        }

        return ExitCodes.Ok;
    }
}
