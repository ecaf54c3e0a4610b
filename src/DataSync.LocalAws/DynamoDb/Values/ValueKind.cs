namespace DataSync.LocalAws.DynamoDb.Values;

/// <summary>DynamoDB's attribute types.</summary>
internal enum ValueKind : byte
{
    String,
    Number,
    Binary,
    Boolean,
    Null,
    List,
    Map,
    StringSet,
    NumberSet,
    BinarySet,
}

/// <summary>The type names of the wire format.</summary>
internal static class ValueKinds
{
    private static readonly string[] Codes = ["S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS"];

    /// <summary>The wire name, such as <c>SS</c>.</summary>
    public static string Code(this ValueKind kind) => Codes[(int)kind];

    /// <summary>The kind of a wire name, or null for an unknown one.</summary>
    public static ValueKind? FromCode(string code)
    {
        int index = Array.IndexOf(Codes, code);
        return index < 0 ? null : (ValueKind)index;
    }

    /// <summary>True for the kinds that have an order (and may be keys).</summary>
    public static bool IsOrdered(this ValueKind kind) => kind <= ValueKind.Binary;

    /// <summary>True for the three set types.</summary>
    public static bool IsSet(this ValueKind kind) => kind >= ValueKind.StringSet;
}
