using DataSync.Cli.Deployments;
using DataSync.Core.Ports;

namespace DataSync.Cli.Drill;

/// <summary>Takes a region out and measures what becomes of its users and its data.</summary>
internal sealed class DrillRun
{
    // The first answers of a region may be those of processes that are just being started.
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    // The last writes are as young as can be: whatever the targets say, they get this time before they count as lost.
    private static readonly TimeSpan SettlePatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CleanUpPatience = TimeSpan.FromSeconds(40);

    private readonly IDrillSite _site;
    private readonly DrillOptions _options;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<string> _order;
    private readonly Timeline _timeline;
    private readonly RegionWatch _watch;
    private readonly DrillTraffic _traffic;
    private readonly ReplicationTrack _track;
    private readonly string _prefix;
    private Backlog _before = new(0, 0, 0);

    /// <summary>Prepares a drill.</summary>
    /// <param name="site">The regions.</param>
    /// <param name="regions">Their names in the deployment's order, in which users are sent to the next.</param>
    /// <param name="options">What is done.</param>
    /// <param name="tell">Hears how it goes.</param>
    /// <param name="time">The clock.</param>
    public DrillRun(IDrillSite site, IReadOnlyList<string> regions, DrillOptions options, Action<string> tell, TimeProvider time)
    {
        (_site, _options, _time) = (site, options, time);
        _order = [options.Region, .. regions.Where(name => name != options.Region)];
        _timeline = new Timeline(time, tell);
        _watch = new RegionWatch(site, _order, options, _timeline, time);
        _prefix = FormattableString.Invariant($"datasync-drill/{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}/");
        _traffic = new DrillTraffic(site, new DrillRouting(_order, _watch.IsHealthy, options.DnsTtl), options, _prefix, _timeline, time);
        _track = new ReplicationTrack(site, _order, () => _traffic.Written, _timeline, time);
    }

    /// <summary>The health checks, for an outage that waits for them.</summary>
    public RegionWatch Watch => _watch;

    /// <summary>What happened so far.</summary>
    public Timeline Timeline => _timeline;

    private string Target => _order[1];

    private sealed record Marks(DateTimeOffset StartedAt, DateTimeOffset LostAt, DateTimeOffset HealedAt);

