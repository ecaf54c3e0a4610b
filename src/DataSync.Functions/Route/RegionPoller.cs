using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DataSync.Functions.Route;

/// <summary>
/// Knows which regions are healthy, from their health checks. Two failures in a row make a region unhealthy, one success makes it
/// healthy again, and a region that nobody has asked yet is taken for healthy.
/// </summary>
/// <remarks>
/// Lambda freezes a function between two requests, so nothing is asked in the background: the request that finds the news old
/// asks, and waits for the answers. Requests beside it have what was known before, or wait when nothing was.
/// </remarks>
public sealed class RegionPoller : IDisposable
{
    /// <summary>The place in the pattern where the region goes.</summary>
    public const string Placeholder = "{region}";

    private const int FailuresUntilUnhealthy = 2;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(2);

    private readonly string _pattern;
    private readonly TimeSpan _period;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private readonly ConcurrentDictionary<string, int> _failures = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private Task? _running;
    private long? _askedAt;

    /// <summary>Makes one that has asked nobody.</summary>
    /// <param name="settings">The pattern and the period.</param>
    /// <param name="client">Asks. Disposed with this.</param>
    /// <param name="log">Told when a region's health changes.</param>
    /// <param name="time">The clock.</param>
    public RegionPoller(RouteSettings settings, HttpClient client, ILogger log, TimeProvider time)
    {
        (_pattern, _period, _client, _log, _time) = (settings.HealthUrlPattern, settings.HealthPeriod, client, log, time);
    }

    /// <summary>True when health checks are asked; false when every region is presumed healthy.</summary>
    public bool IsAsking => _pattern.Length > 0;

    /// <summary>The regions that are healthy as far as is known.</summary>
    public async ValueTask<IReadOnlySet<string>> HealthyAsync(IReadOnlyCollection<string> regions, CancellationToken cancellationToken)
    {
        if (IsAsking)
        {
            await PollToWaitFor(regions).WaitAsync(cancellationToken);
        }

        return regions.Where(region => _failures.GetValueOrDefault(region) < FailuresUntilUnhealthy).ToHashSet();
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private Task PollToWaitFor(IReadOnlyCollection<string> regions)
    {
        lock (_lock)
        {
            if (_running is { IsCompleted: false })
            {
                return _askedAt is null ? _running : Task.CompletedTask;
            }

            if (_askedAt is { } at && _time.GetElapsedTime(at) < _period)
            {
                return Task.CompletedTask;
            }

            return _running = PollAsync(regions);
        }
    }

    private async Task PollAsync(IReadOnlyCollection<string> regions)
    {
        // Out of the lock before anything is asked.
        await Task.Yield();
        await Task.WhenAll(regions.Select(AskAsync));
        lock (_lock)
        {
            _askedAt = _time.GetTimestamp();
        }
    }

    private async Task AskAsync(string region)
    {
        var problem = await ProblemOfAsync(region);
        if (problem is null)
        {
            if (_failures.TryRemove(region, out var before) && before >= FailuresUntilUnhealthy)
            {
                _log.RegionHealthy(region);
            }

            return;
        }

        if (_failures.AddOrUpdate(region, 1, (_, count) => Math.Min(count + 1, FailuresUntilUnhealthy + 1)) == FailuresUntilUnhealthy)
        {
            _log.RegionUnhealthy(region, problem);
        }
    }

    private async Task<string?> ProblemOfAsync(string region)
    {
        using var limit = new CancellationTokenSource(TimeLimit, _time);
        try
        {
            using var response = await _client.GetAsync(new Uri(_pattern.Replace(Placeholder, region, StringComparison.Ordinal)), HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return response.IsSuccessStatusCode ? null : $"it answered {(int)response.StatusCode}";
        }
        catch (OperationCanceledException)
        {
            return $"no answer in {TimeLimit.TotalSeconds} s";
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
    }
}
