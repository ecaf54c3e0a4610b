using System.CommandLine;
using DataSync.Cli.Deployments;
using DataSync.Cli.Flow;

namespace DataSync.Cli.Failover;

/// <summary><c>datasync failover</c>.</summary>
internal static class FailoverCommand
{
    private static readonly Option<string> FromOption = new("--from") { Description = "The region that is left.", HelpName = "REGION", Required = true };
    private static readonly Option<string> ToOption = new("--to") { Description = "The region that takes over. It is asked for the others, unless --region names another.", HelpName = "REGION", Required = true };
    private static readonly Option<bool> UnplannedOption = new("--unplanned") { Description = "The old region need not answer: what cannot be asked of it is skipped, and what may be missing is said." };
    private static readonly Option<TimeSpan> QuietOption = new("--quiet") { Description = "How long nothing must be written and nothing must wait. AWS's counts and metrics are a minute or so behind: less than the default proves nothing there.", HelpName = "TIME", CustomParser = DurationText.Parse, DefaultValueFactory = _ => TimeSpan.FromMinutes(2) };
    private static readonly Option<TimeSpan> TimeoutOption = new("--timeout") { Description = "The longest that one step waits, such as 10m.", HelpName = "TIME", CustomParser = DurationText.Parse, DefaultValueFactory = _ => TimeSpan.FromMinutes(30) };
    private static readonly Option<bool> LettersOption = new("--accept-dead-letters") { Description = "Dead letters with writes of the old region do not stop it." };
    private static readonly Option<bool> ForceOption = new("--force") { Description = "Go on though writers do not stop, or not all has arrived." };
    private static readonly Option<string?> ExecOption = new("--exec") { Description = "A shell command for the switch itself, such as one that changes DNS weights. It gets DATASYNC_FAILOVER_FROM and _TO, and must do no harm when it is run twice.", HelpName = "COMMAND" };
    private static readonly Option<string?> ReasonOption = new("--reason") { Description = "Why, for the serving state of the old region.", HelpName = "TEXT" };
    private static readonly Option<string?> StateOption = new("--state") { Description = "Where to keep how far it has come. Default: failover-FROM-TO.json here.", HelpName = "FILE" };
    private static readonly Option<bool> YesOption = new("--yes") { Description = "Do it. Without it nothing is changed." };

    public static Command Create() => new("failover", """
        Moves writers from one region to another, safely: is the new one well, is the old one out of routing, do writes end
        there, has all of it arrived, would a write in the new region win against all of the old one's?
        docs/failover.md says why each step is there, and what draining does not do.
        """)
    {
        Action("plan", """
            Every step with what it finds now. Changes nothing, and ends with 0 whatever it finds.

            Example:
              datasync failover plan --from us-east-1 --to eu-west-1
            """, PlanAsync),
        Action("check", """
            Is it safe to begin? Changes nothing. Exit code 0: nothing stands in the way; 3: something does.

            Example:
              datasync failover check --from us-east-1 --to eu-west-1 --json | jq '.steps[] | select(.verdict == "Blocked")'
            """, CheckAsync),
        Action("run", """
            Goes through the steps; without --yes it only looks. One that was interrupted, or stopped, goes on where it was
            when the same command is given again: how far it has come is kept in a file. The way back is the same with
            --from and --to reversed.

            Exit code 0: done, or (dry run) nothing stands in the way; 3: dry run, something does; 4: stopped at a step, or the
            old region is not fenced yet (--unplanned).

            Examples:
              datasync failover run --from us-east-1 --to eu-west-1 --yes --reason "maintenance"
              datasync failover run --from us-east-1 --to eu-west-1 --yes --exec './switch-dns eu-west-1'
              datasync failover run --from us-east-1 --to eu-west-1 --yes --unplanned
            """, RunAsync, LettersOption, ForceOption, ExecOption, ReasonOption, StateOption, YesOption),
    };

