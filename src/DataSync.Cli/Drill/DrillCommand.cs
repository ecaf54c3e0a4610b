using System.CommandLine;
using System.Text.Json;
using DataSync.Cli.Deployments;
using DataSync.Cli.Failover;
using DataSync.Cli.Flow;
using DataSync.Cli.Trace;

namespace DataSync.Cli.Drill;

/// <summary><c>datasync drill</c>.</summary>
internal static class DrillCommand
{
    private static readonly Option<OutageKind> HowOption = new("--how") { Description = "drain: by its serving state. cut: off from users and the other regions (--local only). external: somebody else does it, such as AWS FIS; the drill waits for it and for its end.", DefaultValueFactory = _ => OutageKind.Drain };
    private static readonly Option<TimeSpan> RtoOption = Duration("--rto", "Target: the first request is served elsewhere within this.", TimeSpan.FromMinutes(2));
    private static readonly Option<TimeSpan> RpoOption = Duration("--rpo", "Target: the oldest write that the next region lacks at the loss is at most so old.", TimeSpan.FromSeconds(30));
    private static readonly Option<TimeSpan> ConvergeOption = Duration("--converge", "Target: all regions hold the same again within this after healing; the drill gives up then.", TimeSpan.FromMinutes(10));
    private static readonly Option<TimeSpan> IntervalOption = Duration("--interval", "Pause between two health checks, as in Route 53.", TimeSpan.FromSeconds(30));
    private static readonly Option<int> ThresholdOption = new("--threshold") { Description = "Health checks in a row that make a region unhealthy, or healthy again.", HelpName = "N", DefaultValueFactory = _ => 3 };
    private static readonly Option<TimeSpan> BeforeOption = Duration("--before", "Traffic before the loss.", TimeSpan.FromSeconds(30));
    private static readonly Option<TimeSpan> DurationOption = Duration("--duration", "How long the region is out.", TimeSpan.FromMinutes(5));
    private static readonly Option<double> RateOption = new("--rate") { Description = "Requests a second; each writes an item of its own, which is deleted in the end.", HelpName = "N", DefaultValueFactory = _ => 5 };
    private static readonly Option<TimeSpan> DnsTtlOption = Duration("--dns-ttl", "How long a client keeps a routing answer, where routing is simulated.", TimeSpan.Zero);
    private static readonly Option<string?> UrlOption = new("--url") { Description = "Where users go; its answers tell the region by the header x-datasync-region. Without it routing is simulated.", HelpName = "URL" };
    private static readonly Option<string?> FisOption = new("--fis-experiment-template") { Description = "With --how external: the AWS FIS experiment template, for the command that is shown.", HelpName = "ID" };
    private static readonly Option<bool> LocalOption = new("--local") { Description = "On a local host that is started for it." };
    private static readonly Option<string> RegionsOption = new("--regions") { Description = "With --local: the regions, comma separated.", HelpName = "LIST", DefaultValueFactory = _ => "us-east-1,eu-west-1,ap-southeast-1" };
    private static readonly Option<string[]> ParameterOption = new("--parameter", "-p") { Description = "With --local: a template parameter. May be repeated.", HelpName = "NAME=VALUE" };
    private static readonly Option<string> OutputOption = new("--output") { Description = "Folder for the report.", HelpName = "DIR", DefaultValueFactory = _ => "drills" };

    public static Command Create()
    {
        var command = new Command("drill", """
            Takes a region out on purpose and measures what becomes of its users (RTO) and its data (RPO), until all regions hold
            the same again. Writes a dated report: Markdown, JSON and a timeline. docs/drills.md says how each figure comes about.

            A client sends requests to the region that routing says, each of which writes an item there; their keys begin with
            datasync-drill/, and they are deleted in the end. Whatever happens, Ctrl-C included, the region is brought back.

            Exit code 0: every target was met; 7: one was missed; 1: a confirmed write was lost; 2: it made no sense to begin.

            Examples:
              datasync drill --local --how cut --region us-east-1 --interval 1s --threshold 2 --duration 20s
              datasync drill --region us-east-1 --how drain --rto 2m --rpo 30s
              datasync drill --region us-east-1 --how external --fis-experiment-template EXT123 --url https://app.example.com/region
            """)
        {
            HowOption, RtoOption, RpoOption, ConvergeOption, IntervalOption, ThresholdOption, BeforeOption, DurationOption, RateOption, DnsTtlOption, UrlOption, FisOption, LocalOption, RegionsOption, ParameterOption, OutputOption,
        };
        OperatorCommand.AddOptions(command);
        command.SetAction((result, cancellationToken) => OperatorCommand.GuardAsync("drill", () => RunAsync(result, cancellationToken), cancellationToken));
        return command;
    }

    private static Option<TimeSpan> Duration(string name, string description, TimeSpan standard) =>
        new(name) { Description = description, HelpName = "TIME", CustomParser = DurationText.Parse, DefaultValueFactory = _ => standard };

    private static async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var options = Options(result).Check();
        var isLocal = result.GetValue(LocalOption);
        if (options.How == OutageKind.Cut && !isLocal)
        {
            throw new OperatorException(ExitCodes.CannotStart, "--how cut needs --local: only a local host of its own can be cut. On AWS use --how external with an AWS FIS experiment (infrastructure/drill.yaml).");
        }

