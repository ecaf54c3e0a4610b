using DataSync.Core.Ports;

namespace DataSync.Core.FanOut;

/// <summary>
/// Knows which regions are on hold, as of <see cref="ReadEvery"/> ago at most: a hold costs no call for each batch, and takes
/// effect within that time. A read that fails is an error each time, never "nobody is on hold". Lives as long as the warm
/// function does.
/// </summary>
public sealed class HoldWatch(IHolds holds, TimeProvider time)
{
    /// <summary>How long what was read is good for: so long a sender may still serve a region that was put on hold.</summary>
    public static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(5);

    private Reading? _last;

    private sealed record Reading(long At, IReadOnlySet<string> Regions);

    /// <summary>The regions on hold.</summary>
    /// <exception cref="StoreException">They had to be read anew, and could not be.</exception>
    public async ValueTask<IReadOnlySet<string>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_last is { } last && time.GetElapsedTime(last.At) < ReadEvery)
        {
            return last.Regions;
        }

        // From before the call: what is answered may be as old as that.
        var at = time.GetTimestamp();
        var regions = await holds.ReadAsync(cancellationToken);
        _last = new Reading(at, regions);
        return regions;
    }
}
