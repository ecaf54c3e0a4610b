using Amazon.Runtime;

namespace DataSync.Cli.Drill;

/// <summary>A client whose requests come steadily, whatever becomes of the ones before. Each writes an item of its own.</summary>
internal sealed class DrillTraffic(IDrillSite site, DrillRouting routing, DrillOptions options, string prefix, Timeline timeline, TimeProvider time)
{
    // A user does not wait longer, and what is not served then was not.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private const int MaxUnderWay = 100;

    private readonly Lock _lock = new();
    private readonly List<DrillItem> _written = [];
    private readonly List<DrillItem> _unconfirmed = [];
    private readonly HashSet<Task> _underWay = [];
    private int _number;

    /// <summary>Items whose write was confirmed.</summary>
    public IReadOnlyList<DrillItem> Written
    {
        get
        {
            lock (_lock)
            {
                return [.. _written];
            }
        }
    }

    /// <summary>Items of requests that were not served: they may have been written all the same.</summary>
    public IReadOnlyList<DrillItem> Unconfirmed
    {
        get
        {
            lock (_lock)
            {
                return [.. _unconfirmed];
            }
        }
    }

    /// <summary>Sends requests until cancelled, and waits for those under way.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / options.Rate), time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                _underWay.RemoveWhere(task => task.IsCompleted);
                if (_underWay.Count < MaxUnderWay)
                {
                    var number = ++_number;
                    _underWay.Add(RequestAsync(new DrillItem(number, FormattableString.Invariant($"{prefix}{number:D6}"), time.GetUtcNow())));
                }
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(_underWay);
        }
    }

    private async Task RequestAsync(DrillItem item)
    {
        var region = routing.Where(item.SentAt);
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            var served = await site.ServeAsync(region, item, patience.Token);
            var now = time.GetUtcNow();
            lock (_lock)
            {
                _written.Add(item with { Region = served, ConfirmedAt = now });
            }

            timeline.Add(new RequestRecord(item.SentAt, now, served, IsServed: true));
        }
        catch (Exception e) when (e is HttpRequestException or AmazonClientException or AmazonServiceException or OperationCanceledException or IOException)
        {
            lock (_lock)
            {
                _unconfirmed.Add(item with { Region = region });
            }

            timeline.Add(new RequestRecord(item.SentAt, time.GetUtcNow(), region, IsServed: false));
        }
    }
}