    private static Command Action(string name, string text, Func<Work, CancellationToken, Task<int>> run, params Option[] options)
    {
        var command = new Command(name, text) { FromOption, ToOption, UnplannedOption, QuietOption, TimeoutOption };
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        OperatorCommand.AddOptions(command);
        command.SetAction((result, cancellationToken) => OperatorCommand.GuardAsync("failover " + name, async () =>
        {
            // The region that takes over must answer; the one that is left may be down.
            using var deployment = await Deployment.OpenAsync(ConnectionOptions.Of(result, result.GetValue(ToOption)), cancellationToken);
            using var health = new HealthReader();
            var request = Request(result).Check([.. deployment.Regions.Select(r => r.Name)]);
            return await run(new Work(result, request, new FailoverSite(deployment, health, TimeProvider.System)), cancellationToken);
        }, cancellationToken));
        return command;
    }

    private sealed record Work(ParseResult Result, FailoverRequest Request, IFailoverSite Site)
    {
        public bool IsJson => OperatorCommand.IsJson(Result);
    }

    private static FailoverRequest Request(ParseResult result)
    {
        var (from, to) = (result.GetValue(FromOption)!, result.GetValue(ToOption)!);
        return new FailoverRequest(from, to)
        {
            Quiet = result.GetValue(QuietOption),
            Timeout = result.GetValue(TimeoutOption),
            IsUnplanned = result.GetValue(UnplannedOption),
            AcceptsDeadLetters = result.GetValue(LettersOption),
            IsForced = result.GetValue(ForceOption),
            Command = result.GetValue(ExecOption),
            Reason = result.GetValue(ReasonOption) ?? $"failover to {to}",
        };
    }

    private static async Task<int> PlanAsync(Work work, CancellationToken cancellationToken) =>
        FailoverOutput.Show(await LookOnly(work).LookAsync("plan", isWhole: true, cancellationToken), work.IsJson);

    private static async Task<int> CheckAsync(Work work, CancellationToken cancellationToken) =>
        FailoverOutput.Show(await LookOnly(work).LookAsync("check", isWhole: true, cancellationToken), work.IsJson);

    private static async Task<int> RunAsync(Work work, CancellationToken cancellationToken)
    {
        var file = new StateFile(work.Result.GetValue(StateOption) ?? $"failover-{work.Request.From}-{work.Request.To}.json");
        var state = file.Load(work.Request, TimeProvider.System.GetUtcNow());
        if (!work.Result.GetValue(YesOption))
        {
            return FailoverOutput.Show(await Runner(work, state, _ => { }).LookAsync("run", isWhole: true, cancellationToken), work.IsJson);
        }

        if (state.Done.Count > 0)
        {
            await Console.Error.WriteLineAsync($"Going on with {file.Path}, begun at {state.StartedAt:yyyy-MM-dd HH:mm:ss}Z.");
        }

        var report = await Runner(work, state, file.Save).RunAsync(cancellationToken);
        if (report.IsComplete)
        {
            report = report with { Notes = [.. report.Notes, $"What was done is in {file.Finish(TimeProvider.System.GetUtcNow())}."] };
        }

        return FailoverOutput.Show(report, work.IsJson);
    }

    private static FailoverRun LookOnly(Work work) =>
        Runner(work, new FailoverState { From = work.Request.From, To = work.Request.To, IsUnplanned = work.Request.IsUnplanned, StartedAt = TimeProvider.System.GetUtcNow() }, _ => { });

    private static FailoverRun Runner(Work work, FailoverState state, Action<FailoverState> save)
    {
        var lines = work.IsJson ? Console.Error : Console.Out;
        return new FailoverRun(new FailoverContext(work.Request, work.Site, TimeProvider.System, state, save))
        {
            Show = step => lines.WriteLine(string.Join(Environment.NewLine, FailoverOutput.Lines(step))),
            Tell = text => Console.Error.WriteLine("          ... " + text),
        };
    }
}
