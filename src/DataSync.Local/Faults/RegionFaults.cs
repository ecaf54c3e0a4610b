using System.Collections.Concurrent;
using System.Text;
using DataSync.LocalAws.Protocol;

namespace DataSync.Local.Faults;

/// <summary>
/// Trouble on demand between regions and inside one. Who calls is known by the access key that each region's functions sign with; a caller with any
/// other key (the developer's tools) is outside all regions and is never cut off or delayed, so that both sides of a partition can still be written and read.
/// </summary>
public sealed class RegionFaults(TimeProvider time) : IFaultInjector
{
    private const string KeyPrefix = "LOCAL-";

    private readonly ConcurrentDictionary<string, bool> _cutOff = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TimeSpan> _delays = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Region, string Service), Throttling> _throttling = new();
    private readonly ConcurrentDictionary<string, FaultCounters> _counters = new(StringComparer.Ordinal);

    /// <summary>The access key id that a region's functions sign with.</summary>
    public static string AccessKeyId(string region) => KeyPrefix + region;

    /// <summary>Breaks every call between this region and another one, both ways. The region's functions still reach its own services.</summary>
    public void CutOff(string region) => _cutOff[region] = true;

    /// <summary>Ends the cut, the delay and the throttling of the region.</summary>
    public void Heal(string region)
    {
        _cutOff.TryRemove(region, out _);
        _delays.TryRemove(region, out _);
        foreach (var key in _throttling.Keys.Where(key => key.Region == region))
        {
            _throttling.TryRemove(key, out _);
        }
    }

    /// <summary>True while the region is cut off.</summary>
    public bool IsCutOff(string region) => _cutOff.ContainsKey(region);

    /// <summary>Delays every call between this region and another one; zero ends it.</summary>
    public void Delay(string region, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            _delays.TryRemove(region, out _);
            return;
        }

        _delays[region] = delay;
    }

    /// <summary>Refuses this share (0 to 1) of all calls to one service (<c>dynamodb</c>, <c>sqs</c>) of the region with its throttling error; zero ends it. The share is exact, not drawn.</summary>
    public void Throttle(string region, string service, double ratio)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ratio);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ratio, 1);
        if (ratio == 0)
        {
            _throttling.TryRemove((region, service), out _);
            return;
        }

        _throttling[(region, service)] = new Throttling(ratio);
    }

    /// <summary>How often faults struck calls to this region or from it.</summary>
    public FaultCounts Counts(string region) => _counters.TryGetValue(region, out var counters) ? counters.Snapshot() : new FaultCounts(0, 0, 0);

    /// <inheritdoc/>
    public async ValueTask<AwsResponse?> BeforeAsync(AwsRequest request, CancellationToken cancellationToken)
    {
        var caller = request.AccessKeyId?.StartsWith(KeyPrefix, StringComparison.Ordinal) == true ? request.AccessKeyId[KeyPrefix.Length..] : null;
        if (caller is not null && caller != request.Region)
        {
            await CrossAsync(caller, request.Region, cancellationToken);
        }

        if (_throttling.TryGetValue((request.Region, request.Service), out var throttling) && throttling.Strikes())
        {
            Count(request.Region).Throttled();
            return Throttled(request.Service);
        }

        return null;
    }

    private async ValueTask CrossAsync(string caller, string target, CancellationToken cancellationToken)
    {
        var delay = TimeSpan.FromTicks(_delays.GetValueOrDefault(caller).Ticks + _delays.GetValueOrDefault(target).Ticks);
        if (delay > TimeSpan.Zero)
        {
            Count(caller).Delayed();
            Count(target).Delayed();
            await Task.Delay(delay, time, cancellationToken);
        }

        // Asked after the delay: a call that was under way when the cut came is lost too.
        if (IsCutOff(caller) || IsCutOff(target))
        {
            Count(caller).Broken();
            Count(target).Broken();
            throw new HttpRequestException($"{target} can't be reached from {caller}: cut off on demand.");
        }
    }

    private FaultCounters Count(string region) => _counters.GetOrAdd(region, _ => new FaultCounters());

    private static AwsResponse Throttled(string service) => service == "sqs"
        ? new AwsResponse(400, """{"__type":"com.amazonaws.sqs#RequestThrottled","message":"Throttled on demand."}"""u8.ToArray(), "RequestThrottled;Sender")
        : new AwsResponse(400, Encoding.UTF8.GetBytes("""{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"Throttled on demand."}"""));

    /// <summary>Adds up the ratio and strikes at every whole number: a share without chance.</summary>
    private sealed class Throttling(double ratio)
    {
        private readonly Lock _lock = new();
        private double _due;

        public bool Strikes()
        {
            lock (_lock)
            {
                _due += ratio;
                if (_due < 1)
                {
                    return false;
                }

                _due -= 1;
                return true;
            }
        }
    }

    private sealed class FaultCounters
    {
        private long _broken;
        private long _delayed;
        private long _throttled;

        public void Broken() => Interlocked.Increment(ref _broken);

        public void Delayed() => Interlocked.Increment(ref _delayed);

        public void Throttled() => Interlocked.Increment(ref _throttled);

        public FaultCounts Snapshot() => new(Interlocked.Read(ref _broken), Interlocked.Read(ref _delayed), Interlocked.Read(ref _throttled));
    }
}

/// <summary>How often faults struck.</summary>
/// <param name="Broken">Calls broken because a region was cut off.</param>
/// <param name="Delayed">Calls delayed.</param>
/// <param name="Throttled">Calls refused with a throttling error.</param>
public sealed record FaultCounts(long Broken, long Delayed, long Throttled);
