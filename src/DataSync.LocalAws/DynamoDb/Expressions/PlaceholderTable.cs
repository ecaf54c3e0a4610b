using System.Diagnostics.CodeAnalysis;

namespace DataSync.LocalAws.DynamoDb.Expressions;

/// <summary>Placeholders and what they stand for. Most requests have a handful, for which a scan beats hashing; large ones get an index.</summary>
internal sealed class PlaceholderTable<T>
    where T : class
{
    private const int ScanLimit = 12;
    private readonly List<string> _keys = [];
    private readonly List<T> _values = [];
    private readonly List<bool> _used = [];
    private Dictionary<string, int>? _index;

    public int Count => _keys.Count;

    public IEnumerable<(string Key, T Value)> Entries => _keys.Zip(_values);

    public void Add(string key, T value)
    {
        _keys.Add(key);
        _values.Add(value);
        _used.Add(false);
    }

    public bool TryUse(string key, [NotNullWhen(true)] out T? value)
    {
        int found = Find(key);
        value = found < 0 ? null : _values[found];
        if (found < 0)
        {
            return false;
        }
        _used[found] = true;
        return value is not null;
    }

    public long Sum(Func<string, T, long> measure)
    {
        long sum = 0;
        for (int i = 0; i < _keys.Count; i++)
        {
            sum += measure(_keys[i], _values[i]);
        }
        return sum;
    }

    public List<string> Unused() => _used.Contains(false) ? [.. _keys.Where((_, i) => !_used[i])] : [];

    private int Find(string key)
    {
        if (_keys.Count <= ScanLimit)
        {
            return _keys.IndexOf(key);
        }
        if (_index is null)
        {
            _index = new Dictionary<string, int>(_keys.Count, StringComparer.Ordinal);
            for (int i = 0; i < _keys.Count; i++)
            {
                _index[_keys[i]] = i;
            }
        }
        return _index.TryGetValue(key, out int found) ? found : -1;
    }
}
