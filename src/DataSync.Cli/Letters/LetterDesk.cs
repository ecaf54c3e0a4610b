using System.Runtime.CompilerServices;
using DataSync.Cli.Deployments;
using DataSync.Core.DeadLetters;
using DataSync.Core.Redrive;

namespace DataSync.Cli.Letters;

/// <summary>Works on the dead letters of all regions. What it does is the same code as the Redrive function's.</summary>
internal sealed class LetterDesk(Deployment deployment, TimeProvider time)
{
    /// <summary>Who works here, for the archive.</summary>
    public string By { get; init; } = $"{Environment.UserName}@{Environment.MachineName}";

    /// <summary>The letters asked for, as they come, in memory that grows by half a kilobyte for each (SQS wants its receipt back).</summary>
    /// <exception cref="Core.Ports.StoreException">A queue refused or could not be reached.</exception>
    public async IAsyncEnumerable<Letter> ListAsync(LetterQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = query.Limit;
        foreach (var place in await OccupiedAsync(query, cancellationToken))
        {
            await using var scan = new LetterScan(place.Source(), place.Queue);
            var wanted = place.Ids.Count;
            while (left > 0 && await scan.NextAsync(cancellationToken) is { Count: > 0 } letters)
            {
                foreach (var letter in letters.Select(l => Read(place, l)).Where(l => IsMeant(query, place, l)).Take(left))
                {
                    left--;
                    wanted--;
                    yield return letter;
                }

                if (wanted == 0)
                {
                    break;
                }
            }

            if (scan.IsAtLimit)
            {
                throw new OperatorException(ExitCodes.Incomplete, $"{place.Name} has more letters than SQS lets anybody look at at once ({LetterScan.MaxHeld}). Replay or discard some, then list the rest.");
            }
        }
    }

    /// <summary>One letter; null when it is not there, or somebody else holds it just now. The beginning of a message's id will do when only one letter has it.</summary>
    /// <exception cref="OperatorException">Several letters' ids begin so.</exception>
    public async Task<Letter?> FindAsync(LetterId id, CancellationToken cancellationToken)
    {
        var place = Place(id);
        Letter? found = null;
        await using var scan = new LetterScan(place.Source(), place.Queue);
        while (await scan.NextAsync(cancellationToken) is { Count: > 0 } letters)
        {
            foreach (var letter in letters.Where(l => l.MessageId.StartsWith(id.MessageId, StringComparison.Ordinal)))
            {
                if (letter.MessageId == id.MessageId)
                {
                    return Read(place, letter);
                }

                found = found is null
                    ? Read(place, letter)
                    : throw new OperatorException(ExitCodes.CannotStart, $"Several letters begin with {id}, such as {found.Id} and {Read(place, letter).Id}. Give more of the id.");
            }
        }

        return found;
    }

    /// <summary>Plays letters again, place by place.</summary>
    /// <exception cref="Core.Ports.StoreException">A queue failed. What was replayed before stays replayed.</exception>
    public async Task<ReplaySummary> ReplayAsync(LetterQuery query, ReplayOptions options, Action<ReplaySummary>? progress, CancellationToken cancellationToken)
    {
        var summary = new ReplaySummary { IsDryRun = options.IsDryRun };
        var runId = RedriveRequest.RunIdOf(time.GetUtcNow(), Guid.NewGuid().ToString("N"));
        foreach (var place in await OccupiedAsync(query, cancellationToken))
        {
            var left = query.Limit - summary.Replayed;
            if (left <= 0 || cancellationToken.IsCancellationRequested)
            {
                break;
            }

            var request = new RedriveRequest(place.Queue, left, query.Filter)
            {
                RunId = runId,
                RatePerSecond = options.RatePerSecond,
                MaxReplays = options.MaxReplays,
                IsDryRun = options.IsDryRun,
                MessageIds = place.Ids.Count == 0 ? null : place.Ids.ToHashSet(StringComparer.Ordinal),
                Names = place.Names,
            };
            var before = summary;
            summary = place.IsReplayedByFunction
                ? await FunctionReplay.RunAsync(place, request, before, progress, cancellationToken)
                : before.With(place.Name, await new RedriveHandler(place.Source(), place.Sender(), time).HandleAsync(
                    request, records: null, report => progress?.Invoke(before.With(place.Name, report)), cancellationToken));
            progress?.Invoke(summary);
        }

        return summary with { IsInterrupted = cancellationToken.IsCancellationRequested };
    }

