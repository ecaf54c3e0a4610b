using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Tables;

/// <summary>A primary key. Orders as DynamoDB scans: by a hash of the partition key, then by the sort key.</summary>
internal sealed class ItemKey : IEquatable<ItemKey>, IComparable<ItemKey>
{
    public ItemKey(AttributeValue partition, AttributeValue? sort)
    {
        Partition = partition;
        Sort = sort;
        Placement = Place(partition);
    }

    public AttributeValue Partition { get; }

    public AttributeValue? Sort { get; }

    /// <summary>Where the partition key falls in the hash space; segments and shards are ranges of it.</summary>
    public ulong Placement { get; }

    /// <summary>The same for the same value in every process, so that scans and shards are reproducible.</summary>
    public static ulong Place(AttributeValue value)
    {
        ulong hash = 14695981039346656037 ^ (ulong)value.Kind;
        if (value is NumberValue number)
        {
            foreach (char c in number.Number.ToString())
            {
                hash = (hash ^ c) * 1099511628211;
            }
        }
        else
        {
            foreach (byte b in value is StringValue s ? s.Utf8 : ((BinaryValue)value).Bytes)
            {
                hash = (hash ^ b) * 1099511628211;
            }
        }
        // FNV leaves the high bits of short keys alike; ranges need them spread (the finaliser of MurmurHash3).
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }

    public bool Equals(ItemKey? other) =>
        other is not null
        && Placement == other.Placement
        && Partition.ValueEquals(other.Partition)
        && (Sort is null ? other.Sort is null : other.Sort is not null && Sort.ValueEquals(other.Sort));

    public override bool Equals(object? obj) => Equals(obj as ItemKey);

    public override int GetHashCode() => Sort is null ? (int)Placement : HashCode.Combine(Placement, Place(Sort));

    public int CompareTo(ItemKey? other)
    {
        int order = Placement.CompareTo(other!.Placement);
        order = order != 0 ? order : AttributeValue.Compare(Partition, other.Partition);
        return order != 0 || Sort is null ? order : AttributeValue.Compare(Sort, other.Sort!);
    }

    /// <summary>Type and value, for logs and for grouping by item.</summary>
    public override string ToString() => Sort is null
        ? $"{Partition.Kind.Code()}:{Partition}"
        : $"{Partition.Kind.Code()}:{Partition}|{Sort.Kind.Code()}:{Sort}";
}
