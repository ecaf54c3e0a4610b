using System.Diagnostics.CodeAnalysis;
using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Tables;

/// <summary>A key attribute and its type.</summary>
internal sealed record KeyAttribute(string Name, ValueKind Kind);

/// <summary>The key of a table or an index, and the rules that key values obey.</summary>
internal sealed record KeySchema(KeyAttribute Partition, KeyAttribute? Sort)
{
    private const int MaxPartitionBytes = 2048;
    private const int MaxSortBytes = 1024;

    public IEnumerable<KeyAttribute> Attributes => Sort is null ? [Partition] : [Partition, Sort];

    public bool Contains(string name) => Partition.Name == name || Sort?.Name == name;

    /// <summary>The key of an item that is to be stored.</summary>
    public ItemKey FromItem(MapValue item) =>
        new(Valid(item, Partition, MaxPartitionBytes), Sort is null ? null : Valid(item, Sort, MaxSortBytes));

    /// <summary>A key as a request gives it: exactly the key attributes.</summary>
    public ItemKey FromKey(MapValue key)
    {
        int expected = Sort is null ? 1 : 2;
        foreach (KeyAttribute attribute in Attributes)
        {
            if (key.Count != expected || key.Find(attribute.Name)?.Kind != attribute.Kind)
            {
                throw DynamoDbError.Validation("The provided key element does not match the schema");
            }
        }
        return FromItem(key);
    }

    /// <summary>For an index: the item's place in it, or false when the item is not in it: it lacks a key attribute, or has one of another type from before there was the index.</summary>
    public bool TryGet(MapValue item, [NotNullWhen(true)] out AttributeValue? partition, out AttributeValue? sort)
    {
        partition = item.Find(Partition.Name);
        sort = Sort is null ? null : item.Find(Sort.Name);
        return Fits(partition, Partition) && (Sort is null || Fits(sort, Sort));
    }

    /// <summary>An index key attribute that is present must have its type and size.</summary>
    public void CheckIndexKeys(MapValue item, string indexName)
    {
        foreach (KeyAttribute attribute in Attributes)
        {
            AttributeValue? value = item.Find(attribute.Name);
            if (value is null)
            {
                continue;
            }
            if (value.Kind != attribute.Kind)
            {
                throw DynamoDbError.Validation(
                    $"One or more parameter values were invalid: Type mismatch for Index Key {attribute.Name} Expected: {attribute.Kind.Code()} Actual: {value.Kind.Code()} IndexName: {indexName}");
            }
            if (value.SizeBytes == 0)
            {
                throw DynamoDbError.Validation(
                    $"One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty {Word(value)} value. IndexName: {indexName}, IndexKey: {attribute.Name}");
            }
        }
    }

    private static bool Fits([NotNullWhen(true)] AttributeValue? value, KeyAttribute attribute) =>
        value is not null && value.Kind == attribute.Kind && value.SizeBytes > 0;

    private static AttributeValue Valid(MapValue item, KeyAttribute attribute, int maxBytes)
    {
        AttributeValue value = item.Find(attribute.Name)
            ?? throw DynamoDbError.Validation($"One or more parameter values were invalid: Missing the key {attribute.Name} in the item");
        if (value.Kind != attribute.Kind)
        {
            throw DynamoDbError.Validation(
                $"One or more parameter values were invalid: Type mismatch for key {attribute.Name} expected: {attribute.Kind.Code()} actual: {value.Kind.Code()}");
        }
        if (value.SizeBytes == 0)
        {
            throw DynamoDbError.Validation(
                $"One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty {Word(value)} value. Key: {attribute.Name}");
        }
        if (value.SizeBytes > maxBytes)
        {
            throw DynamoDbError.Validation(maxBytes == MaxPartitionBytes
                ? "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes"
                : "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
        }
        return value;
    }

    private static string Word(AttributeValue value) => value.Kind == ValueKind.Binary ? "binary" : "string";
}
