using System.CommandLine;
using System.Text.Json;
using DataSync.Cli.Deployments;
using DataSync.Core.Ports;
using DataSync.Core.Serving;

namespace DataSync.Cli.Failover;

/// <summary><c>datasync serving</c>.</summary>
internal static class ServingCommand
{
    private const string Drain = "drain";

    private static readonly Argument<string?> ActionArgument = new Argument<string?>("ACTION") { Description = "drain or serve; without it the state is shown.", Arity = ArgumentArity.ZeroOrOne }.AcceptOnlyFromAmong(Drain, "serve");
    private static readonly Option<string?> ReasonOption = new("--reason") { Description = "Why, for those who wonder later. `drain` needs one.", HelpName = "TEXT" };

    public static Command Create() => OperatorCommand.On(
        new Command("serving", """
            Shows which regions serve users and which drain, and sets it. A region that drains answers 503 on /health, and health
            checks take it out of routing. Nothing else changes: it goes on replicating, and whoever writes there can go on.

            Exit code 0: shown, or set; 4: a region did not answer; 5: it could not be set.

            Examples:
              datasync serving
              datasync serving drain --region us-east-1 --reason "database upgrade"
              datasync serving serve --region us-east-1
            """) { ActionArgument, ReasonOption },
        RunAsync);

    private static async Task<int> RunAsync(Deployment deployment, ParseResult result, CancellationToken cancellationToken)
    {
        using var health = new HealthReader();
        var site = new FailoverSite(deployment, health, TimeProvider.System);
        var action = result.GetValue(ActionArgument);
        IReadOnlyList<ServingReport> reports = action is null
            ? await Task.WhenAll(deployment.Regions.Select(async region => ServingReport.Of(await site.LookAsync(region.Name, cancellationToken))))
            : [await SetAsync(deployment, site, result, action == Drain, cancellationToken)];
        if (OperatorCommand.IsJson(result))
        {
            Console.WriteLine(JsonSerializer.Serialize(reports, FailoverJson.Default.IReadOnlyListServingReport));
        }
        else
        {
            foreach (var report in reports)
            {
                Console.WriteLine(report);
            }
        }

        return reports.All(report => report.Error is null) ? ExitCodes.Ok : ExitCodes.Incomplete;
    }

    private static async Task<ServingReport> SetAsync(Deployment deployment, FailoverSite site, ParseResult result, bool isDrain, CancellationToken cancellationToken)
    {
        // A default from the environment is good enough to look, not to take a region out.
        var name = ConnectionOptions.NamedRegion(result) ?? throw new OperatorException(ExitCodes.CannotStart, "Name the region: --region REGION.");
        if (isDrain && string.IsNullOrWhiteSpace(result.GetValue(ReasonOption)))
        {
            throw new OperatorException(ExitCodes.CannotStart, "Say why: --reason TEXT. Whoever finds the region drained will want to know.");
        }

        var before = await site.LookAsync(deployment.Region(name).Name, cancellationToken);
        if (before is { Error: null, State: { } state } && state.IsDraining == isDrain)
        {
            return ServingReport.Of(before);
        }

        try
        {
            await site.SetServingAsync(name, isDrain ? ServingState.Draining(TimeProvider.System.GetUtcNow(), result.GetValue(ReasonOption)!) : ServingState.Serving, cancellationToken);
        }
        catch (StoreException e)
        {
            throw new OperatorException(ExitCodes.Failed, e.Message, e);
        }

        return ServingReport.Of(await site.LookAsync(name, cancellationToken)) with { IsChanged = true };
    }
}
