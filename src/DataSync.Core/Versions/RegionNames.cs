using System.Collections.Concurrent;

namespace DataSync.Core.Versions;

/// <summary>One string object per region name: versions are read by the thousand and there is a handful of regions.</summary>
internal static class RegionNames
{
    // Names come out of messages, so what is remembered has a bound.
    private const int MaxNames = 64;

    private static readonly ConcurrentDictionary<string, string> Names = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        Names.GetAlternateLookup<ReadOnlySpan<char>>();

    public static string Get(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty)
        {
            return "";
        }

        if (BySpan.TryGetValue(name, out var known))
        {
            return known;
        }

        var text = name.ToString();
        return Names.Count < MaxNames ? Names.GetOrAdd(text, text) : text;
    }
}
