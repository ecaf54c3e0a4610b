using DataSync.Core.DeadLetters;
using DataSync.Core.Items;

namespace DataSync.Cli.Trace;

/// <summary>Finds one item or object in messages of any queue: those in flight look like those that SQS itself gave up on.</summary>
internal static class MessageReading
{
    /// <summary>What the message says of it, for each change of it that is in the message; empty when there is none.</summary>
    /// <param name="key">What is looked for.</param>
    /// <param name="names">What table and bucket are called, for messages that do not tell.</param>
    /// <param name="message">Where the message is.</param>
    /// <param name="body">What it says.</param>
    public static IEnumerable<FoundMessage> Find(ItemKey key, EntityNames names, FoundMessage message, ReadOnlyMemory<byte> body)
    {
        var facts = LetterFacts.Read(body, DateTimeOffset.UnixEpoch, names, maxChanges: int.MaxValue);
        return facts.Changes.Where(change => change.Entity == key.Entity && change.Key == key.Json).Select(change => message with
        {
            Version = change.Version?.ToString(),
            IsDelete = change.IsDelete,
            Target = facts.Target,
            Reason = facts.Reason?.ToString(),
            Detail = facts.Detail.Length == 0 ? null : facts.Detail,
        });
    }
}
