using System.Runtime.CompilerServices;
using DataSync.Cli.Status;
using DataSync.Cli.WebConsole;

namespace DataSync.Cli.Tests.WebConsole;

/// <summary>A deployment that a test writes by hand, and that remembers what was asked of it.</summary>
internal sealed class InMemorySource : IConsoleSource
{
    private readonly Lock _lock = new();
    private DeploymentStatus _status = Samples.Healthy();
    private int _polls;

    public string Name { get; init; } = "a test";

    public FakeFaultPanel? FaultPanel { get; init; } = new();

    public IFaultPanel? Faults => FaultPanel;

    /// <summary>What polls get first, each with the time it is of.</summary>
    public Queue<DeploymentStatus> Past { get; init; } = [];

    /// <summary>Completes once the past is told.</summary>
    public TaskCompletionSource Present { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Letters by id, in the order they were added.</summary>
    public OrderedDictionary<string, ConsoleLetter> Letters { get; } = new(StringComparer.Ordinal);

    public List<ConsoleConflict> Conflicts { get; } = [];

    public List<ConsoleLetter> Replayed { get; } = [];

    public List<ConsoleLetter> Discarded { get; } = [];

    public ConsoleLetterQuery? LastQuery { get; private set; }

    /// <summary>Thrown by every call that reads.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Replays wait for it before each letter.</summary>
    public Func<CancellationToken, Task> BeforeEach { get; set; } = static _ => Task.CompletedTask;

    public int Polls => Volatile.Read(ref _polls);

    public DeploymentStatus Status
    {
        set
        {
            lock (_lock)
            {
                _status = value;
            }
        }
    }

    public void Add(params IEnumerable<ConsoleLetter> letters)
    {
        lock (_lock)
        {
            foreach (var letter in letters)
            {
                Letters[letter.Id] = letter;
            }
        }
    }

    public ValueTask<DeploymentStatus> StatusAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _polls);
        ThrowWhenFailing();
        lock (_lock)
        {
            if (Past.TryDequeue(out var past))
            {
                return ValueTask.FromResult(past);
            }

            Present.TrySetResult();
            return ValueTask.FromResult(_status with { At = DateTimeOffset.UtcNow });
        }
    }

    public async IAsyncEnumerable<ConsoleLetter> LettersAsync(ConsoleLetterQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ThrowWhenFailing();
        LastQuery = query;
        await Task.Yield();
        foreach (var letter in Matching(query))
        {
            yield return letter with { Body = null };
        }
    }

    public ValueTask<ConsoleLetter?> LetterAsync(string id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return ValueTask.FromResult(Letters.GetValueOrDefault(id));
        }
    }

    public Task<ConsoleOutcome> ReplayAsync(ConsoleSelection selection, IProgress<ConsoleOutcome> progress, CancellationToken cancellationToken) =>
        TakeAsync(selection.Ids ?? [.. Matching(selection.Query!).Select(letter => letter.Id)], Replayed, progress, cancellationToken);

    public Task<ConsoleOutcome> DiscardAsync(IReadOnlyList<string> ids, IProgress<ConsoleOutcome> progress, CancellationToken cancellationToken) =>
        TakeAsync(ids, Discarded, progress, cancellationToken);

    public async IAsyncEnumerable<ConsoleConflict> ConflictsAsync(int limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ThrowWhenFailing();
        await Task.Yield();
        foreach (var conflict in Conflicts.Take(limit))
        {
            yield return conflict;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private List<ConsoleLetter> Matching(ConsoleLetterQuery query)
    {
        lock (_lock)
        {
            return [.. Letters.Values
                .Where(letter => query.Region is null || letter.Region == query.Region)
                .Where(letter => query.Queue is null || letter.Queue == query.Queue)
                .Where(letter => query.Reason is null || letter.Reason == query.Reason)
                .Where(letter => query.Entity is null || letter.Entity == query.Entity)
                .Where(letter => query.KeyPrefix is null || letter.Key?.StartsWith(query.KeyPrefix, StringComparison.Ordinal) == true)
                .Take(query.Limit ?? int.MaxValue)];
        }
    }

    private async Task<ConsoleOutcome> TakeAsync(IReadOnlyList<string> ids, List<ConsoleLetter> into, IProgress<ConsoleOutcome> progress, CancellationToken cancellationToken)
    {
        var outcome = new ConsoleOutcome(0, Total: ids.Count);
        foreach (var id in ids)
        {
            await BeforeEach(cancellationToken);
            lock (_lock)
            {
                if (Letters.Remove(id, out var letter))
                {
                    into.Add(letter);
                    outcome = outcome with { Done = outcome.Done + 1 };
                }
                else
                {
                    outcome = outcome with { Gone = outcome.Gone + 1 };
                }
            }

            progress.Report(outcome);
        }

        return outcome;
    }

    private void ThrowWhenFailing()
    {
        if (Failure is { } failure)
        {
            throw failure;
        }
    }
}
