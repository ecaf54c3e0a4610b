using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Operations;

/// <summary>Where changes are announced, after the write and outside its lock. Costs nothing while nobody listens.</summary>
internal sealed class ChangeFeed
{
    private Action<ItemChange>? _listeners;

    public void Add(Action<ItemChange>? listener) => Exchange(listener, static (all, one) => all + one);

    public void Remove(Action<ItemChange>? listener) => Exchange(listener, static (all, one) => all - one);

    public void Publish(Table table, DateTimeOffset at, MapValue? old, MapValue? next) =>
        Volatile.Read(ref _listeners)?.Invoke(new ItemChange(table.Region, table.Name, at, old, next));

    private void Exchange(Action<ItemChange>? listener, Func<Action<ItemChange>?, Action<ItemChange>?, Action<ItemChange>?> combine)
    {
        Action<ItemChange>? before;
        do
        {
            before = _listeners;
        }
        while (Interlocked.CompareExchange(ref _listeners, combine(before, listener), before) != before);
    }
}
