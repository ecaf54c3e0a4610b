using DataSync.Core.Ports;

namespace DataSync.Core.Tests.Support;

/// <summary>Holds in memory; counts its reads.</summary>
public sealed class MemoryHolds : IHolds
{
    /// <summary>Regions on hold.</summary>
    public HashSet<string> Regions { get; } = new(StringComparer.Ordinal);

    /// <summary>Calls of <see cref="ReadAsync"/>.</summary>
    public int ReadCount { get; private set; }

    /// <summary>What a read fails with; null: it does not.</summary>
    public StoreException? Failure { get; set; }

    /// <inheritdoc/>
    public ValueTask<IReadOnlySet<string>> ReadAsync(CancellationToken cancellationToken)
    {
        ReadCount++;
        return Failure is null ? new(Regions.ToHashSet(StringComparer.Ordinal)) : throw Failure;
    }
}
