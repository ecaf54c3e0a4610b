using System.Globalization;

namespace DataSync.Core.Versions;

/// <summary>
/// A hybrid logical clock reading made total by the region that took it: compared by milliseconds, then counter, then
/// region (ordinal). Its text sorts, ordinally, exactly as the versions do.
/// </summary>
/// <remarks>Kulkarni et al., "Logical Physical Clocks", 2014, section 4; the region as last tie-break is ours.</remarks>
public readonly struct ItemVersion : IEquatable<ItemVersion>, IComparable<ItemVersion>
{
    /// <summary>The largest counter that keeps the text's five digits. One more carries into the milliseconds.</summary>
    public const int MaxCounter = 99_999;

    /// <summary>The largest millisecond value that keeps the text's thirteen digits (the year 2286).</summary>
    public const long MaxMs = 9_999_999_999_999;

    /// <summary>The longest name of a region, in characters.</summary>
    public const int MaxRegionLength = 32;

    private readonly string? _region;

    /// <summary>Makes a version.</summary>
    /// <param name="ms">Milliseconds since the Unix epoch, 0 to <see cref="MaxMs"/>.</param>
    /// <param name="counter">0 to <see cref="MaxCounter"/>.</param>
    /// <param name="region">The region that assigned it; empty only in <see cref="Zero"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public ItemVersion(long ms, int counter, string region)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ms);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ms, MaxMs);
        ArgumentOutOfRangeException.ThrowIfNegative(counter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(counter, MaxCounter);
        Ms = ms;
        Counter = counter;
        _region = region;
    }

    /// <summary>Older than every version ever assigned: "nothing known".</summary>
    public static ItemVersion Zero => default;

    /// <summary>Physical part: milliseconds since the Unix epoch.</summary>
    public long Ms { get; }

    /// <summary>Logical part: orders versions of one millisecond.</summary>
    public int Counter { get; }

    /// <summary>The region that assigned the version; empty in <see cref="Zero"/>.</summary>
    public string Region => _region ?? "";

    /// <summary>The later of two versions.</summary>
    public static ItemVersion Max(ItemVersion left, ItemVersion right) => left.CompareTo(right) >= 0 ? left : right;

    /// <summary>Reads what <see cref="ToString"/> writes. False for anything else, without throwing.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ItemVersion version)
    {
        version = default;
        if (text.Length is < 20 or > 20 + MaxRegionLength || text[13] != '-' || text[19] != '-'
            || text[..19].Contains('\0') // .NET's number parsers overlook trailing ones
            || !long.TryParse(text[..13], NumberStyles.None, CultureInfo.InvariantCulture, out var ms)
            || !int.TryParse(text[14..19], NumberStyles.None, CultureInfo.InvariantCulture, out var counter))
        {
            return false;
        }

        var region = text[20..];
        foreach (var c in region)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
            {
                return false;
            }
        }

        version = new ItemVersion(ms, counter, RegionNames.Get(region));
        return region.Length > 0 || version == Zero;
    }

    /// <inheritdoc/>
    public int CompareTo(ItemVersion other)
    {
        var byMs = Ms.CompareTo(other.Ms);
        if (byMs != 0)
        {
            return byMs;
        }

        var byCounter = Counter.CompareTo(other.Counter);
        return byCounter != 0 ? byCounter : string.CompareOrdinal(Region, other.Region);
    }

    /// <inheritdoc/>
    public bool Equals(ItemVersion other) => Ms == other.Ms && Counter == other.Counter && Region == other.Region;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ItemVersion other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Ms, Counter, Region);

    /// <summary><c>{ms:D13}-{counter:D5}-{region}</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Ms:D13}-{Counter:D5}-{Region}");

    /// <summary>True when both are the same reading.</summary>
    public static bool operator ==(ItemVersion left, ItemVersion right) => left.Equals(right);

    /// <summary>True when the readings differ.</summary>
    public static bool operator !=(ItemVersion left, ItemVersion right) => !left.Equals(right);

    /// <summary>True when left is older.</summary>
    public static bool operator <(ItemVersion left, ItemVersion right) => left.CompareTo(right) < 0;

    /// <summary>True when left is newer.</summary>
    public static bool operator >(ItemVersion left, ItemVersion right) => left.CompareTo(right) > 0;

    /// <summary>True when left is not newer.</summary>
    public static bool operator <=(ItemVersion left, ItemVersion right) => left.CompareTo(right) <= 0;

    /// <summary>True when left is not older.</summary>
    public static bool operator >=(ItemVersion left, ItemVersion right) => left.CompareTo(right) >= 0;
}
