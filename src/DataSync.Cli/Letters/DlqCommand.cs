using System.CommandLine;

namespace DataSync.Cli.Letters;

/// <summary><c>datasync dlq</c>.</summary>
internal static class DlqCommand
{
    public static Command Create() => new("dlq", """
        Dead letters of all queues and regions: what could not be captured, sent or applied, with the reason.

        Nothing is lost while a letter lies in its queue (14 days; failed batches 45). Repair what the reason names
        (docs/operations.md#changes-dead-letters has a line for each), then replay. However old a letter is, replaying it
        cannot set anything back: a change that was overtaken is dropped, and a letter replayed twice changes nothing.

        Examples:
          datasync dlq list --reason RetriesExhausted --in eu-west-1
          datasync dlq show eu-west-1/changes/6f1c2a...
          datasync dlq replay --reason RetriesExhausted --rate 50 --dry-run
          datasync dlq discard --entity items --key-prefix test- --why "test data"
        """)
    {
        ListCommand.Create(),
        ShowCommand.Create(),
        ReplayCommand.Create(),
        EditCommand.Create(),
        DiscardCommand.Create(),
    };
}
