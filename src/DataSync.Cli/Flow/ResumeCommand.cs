using System.CommandLine;
using DataSync.Cli.Deployments;

namespace DataSync.Cli.Flow;

/// <summary><c>datasync resume</c>.</summary>
internal static class ResumeCommand
{
    public static Command Create() => OperatorCommand.On(
        new Command("resume", """
            Lets go what `datasync pause` holds, by the same arguments, and waits until AWS says that it is so.

            Exit code 0: it is so; 4: not everywhere, and what could not be done is said.

            Examples:
              datasync resume eu-west-1
              datasync resume eu-west-1 --from us-east-1
              datasync resume eu-west-1 --outgoing && datasync drain eu-west-1
            """) { FlowRequest.RegionArgument, FlowRequest.FromOption, FlowRequest.OutgoingOption },
        RunAsync);

    private static async Task<int> RunAsync(Deployment deployment, ParseResult result, CancellationToken cancellationToken)
    {
        var request = FlowRequest.Of(result, [.. deployment.Regions.Select(r => r.Name)]);
        var outcome = await new FlowSwitch(deployment, TimeProvider.System).ResumeAsync(request, cancellationToken);
        return FlowOutput.Show(outcome, OperatorCommand.IsJson(result));
    }
}
