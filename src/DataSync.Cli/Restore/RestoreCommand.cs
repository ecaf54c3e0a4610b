using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DataSync.Aws.Items;
using DataSync.Cli.Deployments;
using DataSync.Cli.Letters;

namespace DataSync.Cli.Restore;

/// <summary><c>datasync restore</c>.</summary>
internal static class RestoreCommand
{
    private const string Items = "items";
    private const string Objects = "objects";

    private static readonly Option<string?> FromTableOption = new("--from-table") { Description = "The restored table, in the region of --region.", HelpName = "TABLE" };
    private static readonly Option<bool> BucketOption = new("--bucket") { Description = "Put objects back that were deleted in the region's bucket, from the versions it keeps." };
    private static readonly Option<DateTimeOffset?> DeletedSinceOption = new("--deleted-since") { Description = "With --bucket: those deleted then or later, such as 2026-11-24T10:00Z.", HelpName = "TIME", CustomParser = TimeOf };
    private static readonly Option<bool> MissingOnlyOption = new("--missing-only") { Description = "Put back what is missing and leave what is there (the default)." };
    private static readonly Option<bool> ChangedTooOption = new("--changed-too") { Description = "Set items back too that have another content now: what was written to them since is lost." };
    private static readonly Option<string> KeyPrefixOption = new("--key-prefix") { Description = "Only items whose partition key, or objects whose name, begins so.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
    private static readonly Option<double> RateOption = new("--rate") { Description = "Items or objects put back in a second; 0 for as fast as it goes.", HelpName = "N", DefaultValueFactory = _ => RestoreOptions.DefaultRate };
    private static readonly Option<double> ReadRateOption = new("--read-rate") { Description = "Items compared in a second, a consistent read each; 0 for as fast as it goes.", HelpName = "N", DefaultValueFactory = _ => RestoreOptions.DefaultReadRate };
    private static readonly Option<int> SegmentsOption = new("--segments") { Description = $"Parts of the table read side by side, 1 to {RestoreOptions.LargestSegments}.", HelpName = "N", DefaultValueFactory = _ => RestoreOptions.DefaultSegments };
    private static readonly Option<bool> DryRunOption = new("--dry-run") { Description = "Count what would be put back, and change nothing." };
    private static readonly Option<bool> YesOption = new("--yes", "-y") { Description = "Do not ask." };

    public static Command Create() => OperatorCommand.On(
        new Command("restore", """
            Put lost data back into one region so that it is replicated to all others, as new writes.

            Items come from a table that a point-in-time restore made beside the live one. They are written without the stamp: an old
            copy with its stamp would be taken for a late replica and be deleted again. What was written since stays, unless
            --changed-too. Objects come from the versions of the region's own bucket. What is replicated meanwhile is no danger, and
            started again the command finds only what is still missing. docs/runbooks/mass-delete.md has the whole procedure.

            Exit code 0: done; 4: some could not be put back, or were written by somebody else in that moment.

            Examples:
              datasync restore --region us-east-1 --from-table items-restored --dry-run
              datasync restore --region us-east-1 --from-table items-restored --key-prefix order# --rate 500 --yes
              datasync restore --region us-east-1 --bucket --deleted-since 2026-11-24T10:00Z
            """)
        { FromTableOption, BucketOption, DeletedSinceOption, MissingOnlyOption, ChangedTooOption, KeyPrefixOption, RateOption, ReadRateOption, SegmentsOption, DryRunOption, YesOption },
        RunAsync);

    private static async Task<int> RunAsync(Deployment deployment, ParseResult result, CancellationToken cancellationToken)
    {
        var region = deployment.Region(ConnectionOptions.Of(result).Region);
        Check(result);
        return result.GetValue(BucketOption)
            ? await RunObjectsAsync(region, result, cancellationToken)
            : await RunItemsAsync(region, result, cancellationToken);
    }

    private static void Check(ParseResult result)
    {
        if (result.GetValue(FromTableOption) is null != result.GetValue(BucketOption))
        {
            throw Wrong("Restore from what? Give --from-table TABLE, or --bucket --deleted-since TIME.");
        }

        if (result.GetValue(BucketOption) != result.GetValue(DeletedSinceOption) is not null)
        {
            throw Wrong("--bucket and --deleted-since go together.");
        }

        if (result.GetValue(ChangedTooOption) && (result.GetValue(MissingOnlyOption) || result.GetValue(BucketOption)))
        {
            throw Wrong("--changed-too is for items, and the opposite of --missing-only.");
        }

        if (result.GetValue(RateOption) < 0 || result.GetValue(ReadRateOption) < 0 || result.GetValue(SegmentsOption) is < 1 or > RestoreOptions.LargestSegments)
        {
            throw Wrong($"--rate and --read-rate must be 0 or more, --segments between 1 and {RestoreOptions.LargestSegments}.");
        }
    }

    private static async Task<int> RunItemsAsync(RegionStack region, ParseResult result, CancellationToken cancellationToken)
    {
        var settings = region.Settings;
        var source = await RestoreSource.OpenAsync(region.Clients.DynamoDb, result.GetValue(FromTableOption)!, settings, cancellationToken);
        var options = new RestoreOptions
        {
            IsChangedToo = result.GetValue(ChangedTooOption),
            KeyPrefix = result.GetValue(KeyPrefixOption)!,
            RatePerSecond = Rate(result.GetValue(RateOption)),
            ReadRatePerSecond = Rate(result.GetValue(ReadRateOption)),
            Segments = result.GetValue(SegmentsOption),
            IsDryRun = result.GetValue(DryRunOption),
        };
        var live = new DynamoDbItemStore(region.Clients.DynamoDb, settings.Table, settings.StampAttribute);
        Task<RestoreSummary> Run(bool isDryRun, Action<RestoreSummary>? progress) =>
            new ItemRestorer(source, live, settings.StampAttribute, options with { IsDryRun = isDryRun }, TimeProvider.System).RunAsync(progress, cancellationToken);
        return await RunAsync(result, Items, $"{settings.Table} in {region.Name} from {source.Table}", Run);
    }

    private static async Task<int> RunObjectsAsync(RegionStack region, ParseResult result, CancellationToken cancellationToken)
    {
        var bucket = region.Settings.HasObjects ? region.Settings.Bucket : throw Wrong("No objects are in sync in this deployment (ObjectSync).");
        var options = new ObjectRestoreOptions(result.GetValue(DeletedSinceOption)!.Value, result.GetValue(KeyPrefixOption)!, Rate(result.GetValue(RateOption)), IsDryRun: false);
        Task<RestoreSummary> Run(bool isDryRun, Action<RestoreSummary>? progress) =>
            new ObjectRestorer(region.Clients.S3(null), bucket, options with { IsDryRun = isDryRun }, TimeProvider.System).RunAsync(progress, cancellationToken);
        return await RunAsync(result, Objects, $"{bucket} in {region.Name} from its versions", Run);
    }

    private static async Task<int> RunAsync(ParseResult result, string what, string where, Func<bool, Action<RestoreSummary>?, Task<RestoreSummary>> run)
    {
        var isDryRun = result.GetValue(DryRunOption);
        if (!isDryRun && !result.GetValue(YesOption) && !await IsConfirmedAsync(what, where, run))
        {
            Console.WriteLine("Nothing was put back.");
            return ExitCodes.Ok;
        }

        using var line = new ProgressLine(Console.Error, TimeProvider.System);
        var summary = await run(isDryRun, s => line.Show(RestoreText.Progress(s, line.Elapsed)));
        line.Clear();
        Console.WriteLine(OperatorCommand.IsJson(result) ? JsonSerializer.Serialize(summary, RestoreJson.Default.RestoreSummary) : RestoreText.Of(summary, what));
        return summary.IsInterrupted ? ExitCodes.Interrupted : summary.Failed + summary.Overtaken > 0 ? ExitCodes.Incomplete : ExitCodes.Ok;
    }

    private static async Task<bool> IsConfirmedAsync(string what, string where, Func<bool, Action<RestoreSummary>?, Task<RestoreSummary>> run)
    {
        if (Console.IsInputRedirected)
        {
            throw Wrong("Nobody is there to be asked. Use --yes to restore without asking, or --dry-run to see what would be put back.");
        }

        var found = await run(true, null);
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"Put {found.Restored:N0} missing {what} back into {where}{(found.SetBack > 0 ? string.Create(CultureInfo.InvariantCulture, $" and set {found.SetBack:N0} changed ones back") : "")}? All regions get them. [y/N] "));
        return Console.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    private static double? Rate(double rate) => rate == 0 ? null : rate;

    private static DateTimeOffset? TimeOf(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        result.AddError($"'{text}' is no time; write 2026-11-24T10:00Z.");
        return null;
    }

    private static OperatorException Wrong(string message) => new(ExitCodes.CannotStart, message);
}
