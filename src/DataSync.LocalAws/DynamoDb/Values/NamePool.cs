using System.Text.Json;

namespace DataSync.LocalAws.DynamoDb.Values;

/// <summary>A direct-mapped cache of short JSON strings (attribute names, table names, placeholders), so that the same name is the same object and costs nothing to read again. Races only cost a cache miss.</summary>
internal static class NamePool
{
    private const int Slots = 4096;
    private const int MaxPooledBytes = 64;
    private static readonly string?[] Pool = new string?[Slots];

    /// <summary>The reader's current string or property name.</summary>
    public static string Read(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> raw = reader.ValueSpan;
        if (raw.Length > MaxPooledBytes || reader.HasValueSequence)
        {
            return reader.GetString()!;
        }

        uint hash = 2166136261;
        foreach (byte b in raw)
        {
            hash = (hash ^ b) * 16777619;
        }
        ref string? slot = ref Pool[(hash ^ (hash >> 16)) & (Slots - 1)];
        string? pooled = slot;
        if (pooled is not null && reader.ValueTextEquals(pooled))
        {
            return pooled;
        }
        string fresh = reader.GetString()!;
        slot = fresh;
        return fresh;
    }
}
