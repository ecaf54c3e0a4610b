using Amazon.DynamoDBv2.Model;

namespace DataSync.Aws.Tests.Contract.DynamoDb;

/// <summary>Short ways to write attribute values and items.</summary>
internal static class Attribute
{
    public static AttributeValue S(string value) => new() { S = value };

    public static AttributeValue N(string value) => new() { N = value };

    public static AttributeValue B(params byte[] value) => new() { B = new MemoryStream(value) };

    public static AttributeValue L(params AttributeValue[] values) => new() { L = [.. values] };

    public static AttributeValue SS(params string[] values) => new() { SS = [.. values] };

    public static AttributeValue NS(params string[] values) => new() { NS = [.. values] };

    public static AttributeValue BS(params byte[][] values) => new() { BS = [.. values.Select(v => new MemoryStream(v))] };

    public static AttributeValue M(params (string Name, AttributeValue Value)[] values) => new() { M = Item(values) };

    public static Dictionary<string, AttributeValue> Item(params (string Name, AttributeValue Value)[] values) =>
        values.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);
}
