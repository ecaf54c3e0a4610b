using System.CommandLine;
using System.Text.Json;
using DataSync.Cli.Deployments;
using DataSync.Cli.Flow;

namespace DataSync.Cli.Cost;

/// <summary><c>datasync cost</c>.</summary>
internal static class CostCommand
{
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(31);

    private static readonly Option<bool> FromStackOption = new("--from-stack") { Description = "Take rates, batches and durations from the deployment's metrics. Options for rates and sizes come before them." };
    private static readonly Option<TimeSpan> OverOption = new("--over") { Description = "How long to look back with --from-stack, such as 30m, 24h.", HelpName = "TIME", CustomParser = DurationText.Parse, DefaultValueFactory = _ => TimeSpan.FromHours(24) };
    private static readonly Option<string?> PricesOption = new("--prices") { Description = "A price table of your own instead of the one that comes with the tool.", HelpName = "FILE" };
    private static readonly Option<bool> PrintPricesOption = new("--print-prices") { Description = "Print the price table, to begin one of your own with." };
    private static readonly Option<bool> JsonOption = new("--json") { Description = "Print JSON for programs instead of text for people." };

    public static Command Create()
    {
        var command = new Command("cost", """
            What a month costs: DataSync, DynamoDB Global Tables (eventual consistency) and S3's own replication side by side.

            From rates that you give, for which no deployment and no credentials are needed, or with --from-stack from what a
            deployment measured. Prices come from a dated file (--print-prices), assumptions are printed with the figures. It says
            so when Global Tables or S3's replication is cheaper; docs/cost.md says what else there is to weigh.

            Examples:
              datasync cost --writes-per-second 100 --item-size 1KB --regions 3 --stored 50GB
              datasync cost --writes-per-second 20 --deletes 2 --objects-per-second 5 --object-size 200KB --regions us-east-1,eu-west-1
              datasync cost --from-stack --over 24h --region us-east-1 --json
              datasync cost --print-prices > prices.json && datasync cost --writes-per-second 100 --prices prices.json
            """) { FromStackOption, OverOption, PricesOption, PrintPricesOption, JsonOption };
        foreach (var option in CostRequest.All)
        {
            command.Options.Add(option);
        }

        ConnectionOptions.AddTo(command);
        command.SetAction((result, cancellationToken) => OperatorCommand.GuardAsync("cost", () => RunAsync(result, cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var prices = result.GetValue(PricesOption) is { } file ? PriceTable.Parse(await ReadAsync(file, cancellationToken), file) : PriceTable.BuiltIn();
        if (result.GetValue(PrintPricesOption))
        {
            Console.WriteLine(JsonSerializer.Serialize(prices, CostJson.Default.PriceTable));
            return ExitCodes.Ok;
        }

        var report = result.GetValue(FromStackOption) ? await MeasuredAsync(result, prices, cancellationToken) : Given(result, prices);
        Console.WriteLine(result.GetValue(JsonOption) ? JsonSerializer.Serialize(report, CostJson.Default.CostReport) : CostView.Of(report));
        return ExitCodes.Ok;
    }

    private static CostReport Given(ParseResult result, PriceTable prices)
    {
        var work = CostRequest.WorkloadOf(result, regions: null, traffic: null);
        return work.ItemChangesPerSecond + work.ObjectsPerSecond + work.StoredItemGb + work.StoredObjectGb > 0
            ? CostReport.Of(work, CostRequest.BehaviourOf(result, work, traffic: null), prices, notes: [])
            : throw new OperatorException(ExitCodes.CannotStart, "Cost of what? Give --writes-per-second, --objects-per-second or --stored, or --from-stack.");
    }

    private static async Task<CostReport> MeasuredAsync(ParseResult result, PriceTable prices, CancellationToken cancellationToken)
    {
        var window = result.GetValue(OverOption);
        if (window < TimeSpan.FromMinutes(1) || window > LongestWindow)
        {
            throw new OperatorException(ExitCodes.CannotStart, "--over must be between 1m and 744h.");
        }

        using var deployment = await Deployment.OpenAsync(ConnectionOptions.Of(result), cancellationToken);
        var traffic = await StackTraffic.ReadAsync(deployment, window, TimeProvider.System, cancellationToken);
        var work = CostRequest.WorkloadOf(result, [.. deployment.Regions.Select(r => r.Name)], traffic);
        var silent = deployment.Regions.Where(r => r.Error is not null).Select(r => r.Name).ToList();
        return CostReport.Of(work, CostRequest.BehaviourOf(result, work, traffic), prices, CostRequest.NotesOf(traffic, silent));
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException(ExitCodes.CannotStart, $"--prices {file}: {e.Message}", e);
        }
    }
}
