using System.Collections.Concurrent;
using System.Text;
using DataSync.Local.HttpApi;
using DataSync.LocalAws.Protocol;

namespace DataSync.Local.Faults;

/// <summary>
/// Trouble on demand between regions and inside one. Who calls is known by the access key that each region's functions sign with; a caller with any
/// other key (the developer's tools) is outside all regions and is never cut off or delayed, so that both sides of a partition can still be written and
/// read; only a copy that it asks for goes from region to region like any other, and users' calls of an HTTP API, known by its path, find a region that is
/// cut off down. Safe for concurrent use.
/// </summary>
public sealed class RegionFaults(TimeProvider time) : IFaultInjector
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<(string Region, FaultKind Kind), StrikeCounter> _counters = new();
    private volatile ActiveFault[] _active = [];

    /// <summary>The access key id of a caller in a region; of one function (by logical id) in it when that is given.</summary>
    public static string AccessKeyId(string region, string? function = null) => Caller.AccessKeyId(region, function);

    /// <summary>The faults that last at this moment.</summary>
    public IReadOnlyList<Fault> Active => [.. _active.Select(active => active.Fault)];

    /// <summary>Kills a process of a function (region, logical id) that is in an invocation; false when none is. Set by the host.</summary>
    internal Func<string, string, bool> Kill { get; set; } = static (_, _) => false;

    /// <summary>Called whenever a fault has begun or ended. Set by the host.</summary>
    internal Action Changed { get; set; } = static () => { };

    /// <summary>Begins a fault; the same one twice is one.</summary>
    public void Begin(Fault fault) => Change(active => active.Any(other => other.Fault == fault) ? active : active.Append(new ActiveFault(fault)));

    /// <summary>Ends a fault; one that does not last changes nothing.</summary>
    public void End(Fault fault) => Change(active => active.Where(other => other.Fault != fault));

    /// <summary>Breaks every call between this region and another one, both ways. The region's functions still reach its own services.</summary>
    public void CutOff(string region) => Begin(new Fault(FaultKind.Cut, region));

    /// <summary>Ends every fault of the region.</summary>
    public void Heal(string region) => Change(active => active.Where(other => other.Fault.Region != region));

    /// <summary>True while the region is cut off.</summary>
    public bool IsCutOff(string region) => Has(FaultKind.Cut, region);

    /// <summary>How often faults of a kind struck in a region. A call between two regions counts in both.</summary>
    public long Count(string region, FaultKind kind) => _counters.TryGetValue((region, kind), out var counter) ? counter.Value : 0;

    /// <inheritdoc/>
    public async ValueTask<AwsResponse?> BeforeAsync(AwsRequest request, CancellationToken cancellationToken)
    {
        if (_active.Length == 0)
        {
            return null;
        }

        var caller = Caller.Of(request);
        if (caller.Region is not null && caller.Region != request.Region)
        {
            await CrossAsync(caller.Region, request.Region, cancellationToken);
        }

        if (request.Service == HttpApiService.ServiceName)
        {
            await ServeUsersAsync(request.Region, cancellationToken);
        }

        // A copy's bytes go from region to region whoever asks for them.
        if (request.ReadsFrom is { } source && source != request.Region)
        {
            await CrossAsync(request.Region, source, cancellationToken);
        }

        if (caller.Function is not null && Strikes(FaultKind.Kill, caller.Region!, active => active.Target is null || active.Target == caller.Function) && Kill(caller.Region!, caller.Function))
        {
            Struck(FaultKind.Kill, caller.Region!);
            throw new HttpRequestException($"{caller.Function} was killed on demand.");
        }

        foreach (var kind in (ReadOnlySpan<FaultKind>)[FaultKind.Throttle, FaultKind.Error, FaultKind.Deny])
        {
            if (StruckRegion(kind, request) is { } struck)
            {
                Struck(kind, struck);
                return FaultAnswers.Of(kind, request.Service);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public bool LosesAnswer(AwsRequest request)
    {
        if (_active.Length == 0)
        {
            return false;
        }

        if (request.Service == HttpApiService.ServiceName && IsCutOff(request.Region))
        {
            Struck(FaultKind.Cut, request.Region);
            return true;
        }

        if ((Caller.Of(request).Function is null && request.Service != HttpApiService.ServiceName) || !Strikes(FaultKind.Lose, request.Region, active => Concerns(active, request)))
        {
            return false;
        }

        Struck(FaultKind.Lose, request.Region);
        return true;
    }

    /// <summary>True when a delivery in the region is to be struck by this kind; the caller counts it with <see cref="Struck"/> once it really was.</summary>
    internal bool Strikes(FaultKind kind, string region) => Strikes(kind, region, static _ => true);

    internal void Struck(FaultKind kind, string region) => _counters.GetOrAdd((region, kind), static _ => new StrikeCounter()).Add();

    private void Change(Func<IEnumerable<ActiveFault>, IEnumerable<ActiveFault>> change)
    {
        lock (_lock)
        {
            _active = [.. change(_active)];
        }

        Changed();
    }

    // Users are outside of every region: one that is cut off is down for them, one that is slow is slow for them.
    private async ValueTask ServeUsersAsync(string region, CancellationToken cancellationToken)
    {
        if (DelayOf(region) is var delay && delay > TimeSpan.Zero)
        {
            Struck(FaultKind.Delay, region);
            await Task.Delay(delay, time, cancellationToken);
        }

        if (IsCutOff(region))
        {
            Struck(FaultKind.Cut, region);
            throw new HttpRequestException($"{region} can't be reached: cut off on demand.");
        }
    }

    private async ValueTask CrossAsync(string caller, string target, CancellationToken cancellationToken)
    {
        var delay = DelayOf(caller) + DelayOf(target);
        if (delay > TimeSpan.Zero)
        {
            Struck(FaultKind.Delay, caller);
            Struck(FaultKind.Delay, target);
            await Task.Delay(delay, time, cancellationToken);
        }

        // Asked after the delay: a call that was under way when the cut came is lost too.
        if (IsCutOff(caller) || IsCutOff(target))
        {
            Struck(FaultKind.Cut, caller);
            Struck(FaultKind.Cut, target);
            throw new HttpRequestException($"{target} can't be reached from {caller}: cut off on demand.");
        }
    }

    /// <summary>The region whose service refuses the call: the one it is made to, or the one that is read from for it.</summary>
    private string? StruckRegion(FaultKind kind, AwsRequest request) =>
        Strikes(kind, request.Region, active => Concerns(active, request)) ? request.Region
        : request.ReadsFrom is { } source && source != request.Region && Strikes(kind, source, active => Concerns(active, request)) ? source
        : null;

    private bool Has(FaultKind kind, string region) => Array.Exists(_active, active => active.Fault.Kind == kind && active.Fault.Region == region);

    private TimeSpan DelayOf(string region) =>
        TimeSpan.FromTicks(_active.Where(active => active.Fault.Kind == FaultKind.Delay && active.Fault.Region == region).Sum(active => active.Fault.Amount.Ticks));

    private bool Strikes(FaultKind kind, string region, Func<Fault, bool> concerns)
    {
        foreach (var active in _active)
        {
            if (active.Fault.Kind == kind && active.Fault.Region == region && concerns(active.Fault) && active.Strikes())
            {
                return true;
            }
        }

        return false;
    }

    private static bool Concerns(Fault fault, AwsRequest request) =>
        (fault.Target is null || fault.Target == request.Service)
        && (fault.Text is null || request.Body.Span.IndexOf(Encoding.UTF8.GetBytes(fault.Text)) >= 0);

    private sealed class StrikeCounter
    {
        private long _value;

        public long Value => Interlocked.Read(ref _value);

        public void Add() => Interlocked.Increment(ref _value);
    }
}
