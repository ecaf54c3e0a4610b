using System.CommandLine;
using DataSync.Cli.Deployments;
using DataSync.Core.DeadLetters;
using DataSync.Core.Redrive;

namespace DataSync.Cli.Letters;

/// <summary>The filters of the <c>dlq</c> commands.</summary>
internal sealed class LetterOptions
{
    private readonly Option<string[]> _in = new("--in") { Description = "Only the dead letters that lie in this region. May be repeated.", HelpName = "REGION" };
    private readonly Option<string[]> _queue = new Option<string[]>("--queue") { Description = $"Only those of this queue: {string.Join(", ", DeadLetterQueues.Names)} (batches of the stream that Lambda wrote to the failure bucket). May be repeated.", HelpName = "QUEUE" }.AcceptOnlyFromAmong([.. DeadLetterQueues.Names]);
    private readonly Option<string[]> _reason = new Option<string[]>("--reason") { Description = "Only those with this reason, such as RetriesExhausted. May be repeated.", HelpName = "REASON" }.AcceptOnlyFromAmong(Enum.GetNames<DeadLetterReason>());
    private readonly Option<string?> _origin = new("--origin") { Description = "Only changes that were made in this region.", HelpName = "REGION" };
    private readonly Option<string?> _entity = new("--entity") { Description = "Only this table or bucket, by its EntityName or ObjectEntityName.", HelpName = "NAME" };
    private readonly Option<string?> _keyPrefix = new("--key-prefix") { Description = "Only keys (the first key attribute, or the object's name) that begin so.", HelpName = "TEXT" };
    private readonly Option<string?> _olderThan = new("--older-than") { Description = "Only those whose last try is at least so long ago: 90s, 30m, 2h, 7d.", HelpName = "AGE" };
    private readonly Option<string?> _newerThan = new("--newer-than") { Description = "Only those whose last try is at most so long ago.", HelpName = "AGE" };

    /// <summary>Gives a command these options.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _in, _queue, _reason, _origin, _entity, _keyPrefix, _olderThan, _newerThan })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="OperatorException">A value is not understood, or ids and filters are mixed.</exception>
    public LetterQuery Of(ParseResult result, IReadOnlyList<string> ids)
    {
        try
        {
            var query = new LetterQuery
            {
                Regions = result.GetValue(_in) ?? [],
                Queues = result.GetValue(_queue) is { Length: > 0 } names ? [.. names.Distinct().Select(DeadLetterQueues.Parse)] : DeadLetterQueues.All,
                Filter = LetterFilter.Parse(
                    string.Join(',', result.GetValue(_reason) ?? []), result.GetValue(_origin), result.GetValue(_entity), result.GetValue(_keyPrefix), result.GetValue(_olderThan), result.GetValue(_newerThan)),
                Ids = [.. ids.Select(LetterId.Parse)],
            };
            return query.Ids.Count > 0 && !IsAll(query)
                ? throw new OperatorException(ExitCodes.CannotStart, "Give either letters' ids or filters, not both.")
                : query;
        }
        catch (ArgumentException e)
        {
            throw new OperatorException(ExitCodes.CannotStart, e.Message, e);
        }
    }

    /// <summary>True when nothing narrows the query.</summary>
    public static bool IsAll(LetterQuery query) => query.Filter.IsAll && query.Regions.Count == 0 && query.Queues.Count == DeadLetterQueues.All.Count;
}
