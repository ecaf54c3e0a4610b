using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Tables;

/// <summary>Items by their expiry, exact: an item has at most one entry, so a hot item costs no memory.</summary>
internal sealed class TtlIndex(string attributeName)
{
    /// <summary>DynamoDB leaves items alone whose expiry is more than five years past.</summary>
    private const long MaxPastSeconds = 5L * 365 * 24 * 3600;

    private readonly SortedSet<(long ExpirySeconds, ItemKey Key)> _expiries = new(
        Comparer<(long ExpirySeconds, ItemKey Key)>.Create(static (a, b) =>
        {
            int order = a.ExpirySeconds.CompareTo(b.ExpirySeconds);
            return order != 0 ? order : a.Key.CompareTo(b.Key);
        }));

    public string AttributeName { get; } = attributeName;

    public void Update(ItemKey key, MapValue? old, MapValue? next)
    {
        long? before = Expiry(old);
        long? after = Expiry(next);
        if (before == after)
        {
            return;
        }
        if (before is not null)
        {
            _expiries.Remove((before.Value, key));
        }
        if (after is not null)
        {
            _expiries.Add((after.Value, key));
        }
    }

    /// <summary>Up to <paramref name="max"/> keys of items that have expired.</summary>
    public List<ItemKey> Expired(long nowSeconds, int max) =>
        [.. _expiries
            .TakeWhile(e => e.ExpirySeconds < nowSeconds)
            .Where(e => nowSeconds - e.ExpirySeconds < MaxPastSeconds)
            .Take(max)
            .Select(e => e.Key)];

    private long? Expiry(MapValue? item) =>
        item?.Find(AttributeName) is NumberValue number && number.Number.TryToInt64(out long seconds) ? seconds : null;
}
