using System.CommandLine;
using DataSync.Cli.Demo;
using DataSync.Local;
using DataSync.Local.Faults;
using DataSync.Local.Templates;
using DataSync.LocalAws.Remote;

namespace DataSync.Cli.Local;

/// <summary><c>datasync local</c>: several regions on this machine, from the template that is deployed.</summary>
internal static class LocalCommand
{
    private const string EndpointUrl = "--endpoint-url";

    private static readonly Option<string> TemplateOption = new("--template") { Description = "The template. Default: template.yaml here or in a folder above.", HelpName = "FILE" };
    private static readonly Option<string> RegionsOption = new("--regions") { Description = "Regions, comma separated.", HelpName = "LIST", DefaultValueFactory = _ => "us-east-1,eu-west-1,ap-southeast-1" };
    private static readonly Option<int> PortOption = new("--port") { Description = "Port of the AWS endpoint on 127.0.0.1; 0 takes a free one.", HelpName = "N" };
    private static readonly Option<string> FunctionsOption = new("--functions") { Description = "The functions' executable: bootstrap.dll or a native bootstrap. Default: the one built beside this tool.", HelpName = "FILE" };
    private static readonly Option<bool> AotOption = new("--aot") { Description = "Run the native executable that build/publish-functions made." };
    private static readonly Option<int> ConcurrencyOption = new("--concurrency") { Description = "Processes that one event source mapping may keep busy at once.", HelpName = "N", DefaultValueFactory = _ => LocalHostOptions.DefaultConcurrencyCap };
    private static readonly Option<string[]> ParameterOption = new("--parameter", "-p") { Description = "A template parameter, NAME=VALUE. May be repeated.", HelpName = "NAME=VALUE" };
    private static readonly Option<string> LogOption = new("--log") { Description = "Write everything the functions print to this file.", HelpName = "FILE" };
    private static readonly Option<string[]> FaultOption = new("--fault") { Description = $"Something that goes wrong, {TimedFault.Syntax}. KIND is cut, delay, throttle, error, deny, lose, kill, duplicate, reorder, freeze or skew; TARGET a service (sqs:TEXT: only calls that contain TEXT) or, for kill, a function. May be repeated. Examples: cut:eu-west-1@10s+30s, delay:*=200ms, kill:us-east-1/ApplyFunction=0.01.", HelpName = "FAULT" };
    private static readonly Option<int?> ChaosOption = new("--chaos") { Description = "With --demo: faults of every kind at random, the same for the same seed; the regions must converge all the same.", HelpName = "SEED" };
    private static readonly Option<bool> PlanOption = new("--plan") { Description = "Print what would run, and exit." };
    private static readonly Option<bool> DemoOption = new("--demo") { Description = "Write a mixed workload, then prove that all regions hold the same. Exit code 0 when they do, 1 with the differences." };
    private static readonly Option<string> EndpointOption = new(EndpointUrl) { Description = "Run on servers that already run (moto, LocalStack) instead of those built in: tables, queues and streams are there, buckets, functions and mappings here. Not for AWS itself.", HelpName = "URL" };
    private static readonly Option<string> DynamoDbOption = new("--endpoint-url-dynamodb") { Description = "The same for DynamoDB and its streams alone.", HelpName = "URL" };
    private static readonly Option<string> SqsOption = new("--endpoint-url-sqs") { Description = "The same for SQS alone.", HelpName = "URL" };
    private static readonly Option<string> S3Option = new("--endpoint-url-s3") { Description = "The same for S3 alone, which stays built in without it: other servers' conditions and events differ from S3's.", HelpName = "URL" };
    private static readonly Option<int> SecondsOption = new("--seconds") { Description = "With --demo: how long to write.", HelpName = "N", DefaultValueFactory = _ => DemoOptions.DefaultSeconds };
    private static readonly Option<int> RateOption = new("--rate") { Description = "With --demo: writes a second over all regions.", HelpName = "N", DefaultValueFactory = _ => DemoOptions.DefaultRate };
    private static readonly Option<int> SeedOption = new("--seed") { Description = "With --demo: seed of the workload.", HelpName = "N", DefaultValueFactory = _ => 1 };