    /// <summary>The drill. However it ends, the region is brought back and the drill's items are deleted.</summary>
    /// <exception cref="OperatorException">It does not make sense to begin: something is wrong already.</exception>
    public async Task<DrillReport> RunAsync(IOutage outage, DrillSetup setup, CancellationToken cancellationToken)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var asking = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = _watch.RunAsync(watching.Token);
        var (track, traffic) = (Task.CompletedTask, Task.CompletedTask);
        try
        {
            var startedAt = _time.GetUtcNow();
            await AwaitStartAsync(cancellationToken);
            _before = await _site.ReadBacklogAsync(cancellationToken);
            (track, traffic) = (_track.RunAsync(watching.Token), _traffic.RunAsync(asking.Token));
            await AwaitTrafficAsync(cancellationToken);
            var (lostAt, missing) = await LoseAsync(outage, cancellationToken);
            var versions = await OutAsync(lostAt, missing, outage, cancellationToken);
            var healedAt = await outage.EndAsync(cancellationToken);
            _timeline.Add(Timeline.Healed, _options.Region, $"{_options.Region} is brought back", healedAt);
            await RecoverAsync(healedAt, cancellationToken);
            await asking.CancelAsync();
            await traffic;
            var lost = await SettleAsync(healedAt, cancellationToken);
            return Report(new Marks(startedAt, lostAt, healedAt), Unreplicated(missing, versions, lostAt, healedAt), setup, lost);
        }
        finally
        {
            await asking.CancelAsync();
            await watching.CancelAsync();
            await Task.WhenAll(watch, track, traffic).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await CleanUpAsync(outage);
        }
    }

    // The region and at least one other must be well, or nothing can be learned.
    private async Task AwaitStartAsync(CancellationToken cancellationToken)
    {
        var others = _order.Skip(1).ToList();
        if (!await UntilAsync(() => IsServing(_options.Region) && others.Exists(IsServing) && others.TrueForAll(HasAnswered), StartPatience, cancellationToken))
        {
            throw new OperatorException(ExitCodes.CannotStart, $"A drill needs {_options.Region} and another region healthy; they answer: {string.Join("; ", _order.Select(r => $"{r} {_watch.Last(r)?.ToString() ?? "nothing yet"}"))}.");
        }

        foreach (var ill in others.Where(name => !IsServing(name)))
        {
            _timeline.Add("note", ill, $"{ill} is not healthy before the drill: {_watch.Last(ill)?.ToString() ?? "nothing yet"}");
        }
    }

    private async Task AwaitTrafficAsync(CancellationToken cancellationToken)
    {
        _timeline.Add(Timeline.Started, null, FormattableString.Invariant($"requests begin, {_options.Rate:0.##} a second, preferring {_options.Region}"));
        var start = _time.GetTimestamp();
        var isReplicating = await UntilAsync(
            () => _time.GetElapsedTime(start) >= _options.Before && _traffic.Written.Any(item => item.Region == _options.Region && _track.SeenAt(Target, item) is not null),
            _options.Before + StartPatience,
            cancellationToken);
        var served = _timeline.Requests.LastOrDefault(r => r.IsServed)?.Region;
        if (served is not null && served != _options.Region)
        {
            throw new OperatorException(ExitCodes.CannotStart, $"This client's requests are served by {served}, not by {_options.Region}: its loss would not be seen from here. Drill {served}, or run the drill from where users of {_options.Region} are.");
        }

        if (!isReplicating)
        {
            throw new OperatorException(ExitCodes.CannotStart, $"Nothing that was written in {_options.Region} arrived in {Target} before the drill. See `datasync status`.");
        }
    }

    private async Task<(DateTimeOffset LostAt, IReadOnlyList<DrillItem> Missing)> LoseAsync(IOutage outage, CancellationToken cancellationToken)
    {
        var lostAt = await outage.BeginAsync(cancellationToken);

        // At once: what is on its way arrives meanwhile.
        var missing = (await _track.LookAsync(Target, cancellationToken)).Where(item => item.Region == _options.Region && item.SentAt <= lostAt).ToList();
        _timeline.Add(Timeline.Lost, _options.Region, $"{_options.Region} is taken out ({_options.How.ToString().ToLowerInvariant()}); {Target} lacks {missing.Count} of its writes", lostAt);
        return (lostAt, missing);
    }

    private async Task<Dictionary<int, string?>> OutAsync(DateTimeOffset lostAt, IReadOnlyList<DrillItem> missing, IOutage outage, CancellationToken cancellationToken)
    {
        var versions = new Dictionary<int, string?>();
        foreach (var item in missing.Take(DrillFigures.MaxListed))
        {
            versions[item.Number] = await _site.VersionAsync(item, cancellationToken);
        }

        await UntilAsync(() => IsServedElsewhere(lostAt), _options.Duration, cancellationToken);
        if (_timeline.Requests.Where(r => r.IsServed && r.Region != _options.Region && r.StartedAt >= lostAt).MinBy(r => r.EndedAt) is { } first)
        {
            _timeline.Add(Timeline.ServedElsewhere, first.Region, $"the first request is served by {first.Region}", first.EndedAt);
        }

        // Somebody else's outage ends when it ends.
        var left = lostAt + _options.Duration - _time.GetUtcNow();
        if (outage.IsOurs && left > TimeSpan.Zero)
        {
            await Task.Delay(left, _time, cancellationToken);
        }

        // What has arrived by now does not depend on the region's return.
        await _track.LookAsync(Target, cancellationToken);
        return versions;
    }

    private IReadOnlyList<UnreplicatedItem> Unreplicated(IReadOnlyList<DrillItem> missing, Dictionary<int, string?> versions, DateTimeOffset lostAt, DateTimeOffset healedAt) =>
        [.. missing.OrderBy(item => item.SentAt).Select(item => new UnreplicatedItem(
            item.Key, versions.GetValueOrDefault(item.Number), item.SentAt, DrillFigures.Round(lostAt - item.SentAt), _track.SeenAt(Target, item) <= healedAt))];

    private async Task RecoverAsync(DateTimeOffset healedAt, CancellationToken cancellationToken)
    {
        var before = _traffic.Written.Where(item => item.SentAt <= healedAt).ToList();
        var isConverged = false;
        await UntilAsync(
            () =>
            {
                isConverged = isConverged || NoteConverged(before, healedAt);
                return isConverged && _watch.IsHealthy(_options.Region) && IsServedAgain(healedAt);
            },
            _options.Converge,
            cancellationToken);
    }

    private bool NoteConverged(List<DrillItem> before, DateTimeOffset healedAt)
    {
        if (_track.LookedAt <= healedAt || _track.Backlog.Parked > _before.Parked || !before.TrueForAll(item => _order.All(r => r == item.Region || _track.SeenAt(r, item) is not null)))
        {
            return false;
        }

        _timeline.Add(Timeline.Converged, null, "all that was written before is everywhere, and nothing is parked");
        return true;
    }

    // Requests have ended: now everything has to be everywhere, the same, and the queues as empty as before.
    private async Task<IReadOnlyList<string>> SettleAsync(DateTimeOffset healedAt, CancellationToken cancellationToken)
    {
        var left = healedAt + _options.Converge - _time.GetUtcNow();
        left = left > SettlePatience ? left : SettlePatience;
        await UntilAsync(() => _order.All(region => _track.Missing(region).Count == 0) && _track.Backlog.IsWithin(_before), left, cancellationToken);
        var written = _traffic.Written;
        var contents = await Task.WhenAll(_order.Select(region => _site.ReadAsync(region, written, cancellationToken)));
        var lost = written.Where(item => contents.Select(c => c.GetValueOrDefault(item.Key)).Distinct().Count() != 1 || !contents[0].ContainsKey(item.Key)).Select(item => item.Key).ToList();
        var within = _track.Backlog.IsWithin(_before) ? "queues hold no more than before" : $"queues still hold {_track.Backlog.Total} messages, {_before.Total} before";
        _timeline.Add(Timeline.Finished, null, $"{written.Count} items were written, {written.Count - lost.Count} of them are the same in all regions; {within}");
        return lost;
    }

    private DrillReport Report(Marks marks, IReadOnlyList<UnreplicatedItem> unreplicated, DrillSetup setup, IReadOnlyList<string> lost)
    {
        var atRisk = unreplicated.Where(item => !item.ArrivedBeforeHealing).ToList();
        var figures = DrillFigures.Of(_options.Region, marks.LostAt, marks.HealedAt, _timeline) with
        {
            RpoSeconds = unreplicated.Count == 0 ? 0 : unreplicated[0].AgeSeconds,
            UnreplicatedCount = unreplicated.Count,
            AtRiskCount = atRisk.Count,
            AtRiskSeconds = atRisk.Count == 0 ? 0 : atRisk[0].AgeSeconds,
            LostCount = lost.Count,
            WrittenCount = _traffic.Written.Count,
            ReplicationLagSeconds = Lag(marks.LostAt),
        };
        return new DrillReport(_options.Region, Target)
        {
            StartedAt = marks.StartedAt,
            FinishedAt = _time.GetUtcNow(),
            Setup = setup with { OutageSeconds = DrillFigures.Round(marks.HealedAt - marks.LostAt) },
            LostAt = marks.LostAt,
            HealedAt = marks.HealedAt,
            Figures = figures,
            Targets = DrillJudge.Of(figures, _options),
            Unreplicated = [.. unreplicated.Take(DrillFigures.MaxListed)],
            Lost = [.. lost.Take(DrillFigures.MaxListed)],
            Events = _timeline.Events,
        };
    }

    private double? Lag(DateTimeOffset lostAt)
    {
        var lags = _traffic.Written
            .Where(item => item.Region == _options.Region && item.ConfirmedAt < lostAt)
            .Select(item => _track.SeenAt(Target, item) is { } at && at <= lostAt ? at - item.ConfirmedAt : (TimeSpan?)null)
            .OfType<TimeSpan>().Order().ToList();
        return lags.Count == 0 ? null : DrillFigures.Round(lags[lags.Count / 2]);
    }

    private async Task CleanUpAsync(IOutage outage)
    {
        using var patience = new CancellationTokenSource(CleanUpPatience, _time);
        try
        {
            if (outage.IsOurs)
            {
                await outage.EndAsync(patience.Token);
            }
        }
        catch (StoreException e)
        {
            throw new OperatorException(ExitCodes.Failed, $"{_options.Region} could not be brought back: {e.Message} Do it now: datasync serving serve --region {_options.Region}", e);
        }
        finally
        {
            await DeleteAsync([.. _traffic.Written, .. _traffic.Unconfirmed], patience.Token);
        }
    }

    // Items that stay are no reason to hide what was measured, nor what went wrong before.
    private async Task DeleteAsync(IReadOnlyList<DrillItem> items, CancellationToken cancellationToken)
    {
        try
        {
            await _site.DeleteAsync(items, cancellationToken);
        }
        catch (Exception e) when (e is Amazon.Runtime.AmazonClientException or Amazon.Runtime.AmazonServiceException or HttpRequestException or OperationCanceledException)
        {
            _timeline.Add("note", null, $"Not all items of the drill could be deleted; their keys begin with {_prefix}: {e.Message}");
        }
    }

    private bool HasAnswered(string region) => _watch.Last(region) is not null;

    private bool IsServing(string region) => _watch.Last(region) is { IsServing: true };

    private bool IsServedElsewhere(DateTimeOffset lostAt) => _timeline.Requests.Any(r => r.IsServed && r.Region != _options.Region && r.StartedAt >= lostAt);

    private bool IsServedAgain(DateTimeOffset healedAt) => _timeline.Requests.Any(r => r.IsServed && r.Region == _options.Region && r.StartedAt >= healedAt);

    private async Task<bool> UntilAsync(Func<bool> isSo, TimeSpan patience, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        while (!isSo())
        {
            if (_time.GetElapsedTime(start) >= patience)
            {
                return false;
            }

            await Task.Delay(LookEvery, _time, cancellationToken);
        }

        return true;
    }
}
