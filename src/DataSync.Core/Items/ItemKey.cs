using System.Text;

namespace DataSync.Core.Items;

/// <summary>Which item: the entity (a table's logical name, the same in every region) and the primary key.</summary>
/// <param name="Entity">Logical name of the table.</param>
/// <param name="Json">The key attributes in canonical DynamoDB JSON, such as <c>{"pk":{"S":"a"},"sk":{"N":"1"}}</c>.</param>
public sealed record ItemKey(string Entity, string Json)
{
    /// <summary>Reads the key attributes out of DynamoDB JSON.</summary>
    /// <exception cref="MalformedItemException">It is not one or two attributes of type S, N or B.</exception>
    public static ItemKey Parse(string entity, ReadOnlySpan<byte> dynamoJson, CanonicalJson canonical)
    {
        canonical.ReadKey(dynamoJson);
        return new ItemKey(entity, Encoding.UTF8.GetString(canonical.Written));
    }
}
