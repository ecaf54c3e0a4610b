using DataSync.Cli.Status;

namespace DataSync.Cli.WebConsole;

/// <summary>
/// What the console shows and does: a deployment, or the local host. Safe for concurrent use. An exception's message is shown to the operator as it is,
/// so it says what failed and where.
/// </summary>
internal interface IConsoleSource : IAsyncDisposable
{
    /// <summary>What is looked at, in a few words for the page's head: stack and profile, or that it is the local host.</summary>
    string Name { get; }

    /// <summary>Trouble on demand; null where there is nothing to break but the real thing.</summary>
    IFaultPanel? Faults { get; }

    /// <summary>All regions now. Called every two seconds while a page is open, by one caller for all pages.</summary>
    ValueTask<DeploymentStatus> StatusAsync(CancellationToken cancellationToken);

    /// <summary>The dead letters that match, without their bodies; ends by itself at the query's limit. A caller may stop reading before.</summary>
    IAsyncEnumerable<ConsoleLetter> LettersAsync(ConsoleLetterQuery query, CancellationToken cancellationToken);

    /// <summary>One dead letter with its body; null when it is no longer there.</summary>
    ValueTask<ConsoleLetter?> LetterAsync(string id, CancellationToken cancellationToken);

    /// <summary>Plays letters again. Reports as it goes; returns the final counts. Cancelled: what was played stays played, the rest stays where it is.</summary>
    Task<ConsoleOutcome> ReplayAsync(ConsoleSelection selection, IProgress<ConsoleOutcome> progress, CancellationToken cancellationToken);

    /// <summary>Archives letters and takes them off their queues. By id only: a person has seen each of them.</summary>
    Task<ConsoleOutcome> DiscardAsync(IReadOnlyList<string> ids, IProgress<ConsoleOutcome> progress, CancellationToken cancellationToken);

    /// <summary>The newest conflicts of all regions, newest first.</summary>
    IAsyncEnumerable<ConsoleConflict> ConflictsAsync(int limit, CancellationToken cancellationToken);
}
