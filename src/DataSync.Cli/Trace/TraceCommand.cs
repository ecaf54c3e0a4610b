using System.CommandLine;
using System.Text.Json;
using DataSync.Cli.Deployments;
using DataSync.Core.Items;
using Spectre.Console;

namespace DataSync.Cli.Trace;

/// <summary><c>datasync trace</c>.</summary>
internal static class TraceCommand
{
    private static readonly Argument<string> KeyArgument = new("KEY") { Description = "The partition key's value, the whole key in DynamoDB JSON, or with --object the object's name." };
    private static readonly Option<string?> SortOption = new("--sort") { Description = "The sort key's value, for a table that has one.", HelpName = "VALUE" };
    private static readonly Option<bool> ObjectOption = new("--object") { Description = "KEY is an object's name.", Arity = ArgumentArity.Zero };
    private static readonly Option<string?> EntityOption = new("--entity") { Description = "Logical name of the table or bucket that KEY is of. Default: the table's.", HelpName = "NAME" };
    private static readonly Option<bool> QueuesOption = new("--queues") { Description = "Search the changes, parked and object-events queues too. Each message looked at is out of sight for a moment, and is received once more: one of the ten receives after which SQS gives it up." };
    private static readonly Option<int> MessagesOption = new("--messages") { Description = $"The most messages to look at in each queue, 1 to {TraceOptions.LargestMaxMessages}.", HelpName = "N", DefaultValueFactory = _ => TraceOptions.DefaultMaxMessages };

    public static Command Create() => OperatorCommand.On(
        new Command("trace", """
            One item or object through all regions: what each holds (content digest, stamp) and knows (ledger, tombstone), the
            dead letters that hold it, and in words whether all is the same, who lags, and what is in the way.

            Changes nothing. Dead-letter queues are searched always, the queues that functions read only with --queues.
            Exit code 0: the same everywhere; 1: the regions differ; 4: the same, but not every region answered.

            Examples:
              datasync trace order#1
              datasync trace order#1 --sort 2026-01-31
              datasync trace '{"pk":{"S":"order#1"},"sk":{"N":"7"}}' --queues
              datasync trace --object photos/cat.jpg --json | jq '.verdict'
            """) { KeyArgument, SortOption, ObjectOption, EntityOption, QueuesOption, MessagesOption },
        RunAsync);

    private static async Task<int> RunAsync(Deployment deployment, ParseResult result, CancellationToken cancellationToken)
    {
        var messages = result.GetValue(MessagesOption);
        if (messages is < 1 or > TraceOptions.LargestMaxMessages)
        {
            throw new OperatorException(ExitCodes.CannotStart, $"--messages {messages} must be between 1 and {TraceOptions.LargestMaxMessages}.");
        }

        var tracer = new Tracer(deployment, new TraceOptions(result.GetValue(QueuesOption), messages), TimeProvider.System);
        var key = await KeyAsync(deployment, tracer, result, cancellationToken);
        var report = await tracer.RunAsync(key, cancellationToken);
        if (OperatorCommand.IsJson(result))
        {
            Console.WriteLine(JsonSerializer.Serialize(report, TraceJson.Default.TraceReport));
        }
        else
        {
            AnsiConsole.Write(TraceView.Of(report));
        }

        return report.Verdict switch
        {
            { IsSame: false } => ExitCodes.Diverged,
            { IsCertain: false } => ExitCodes.Incomplete,
            _ => ExitCodes.Ok,
        };
    }

    private static async Task<ItemKey> KeyAsync(Deployment deployment, Tracer tracer, ParseResult result, CancellationToken cancellationToken)
    {
        var settings = deployment.Reachable.First().Settings;
        var entity = result.GetValue(EntityOption);
        var isObject = result.GetValue(ObjectOption) || (entity is not null && entity == settings.ObjectEntity && settings.HasObjects);
        if (isObject && !settings.HasObjects)
        {
            throw new OperatorException(ExitCodes.CannotStart, "No objects are in sync in this deployment (ObjectSync).");
        }

        var own = isObject ? settings.ObjectEntity : settings.Entity;
        if (entity is not null && entity != own)
        {
            throw new OperatorException(ExitCodes.CannotStart, $"--entity '{entity}' is none of this deployment{(isObject ? "'s buckets" : "")}; the table is '{settings.Entity}'{(settings.HasObjects ? $", the bucket '{settings.ObjectEntity}'" : "")}.");
        }

        var text = result.GetValue(KeyArgument)!;
        return isObject
            ? TraceKey.OfObject(own, text)
            : TraceKey.OfItem(own, await tracer.ReadSchemaAsync(cancellationToken), text, result.GetValue(SortOption));
    }
}
