using System.Text;

namespace DataSync.LocalAws.DynamoDb.Values;

/// <summary>An immutable attribute value. One object may be shared by the table, the indexes, and any number of stream records.</summary>
internal abstract class AttributeValue
{
    /// <summary>The type.</summary>
    public abstract ValueKind Kind { get; }

    /// <summary>Size in bytes by DynamoDB's rules, without the attribute's name.</summary>
    public abstract int SizeBytes { get; }

    /// <summary>True when type and value are equal; numbers compare by value, sets without regard to order.</summary>
    public abstract bool ValueEquals(AttributeValue other);

    /// <summary>How deeply lists and maps are nested: 0 for a scalar or set.</summary>
    public virtual int Depth => 0;

    /// <summary>Orders two values of the same ordered kind (string and binary by bytes, numbers by value).</summary>
    public static int Compare(AttributeValue left, AttributeValue right) => (left, right) switch
    {
        (StringValue a, StringValue b) => a.Utf8.AsSpan().SequenceCompareTo(b.Utf8),
        (NumberValue a, NumberValue b) => a.Number.CompareTo(b.Number),
        (BinaryValue a, BinaryValue b) => a.Bytes.AsSpan().SequenceCompareTo(b.Bytes),
        _ => left.Kind.CompareTo(right.Kind),
    };
}

/// <summary>A string, kept as UTF-8: DynamoDB measures and orders strings by their bytes.</summary>
internal sealed class StringValue(byte[] utf8) : AttributeValue
{
    public byte[] Utf8 { get; } = utf8;

    public override ValueKind Kind => ValueKind.String;

    public override int SizeBytes => Utf8.Length;

    public override bool ValueEquals(AttributeValue other) => other is StringValue s && s.Utf8.AsSpan().SequenceEqual(Utf8);

    public override string ToString() => Encoding.UTF8.GetString(Utf8);
}

/// <summary>A number.</summary>
internal sealed class NumberValue(DynamoNumber number) : AttributeValue
{
    public DynamoNumber Number { get; } = number;

    public override ValueKind Kind => ValueKind.Number;

    public override int SizeBytes => Number.SizeBytes;

    public override bool ValueEquals(AttributeValue other) => other is NumberValue n && n.Number.Equals(Number);

    public override string ToString() => Number.ToString();
}

/// <summary>Bytes.</summary>
internal sealed class BinaryValue(byte[] bytes) : AttributeValue
{
    public byte[] Bytes { get; } = bytes;

    public override ValueKind Kind => ValueKind.Binary;

    public override int SizeBytes => Bytes.Length;

    public override bool ValueEquals(AttributeValue other) => other is BinaryValue b && b.Bytes.AsSpan().SequenceEqual(Bytes);

    public override string ToString() => Convert.ToBase64String(Bytes);
}

/// <summary>True or false.</summary>
internal sealed class BooleanValue : AttributeValue
{
    public static readonly BooleanValue True = new();

    public static readonly BooleanValue False = new();

    private BooleanValue()
    {
    }

    public override ValueKind Kind => ValueKind.Boolean;

    public override int SizeBytes => 1;

    public override bool ValueEquals(AttributeValue other) => ReferenceEquals(this, other);

    public override string ToString() => ReferenceEquals(this, True) ? "true" : "false";
}

/// <summary>The NULL type.</summary>
internal sealed class NullValue : AttributeValue
{
    public static readonly NullValue Instance = new();

    private NullValue()
    {
    }

    public override ValueKind Kind => ValueKind.Null;

    public override int SizeBytes => 1;

    public override bool ValueEquals(AttributeValue other) => ReferenceEquals(this, other);

    public override string ToString() => "true";
}

/// <summary>A list.</summary>
internal sealed class ListValue(AttributeValue[] items) : AttributeValue
{
    public AttributeValue[] Items { get; } = items;

    public override ValueKind Kind => ValueKind.List;

    public override int SizeBytes { get; } = 3 + items.Length + items.Sum(i => i.SizeBytes);

    public override int Depth => 1 + (Items.Length == 0 ? 0 : Items.Max(i => i.Depth));

    public override bool ValueEquals(AttributeValue other)
    {
        if (other is not ListValue list || list.Items.Length != Items.Length)
        {
            return false;
        }
        for (int i = 0; i < Items.Length; i++)
        {
            if (!Items[i].ValueEquals(list.Items[i]))
            {
                return false;
            }
        }
        return true;
    }
}

/// <summary>A set of strings, numbers or binaries, in ascending order and without duplicates.</summary>
internal sealed class SetValue : AttributeValue
{
    /// <param name="kind">One of the three set kinds.</param>
    /// <param name="sorted">At least one element, ascending, no duplicates.</param>
    public SetValue(ValueKind kind, AttributeValue[] sorted)
    {
        Kind = kind;
        Items = sorted;
        SizeBytes = sorted.Sum(i => i.SizeBytes);
    }

    public AttributeValue[] Items { get; }

    public override ValueKind Kind { get; }

    public override int SizeBytes { get; }

    public static Comparison<AttributeValue> Order { get; } = Compare;

    public bool Contains(AttributeValue value) => Array.BinarySearch(Items, value, Comparer<AttributeValue>.Create(Order)) >= 0
        && ElementKind == value.Kind;

    public ValueKind ElementKind => Items[0].Kind;

    public SetValue Union(SetValue other)
    {
        var all = new List<AttributeValue>(Items);
        all.AddRange(other.Items.Where(i => !Contains(i)));
        all.Sort(Order);
        return new SetValue(Kind, [.. all]);
    }

    /// <summary>The elements that are not in <paramref name="other"/>, or null when none is left: DynamoDB has no empty sets.</summary>
    public SetValue? Except(SetValue other)
    {
        AttributeValue[] rest = [.. Items.Where(i => !other.Contains(i))];
        return rest.Length == 0 ? null : new SetValue(Kind, rest);
    }

    public override bool ValueEquals(AttributeValue other)
    {
        if (other is not SetValue set || set.Kind != Kind || set.Items.Length != Items.Length)
        {
            return false;
        }
        for (int i = 0; i < Items.Length; i++)
        {
            if (!Items[i].ValueEquals(set.Items[i]))
            {
                return false;
            }
        }
        return true;
    }
}