    /// <summary>Archives letters and takes them off their queues, place by place.</summary>
    /// <exception cref="Core.Ports.StoreException">A queue or the archive failed. What was discarded before stays discarded.</exception>
    public async Task<DiscardSummary> DiscardAsync(LetterQuery query, string why, bool isDryRun, Action<DiscardSummary>? progress, CancellationToken cancellationToken)
    {
        var summary = new DiscardSummary { IsDryRun = isDryRun };
        foreach (var place in await OccupiedAsync(query, cancellationToken))
        {
            var left = query.Limit - summary.Discarded;
            if (left <= 0 || cancellationToken.IsCancellationRequested)
            {
                break;
            }

            var request = new DiscardRequest(place.Queue, left, query.Filter, By, why)
            {
                MessageIds = place.Ids.Count == 0 ? null : place.Ids.ToHashSet(StringComparer.Ordinal),
                Names = place.Names,
                IsDryRun = isDryRun,
            };
            var before = summary;
            var report = await new DiscardHandler(place.Source(), place.Archive(time), time).HandleAsync(
                request, r => progress?.Invoke(before.With(r)), cancellationToken);
            summary = before.With(report);
        }

        return summary with { IsInterrupted = cancellationToken.IsCancellationRequested };
    }

    /// <summary>Sends a corrected message in place of a letter, and keeps the original in the archive.</summary>
    /// <exception cref="Core.Ports.StoreException">A queue or the archive failed.</exception>
    public async Task<EditResult> EditAsync(LetterId id, ReadOnlyMemory<byte> replacement, string why, bool allowsOtherRegions, CancellationToken cancellationToken)
    {
        var place = Place(id);
        var request = new EditRequest(place.Queue, id.MessageId, replacement, By, why)
        {
            RunId = RedriveRequest.RunIdOf(time.GetUtcNow(), Guid.NewGuid().ToString("N")),
            AllowsOtherRegions = allowsOtherRegions,
            Entity = place.Stack.Settings.Entity,
            StampAttribute = place.Stack.Settings.StampAttribute,
        };
        return await new EditHandler(place.Source(), place.Sender(), place.Archive(time)).HandleAsync(request, cancellationToken);
    }

    /// <summary>The places that a query is about.</summary>
    /// <exception cref="OperatorException">A region that is asked for by name does not answer, or is none.</exception>
    public IReadOnlyList<LetterPlace> Places(LetterQuery query)
    {
        if (query.Ids.Count > 0)
        {
            return [.. query.Ids.GroupBy(id => (id.Region, id.Queue)).Select(g => Place(g.First()) with { Ids = [.. g.Select(id => id.MessageId)] })];
        }

        var stacks = query.Regions.Count == 0 ? [.. deployment.Reachable] : query.Regions.Select(Answering).ToList();
        return [.. stacks.SelectMany(stack => query.Queues.Select(queue => new LetterPlace(stack, queue, []))).Where(p => p.Exists)];
    }

    // An empty queue is known as such only after a second of waiting. All are asked at once, so that a dozen of them cost one.
    private async Task<IReadOnlyList<LetterPlace>> OccupiedAsync(LetterQuery query, CancellationToken cancellationToken)
    {
        var places = Places(query);
        if (places.Count < 2)
        {
            return places;
        }

        var occupied = await Task.WhenAll(places.Select(async place =>
        {
            await using var scan = new LetterScan(place.Source(), place.Queue);
            return (await scan.NextAsync(cancellationToken)).Count > 0;
        }));
        return [.. places.Where((_, i) => occupied[i])];
    }

    private LetterPlace Place(LetterId id) => new(Answering(id.Region), id.Queue, [id.MessageId]);

    private RegionStack Answering(string name) => deployment.Region(name) is var stack && stack.Error is null
        ? stack
        : throw new OperatorException(ExitCodes.Failed, $"{name}: {stack.Error}");

    private static Letter Read(LetterPlace place, ReceivedLetter letter) =>
        new(place.Stack.Name, place.Queue, letter, LetterFacts.Read(letter.Body, letter.SentAt, place.Names));

    private bool IsMeant(LetterQuery query, LetterPlace place, Letter letter) =>
        (place.Ids.Count == 0 || place.Ids.Contains(letter.Received.MessageId)) && query.Filter.Matches(letter.Facts, time.GetUtcNow());
}
