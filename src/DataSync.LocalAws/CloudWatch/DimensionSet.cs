namespace DataSync.LocalAws.CloudWatch;

/// <summary>The dimensions of a metric. Two sets are equal when they hold the same names and values, in whichever order they were given.</summary>
public sealed class DimensionSet : IEquatable<DimensionSet>
{
    /// <summary>CloudWatch takes at most thirty dimensions.</summary>
    public const int MaxCount = 30;

    private readonly KeyValuePair<string, string>[] _dimensions;
    private readonly int _hash;

    /// <summary>A set of these names and values; of a name given twice the last value counts.</summary>
    public DimensionSet(IEnumerable<KeyValuePair<string, string>> dimensions)
    {
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in dimensions)
        {
            sorted[name] = value;
        }

        _dimensions = [.. sorted];
        var hash = new HashCode();
        foreach (var (name, value) in _dimensions)
        {
            hash.Add(name, StringComparer.Ordinal);
            hash.Add(value, StringComparer.Ordinal);
        }

        _hash = hash.ToHashCode();
    }

    /// <summary>No dimensions.</summary>
    public static DimensionSet Empty { get; } = new([]);

    /// <summary>Names and values, in the order of the names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Dimensions => _dimensions;

    /// <summary>A set of one dimension.</summary>
    public static DimensionSet Of(string name, string value) => new([KeyValuePair.Create(name, value)]);

    /// <summary>True when the name is one of the set's and, unless <paramref name="value"/> is null, has that value.</summary>
    public bool Has(string name, string? value) =>
        Array.Exists(_dimensions, dimension => dimension.Key == name && (value is null || dimension.Value == value));

    /// <inheritdoc/>
    public bool Equals(DimensionSet? other) => other is not null && _hash == other._hash && _dimensions.AsSpan().SequenceEqual(other._dimensions);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DimensionSet);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;
}