    public static Command Create()
    {
        var command = new Command("local", "Run several regions on this machine, from the template that is deployed. Nothing but the .NET SDK is needed.")
        {
            TemplateOption, RegionsOption, PortOption, FunctionsOption, AotOption, ConcurrencyOption, ParameterOption, LogOption, FaultOption, ChaosOption, EndpointOption, DynamoDbOption, SqsOption, S3Option, PlanOption, DemoOption, SecondsOption, RateOption, SeedOption,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        try
        {
            var log = result.GetValue(LogOption) is { } file ? new StreamWriter(file) { AutoFlush = true } : null;
            await using var session = new LocalSession(Options(result), log) { Faults = Faults(result) };
            if (result.GetValue(PlanOption))
            {
                Console.Write(LocalPlan.Describe(LocalPlan.Evaluate(session.Options)));
                if (session.Options.SqsEndpoint is { } sqs)
                {
                    Console.WriteLine($"{Environment.NewLine}The account will be that of {sqs}.");
                }

                return ExitCodes.Ok;
            }

            if (result.GetValue(ChaosOption) is not null && !result.GetValue(DemoOption))
            {
                throw new ArgumentException("--chaos needs --demo: it strikes while the demo writes.");
            }

            return result.GetValue(DemoOption)
                ? await DemoRun.RunAsync(session, Demo(result), cancellationToken)
                : await session.RunAsync(cancellationToken);
        }
        catch (Exception e) when (e is TemplateException or LocalHostException or ArgumentException or IOException)
        {
            await Console.Error.WriteLineAsync("datasync local: " + e.Message);
            return ExitCodes.CannotStart;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Ok;
        }
    }

    private static DemoOptions Demo(ParseResult result) =>
        new DemoOptions(result.GetValue(SecondsOption), result.GetValue(RateOption), result.GetValue(SeedOption), result.GetValue(ChaosOption)).Check();

    private static string[] Regions(ParseResult result) =>
        result.GetValue(RegionsOption)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static IReadOnlyList<TimedFault> Faults(ParseResult result) =>
        [.. (result.GetValue(FaultOption) ?? []).SelectMany(text => TimedFault.Parse(text, Regions(result)))];

    private static bool NeedsClocks(ParseResult result) =>
        RegionClocks.FindLibrary() is not null
        && (result.GetValue(ChaosOption) is not null || Faults(result).Any(timed => timed.Fault.Kind is FaultKind.Freeze or FaultKind.Skew));

    /// <summary>The service's own option, or the one for all.</summary>
    private static RemoteEndpoint? Endpoint(ParseResult result, Option<string> option) =>
        result.GetValue(option) is { } own ? RemoteEndpoint.Parse(option.Name, own)
        : result.GetValue(EndpointOption) is { } all ? RemoteEndpoint.Parse(EndpointUrl, all)
        : null;

    private static LocalHostOptions Options(ParseResult result)
    {
        var regions = Regions(result);
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["Regions"] = string.Join(',', regions) };
        foreach (var text in result.GetValue(ParameterOption) ?? [])
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                throw new ArgumentException($"--parameter '{text}' must be NAME=VALUE.");
            }

            parameters[text[..equals]] = text[(equals + 1)..];
        }

        return new LocalHostOptions
        {
            TemplatePath = LocalPaths.Template(result.GetValue(TemplateOption)),
            Regions = regions,
            Parameters = parameters,
            FunctionPath = LocalPaths.Functions(result.GetValue(FunctionsOption), result.GetValue(AotOption)),
            Port = result.GetValue(PortOption),
            ConcurrencyCap = result.GetValue(ConcurrencyOption),
            ClockControl = NeedsClocks(result) ? ClockControl.WithinASecond : ClockControl.None,
            Time = TimeProvider.System,
            DynamoDbEndpoint = Endpoint(result, DynamoDbOption),
            SqsEndpoint = Endpoint(result, SqsOption),
            S3Endpoint = result.GetValue(S3Option) is { } s3 ? RemoteEndpoint.Parse(S3Option.Name, s3) : null,
        };
    }
}
