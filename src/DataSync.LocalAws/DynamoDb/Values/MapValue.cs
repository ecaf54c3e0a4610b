using System.Text;

namespace DataSync.LocalAws.DynamoDb.Values;

/// <summary>A map, or a whole item: names in ordinal order beside their values, so that equality is one pass and a copy is two arrays.</summary>
internal sealed class MapValue : AttributeValue
{
    public static readonly MapValue Empty = new([], []);

    private readonly string[] _names;
    private readonly AttributeValue[] _values;

    /// <summary>Takes ownership of both arrays; names must be in ascending ordinal order and distinct.</summary>
    public MapValue(string[] names, AttributeValue[] values)
    {
        _names = names;
        _values = values;
        int size = 0;
        for (int i = 0; i < names.Length; i++)
        {
            size += Encoding.UTF8.GetByteCount(names[i]) + values[i].SizeBytes;
        }
        ItemSizeBytes = size;
    }

    public override ValueKind Kind => ValueKind.Map;

    public int Count => _names.Length;

    public ReadOnlySpan<string> Names => _names;

    public ReadOnlySpan<AttributeValue> Values => _values;

    /// <summary>The size as an item: names and values, without the overhead of a nested map.</summary>
    public int ItemSizeBytes { get; }

    public override int SizeBytes => 3 + Count + ItemSizeBytes;

    public override int Depth
    {
        get
        {
            int depth = 0;
            foreach (AttributeValue value in _values)
            {
                depth = Math.Max(depth, value.Depth);
            }
            return depth + 1;
        }
    }

    public AttributeValue? Find(string name)
    {
        int index = IndexOf(name);
        return index < 0 ? null : _values[index];
    }

    public MapValue With(string name, AttributeValue value)
    {
        int index = IndexOf(name);
        if (index >= 0)
        {
            var values = (AttributeValue[])_values.Clone();
            values[index] = value;
            return new MapValue(_names, values);
        }
        index = ~index;
        return new MapValue(Insert(_names, index, name), Insert(_values, index, value));
    }

    public MapValue Without(string name)
    {
        int index = IndexOf(name);
        return index < 0 ? this : new MapValue(Remove(_names, index), Remove(_values, index));
    }

    public override bool ValueEquals(AttributeValue other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }
        if (other is not MapValue map || map.Count != Count)
        {
            return false;
        }
        for (int i = 0; i < _names.Length; i++)
        {
            if (!string.Equals(_names[i], map._names[i], StringComparison.Ordinal) || !_values[i].ValueEquals(map._values[i]))
            {
                return false;
            }
        }
        return true;
    }

    private int IndexOf(string name)
    {
        if (_names.Length > 8)
        {
            return Array.BinarySearch(_names, name, StringComparer.Ordinal);
        }
        for (int i = 0; i < _names.Length; i++)
        {
            int order = string.CompareOrdinal(_names[i], name);
            if (order >= 0)
            {
                return order == 0 ? i : ~i;
            }
        }
        return ~_names.Length;
    }

    private static T[] Insert<T>(T[] source, int index, T value)
    {
        var result = new T[source.Length + 1];
        source.AsSpan(0, index).CopyTo(result);
        result[index] = value;
        source.AsSpan(index).CopyTo(result.AsSpan(index + 1));
        return result;
    }

    private static T[] Remove<T>(T[] source, int index)
    {
        var result = new T[source.Length - 1];
        source.AsSpan(0, index).CopyTo(result);
        source.AsSpan(index + 1).CopyTo(result.AsSpan(index));
        return result;
    }
}
