using System.CommandLine;
using DataSync.Cli.Deployments;

namespace DataSync.Cli.Flow;

/// <summary><c>datasync pause</c>.</summary>
internal static class PauseCommand
{
    public static Command Create() => OperatorCommand.On(
        new Command("pause", """
            Holds what comes to a region, without loss. Pausing twice changes nothing.

            There are two kinds:
              pause REGION               nothing that comes from others is applied there any more. It waits in the region's own
                                         queue, for 14 days. For work on the region's table, say.
              pause REGION --from A      only what comes from A is held, in A, for up to a month. The others go on.
              pause REGION --outgoing    what is written in REGION is held there, for all others, for up to a month.

            Exit code 0: it is so; 4: not everywhere, and what could not be done is said.

            Examples:
              datasync pause eu-west-1
              datasync pause eu-west-1 --from us-east-1 --from ap-southeast-1
              datasync pause eu-west-1 --outgoing --json | jq '.steps[].text'
            """) { FlowRequest.RegionArgument, FlowRequest.FromOption, FlowRequest.OutgoingOption },
        RunAsync);

    private static async Task<int> RunAsync(Deployment deployment, ParseResult result, CancellationToken cancellationToken)
    {
        var request = FlowRequest.Of(result, [.. deployment.Regions.Select(r => r.Name)]);
        var outcome = await new FlowSwitch(deployment, TimeProvider.System).PauseAsync(request, cancellationToken);
        return FlowOutput.Show(outcome, OperatorCommand.IsJson(result));
    }
}