        await using var stage = isLocal
            ? await DrillStage.StartLocalAsync(Regions(result, options.Region), Parameters(result), cancellationToken)
            : await DrillStage.OpenAsync(ConnectionOptions.Of(result), cancellationToken);
        Check(stage.Deployment, options);
        var schema = await new Tracer(stage.Deployment, new TraceOptions(SearchesLiveQueues: false, MaxMessages: 1), TimeProvider.System).ReadSchemaAsync(cancellationToken);
        if (schema[0].Type != "S")
        {
            throw new OperatorException(ExitCodes.CannotStart, $"The table's partition key {schema[0].Name} is of type {schema[0].Type}: a drill's items could not be told from the application's, so none are written.");
        }

        using var health = new HealthReader();
        var regions = stage.Deployment.Reachable.Where(r => r.Settings.HealthUrl is not null).Select(r => r.Name).ToList();
        var run = new DrillRun(new DrillSite(stage.Deployment, schema, health, options.Url, TimeProvider.System), regions, options, Console.Error.WriteLine, TimeProvider.System);
        var report = await run.RunAsync(Outage(stage, options, run), Setup(stage, options, regions, ConnectionUrl(result, stage)), cancellationToken);
        report = report with { Notes = [.. DrillNotes.Of(report, options)] };
        return Show(report, ReportFiles.Write(result.GetValue(OutputOption)!, report, run.Timeline), OperatorCommand.IsJson(result));
    }

    private static IOutage Outage(DrillStage stage, DrillOptions options, DrillRun run) => options.How switch
    {
        OutageKind.Cut => new CutOutage(stage.Host!.Faults, options.Region, TimeProvider.System),
        OutageKind.External => new ExternalOutage(run.Watch, options, Console.Error.WriteLine, TimeProvider.System),
        _ => new DrainOutage(stage.Deployment.Region(options.Region), TimeProvider.System),
    };

    private static DrillSetup Setup(DrillStage stage, DrillOptions options, IReadOnlyList<string> regions, string where) => new(
        options.How.ToString(),
        where,
        options.Url?.ToString() ?? "simulated",
        [options.Region, .. regions.Where(name => name != options.Region)],
        options.Interval.TotalSeconds,
        options.Threshold,
        options.Rate,
        options.DnsTtl.TotalSeconds,
        OutageSeconds: 0);

    private static string ConnectionUrl(ParseResult result, DrillStage stage) =>
        stage.Host is not null ? "the local host" : ConnectionOptions.Of(result).EndpointUrl?.ToString() ?? "AWS";

    private static void Check(Deployment deployment, DrillOptions options)
    {
        var region = deployment.Region(options.Region);
        if (region.Settings.HealthUrl is null || region.Settings.ServingStateParameter is null)
        {
            throw new OperatorException(ExitCodes.CannotStart, $"The stack of {options.Region} has no health URL or no serving state: it is of an older release. Update it.");
        }

        if (deployment.Reachable.Count(r => r.Settings.HealthUrl is not null) < 2)
        {
            throw new OperatorException(ExitCodes.CannotStart, "A drill needs a second region that answers: there is nowhere to go.");
        }
    }

    private static int Show(DrillReport report, string path, bool isJson)
    {
        if (isJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(report, DrillJson.Default.DrillReport));
        }
        else
        {
            foreach (var target in report.Targets)
            {
                Console.WriteLine($"{(target.IsMet ? "met   " : "MISSED")}  {target.Name}: {target.Text}");
            }

            Console.WriteLine($"Report: {path}");
        }

        return DrillJudge.ExitCodeOf(report);
    }

    private static DrillOptions Options(ParseResult result) => new(ConnectionOptions.NamedRegion(result)
        ?? throw new OperatorException(ExitCodes.CannotStart, "Name the region that is taken out: --region REGION."))
    {
        How = result.GetValue(HowOption),
        Rto = result.GetValue(RtoOption),
        Rpo = result.GetValue(RpoOption),
        Converge = result.GetValue(ConvergeOption),
        Interval = result.GetValue(IntervalOption),
        Threshold = result.GetValue(ThresholdOption),
        Before = result.GetValue(BeforeOption),
        Duration = result.GetValue(DurationOption),
        Rate = result.GetValue(RateOption),
        DnsTtl = result.GetValue(DnsTtlOption),
        FisTemplate = result.GetValue(FisOption),
        Url = result.GetValue(UrlOption) is not { } url ? null
            : Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri
            : throw new OperatorException(ExitCodes.CannotStart, $"--url '{url}' is no URL."),
    };

    private static IReadOnlyList<string> Regions(ParseResult result, string region)
    {
        var regions = result.GetValue(RegionsOption)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return regions.Contains(region, StringComparer.Ordinal)
            ? regions
            : throw new OperatorException(ExitCodes.CannotStart, $"--region {region} is none of {string.Join(", ", regions)} (--regions).");
    }

    private static Dictionary<string, string> Parameters(ParseResult result)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in result.GetValue(ParameterOption) ?? [])
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            parameters[equals < 1 ? throw new OperatorException(ExitCodes.CannotStart, $"--parameter '{text}' must be NAME=VALUE.") : text[..equals]] = text[(equals + 1)..];
        }

        return parameters;
    }
}
