using System.CommandLine;
using Amazon.Runtime;
using DataSync.Aws.Control;
using DataSync.Core.Ports;

namespace DataSync.Cli.Deployments;

/// <summary>What all commands on a deployment have in common: options, <c>--json</c>, and how trouble is told.</summary>
internal static class OperatorCommand
{
    private static readonly Option<bool> JsonOption = new("--json") { Description = "Print JSON for programs instead of text for people." };

    /// <summary>Makes a command that works on the deployment.</summary>
    /// <param name="command">The command with its own arguments and options.</param>
    /// <param name="run">What it does; answers the exit code.</param>
    public static Command On(Command command, Func<Deployment, ParseResult, CancellationToken, Task<int>> run)
    {
        AddOptions(command);
        command.SetAction((result, cancellationToken) => GuardAsync(command.Name, async () =>
        {
            using var deployment = await Deployment.OpenAsync(ConnectionOptions.Of(result), cancellationToken);
            return await run(deployment, result, cancellationToken);
        }, cancellationToken));
        return command;
    }

    /// <summary>Gives a command the options that all of them have; for one that finds its deployment by itself.</summary>
    public static void AddOptions(Command command)
    {
        ConnectionOptions.AddTo(command);
        command.Options.Add(JsonOption);
    }

    /// <summary>True when JSON is wanted.</summary>
    public static bool IsJson(ParseResult result) => result.GetValue(JsonOption);

    /// <summary>Runs a command and says on standard error what went wrong.</summary>
    public static async Task<int> GuardAsync(string name, Func<Task<int>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (OperatorException e)
        {
            await Console.Error.WriteLineAsync($"datasync {name}: {e.Message}");
            return e.ExitCode;
        }
        catch (Exception e) when (e is AmazonClientException or AmazonServiceException or StoreException or FunctionFailedException or HttpRequestException or IOException or ArgumentException)
        {
            await Console.Error.WriteLineAsync($"datasync {name}: {e.Message}");
            return ExitCodes.Failed;
        }
    }
}
