using System.Globalization;
using System.Runtime.CompilerServices;
using DataSync.Cli.Deployments;
using DataSync.Cli.Letters;
using DataSync.Cli.Status;
using DataSync.Core.DeadLetters;
using DataSync.Core.Redrive;

namespace DataSync.Cli.WebConsole;

/// <summary>A deployment behind the console: on AWS, or on the local host.</summary>
/// <param name="deployment">The deployment; disposed of with this.</param>
/// <param name="name">What the page calls it.</param>
/// <param name="time">The clock.</param>
internal sealed class DeploymentSource(Deployment deployment, string name, TimeProvider time) : IConsoleSource
{
    // What a person watches: fast enough, and never so fast that it buries what it helps.
    private const double ReplaysPerSecond = 100;

    // A look at letters hides them from others for its time; two at once would each see a part.
    private static readonly TimeSpan LetterPatience = TimeSpan.FromSeconds(5);

    private readonly StatusReader _status = new(deployment, time);
    private readonly LetterDesk _desk = new(deployment, time);
    private readonly ConflictReader _conflicts = new(deployment);
    private readonly SemaphoreSlim _letters = new(1, 1);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IFaultPanel? Faults { get; init; }

    /// <inheritdoc/>
    public async ValueTask<DeploymentStatus> StatusAsync(CancellationToken cancellationToken) => await _status.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ConsoleLetter> LettersAsync(ConsoleLetterQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await TakeTurnAsync(cancellationToken);
        try
        {
            await foreach (var letter in _desk.ListAsync(Query(query), cancellationToken))
            {
                yield return Show(letter);
            }
        }
        finally
        {
            _letters.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ConsoleLetter?> LetterAsync(string id, CancellationToken cancellationToken)
    {
        await TakeTurnAsync(cancellationToken);
        try
        {
            return await _desk.FindAsync(LetterId.Parse(id), cancellationToken) is { } letter ? Show(letter) with { Body = letter.BodyText() } : null;
        }
        finally
        {
            _letters.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<ConsoleOutcome> ReplayAsync(ConsoleSelection selection, IProgress<ConsoleOutcome> progress, CancellationToken cancellationToken)
    {
        var query = selection.Ids is { } ids ? new LetterQuery { Ids = [.. ids.Select(LetterId.Parse)] } : Query(selection.Query!);
        var options = new ReplayOptions(ReplaysPerSecond, IsDryRun: false, MaxReplays: null);
        await TakeTurnAsync(cancellationToken);
        try
        {
            var summary = await _desk.ReplayAsync(query, options, s => progress.Report(Outcome(s, query)), cancellationToken);
            return Outcome(summary, query) with { Gone = Gone(query, summary.Replayed + summary.Copies + summary.Kept + summary.Undeleted + summary.WornOut) };
        }
        finally
        {
            _letters.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<ConsoleOutcome> DiscardAsync(IReadOnlyList<string> ids, IProgress<ConsoleOutcome> progress, CancellationToken cancellationToken)
    {
        var query = new LetterQuery { Ids = [.. ids.Select(LetterId.Parse)] };
        await TakeTurnAsync(cancellationToken);
        try
        {
            var summary = await _desk.DiscardAsync(
                query, "discarded in the console", isDryRun: false, s => progress.Report(new ConsoleOutcome(s.Discarded, s.Undeleted, 0, ids.Count)), cancellationToken);
            return new ConsoleOutcome(summary.Discarded, summary.Undeleted, Gone(query, summary.Discarded + summary.Undeleted), ids.Count);
        }
        finally
        {
            _letters.Release();
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ConsoleConflict> ConflictsAsync(int limit, CancellationToken cancellationToken) => _conflicts.ReadAsync(limit, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _letters.Dispose();
        deployment.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task TakeTurnAsync(CancellationToken cancellationToken)
    {
        if (!await _letters.WaitAsync(LetterPatience, cancellationToken))
        {
            throw new OperatorException(ExitCodes.Incomplete, "A replay, a discard or another look at the letters is under way, and hides letters while it runs. Try again when it has ended.");
        }
    }

    private static LetterQuery Query(ConsoleLetterQuery query)
    {
        try
        {
            return new LetterQuery
            {
                Regions = query.Region is { Length: > 0 } region ? [region] : [],
                Queues = query.Queue is { Length: > 0 } queue ? [DeadLetterQueues.Parse(queue)] : DeadLetterQueues.All,
                Filter = LetterFilter.Parse(query.Reason, origin: null, query.Entity, query.KeyPrefix),
                Limit = query.Limit ?? RedriveRequest.LargestMaxCount,
            };
        }
        catch (ArgumentException e)
        {
            throw new OperatorException(ExitCodes.CannotStart, e.Message, e);
        }
    }

    private static ConsoleOutcome Outcome(ReplaySummary summary, LetterQuery query) => new(
        summary.Replayed + summary.Copies, summary.Kept + summary.FailedAgain + summary.WornOut + summary.Undeleted, 0, query.Ids.Count == 0 ? null : query.Ids.Count);

    private static long Gone(LetterQuery query, int found) => Math.Max(0, query.Ids.Count - found);

    private static ConsoleLetter Show(Letter letter)
    {
        var facts = letter.Facts;
        var first = facts.Changes.Count == 0 ? (LetterChange?)null : facts.Changes[0];
        return new ConsoleLetter(letter.Id.ToString(), letter.Region, DeadLetterQueues.NameOf(letter.Queue), facts.Reason?.ToString())
        {
            Detail = facts.Detail,
            Origin = facts.Origin,
            Entity = first?.Entity,
            Key = first is { } change ? change.KeyText.Length > 0 ? change.KeyText : change.Key : null,
            Version = first?.Version?.ToString(),
            ChangeCount = facts.ChangeCount,
            FirstMs = facts.FirstMs,
            LastMs = facts.LastMs,
            Attempts = facts.AttemptCount,
            ReplayCount = facts.History?.ReplayCount ?? 0,
        };
    }

    /// <summary>What a page calls a deployment.</summary>
    public static string NameOf(ConnectionOptions options) => string.Create(
        CultureInfo.InvariantCulture, $"{options.NamePrefix}{(options.EndpointUrl is { } url ? $" at {url.Authority}" : options.Profile is { } profile ? $" ({profile})" : "")}");
}
