using System.Text;
using Amazon.DynamoDBv2.Model;
using DataSync.Core.Items;

namespace DataSync.Aws.Items;

/// <summary>
/// The condition "the item is still what was read", as far as one condition can say it: the stamp, every attribute read,
/// and the absence of attributes that the write is about to add. What it cannot see (an attribute added since under a
/// name that is neither read nor written, attributes beyond the operator limit) is found by comparing the old item that
/// the write returns.
/// </summary>
internal sealed class ItemGuard
{
    // DynamoDB allows 300 operators and functions. Each term costs one, and so does each AND between them.
    private const int MaxTerms = 149;

    private readonly StringBuilder _condition = new();
    private int _terms;

    private ItemGuard()
    {
    }

    public string Condition => _condition.ToString();

    public Dictionary<string, string> Names { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, AttributeValue> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Builds the guard.</summary>
    /// <param name="key">Key attributes: never compared, since they choose the item.</param>
    /// <param name="expected">What was read; null when there was no item.</param>
    /// <param name="replacement">Attributes about to be written; null for a delete.</param>
    /// <param name="stampAttribute">Name of the stamp attribute.</param>
    public static ItemGuard Build(
        Dictionary<string, AttributeValue> key, StoredItem? expected, Dictionary<string, AttributeValue>? replacement, string stampAttribute)
    {
        var guard = new ItemGuard();
        var anyKey = key.Keys.First();
        if (expected is null)
        {
            guard.Add($"attribute_not_exists({guard.Name(anyKey)})");
            return guard;
        }

        guard.Add($"attribute_exists({guard.Name(anyKey)})");
        var stamp = guard.Name(stampAttribute);
        guard.Add(expected.Stamp is { } known
            ? $"{stamp} = {guard.Value(new AttributeValue { S = known.ToString() })}"
            : $"attribute_not_exists({stamp})");

        var read = AttributeValues.Read(expected.Content.Canonical);
        foreach (var (name, value) in read.Where(a => !key.ContainsKey(a.Key)))
        {
            guard.AddWhileRoom(() => $"{guard.Name(name)} = {guard.Value(value)}");
        }

        foreach (var name in replacement?.Keys.Where(n => n != stampAttribute && !read.ContainsKey(n)) ?? [])
        {
            guard.AddWhileRoom(() => $"attribute_not_exists({guard.Name(name)})");
        }

        return guard;
    }

    private void AddWhileRoom(Func<string> term)
    {
        if (_terms < MaxTerms)
        {
            Add(term());
        }
    }

    private void Add(string term)
    {
        _condition.Append(_terms++ == 0 ? "" : " AND ").Append(term);
    }

    private string Name(string attribute)
    {
        var placeholder = "#" + Names.Count;
        Names.Add(placeholder, attribute);
        return placeholder;
    }

    private string Value(AttributeValue value)
    {
        var placeholder = ":" + Values.Count;
        Values.Add(placeholder, value);
        return placeholder;
    }
}
