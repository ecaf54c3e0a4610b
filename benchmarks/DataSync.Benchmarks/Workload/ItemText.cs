using System.Globalization;
using System.Text;

namespace DataSync.Benchmarks.Workload;

/// <summary>Items as applications write them: a dozen attributes or more of several types, in no particular order, text that compresses like text.</summary>
internal static class ItemText
{
    private const int LargestAttributeBytes = 20_000;
    private const int SmallestAttributeBytes = 80;
    private static readonly string[] Words =
        ["order", "delivery", "address", "street", "customer", "the", "of", "and", "to", "invoice", "\u00fcber", "paid", "pending", "warehouse", "north", "east", "17", "2026"];

    /// <summary>The key of an item, in DynamoDB JSON.</summary>
    public static string Key(int index) => string.Create(CultureInfo.InvariantCulture, $"{{\"pk\":{{\"S\":\"{Name(index)}\"}}}}");

    /// <summary>The partition key's value.</summary>
    public static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"order#{index:D8}");

    /// <summary>An item in DynamoDB JSON.</summary>
    /// <param name="index">Gives the key.</param>
    /// <param name="itemBytes">Its size as DynamoDB counts it, names and values, to within a few bytes; 150 at least.</param>
    /// <param name="revision">Makes other content of the same size.</param>
    public static string Of(int index, int itemBytes, int revision = 0)
    {
        var random = new Random((index * 31) + revision);
        var text = new StringBuilder(itemBytes + (itemBytes / 4) + 256);
        text.Append(CultureInfo.InvariantCulture, $"{{\"total\":{{\"N\":\"{random.Next(10_000, 99_999)}.5\"}},\"state\":{{\"S\":\"open\"}},\"pk\":{{\"S\":\"{Name(index)}\"}},\"paid\":{{\"BOOL\":false}},");
        text.Append(CultureInfo.InvariantCulture, $"\"lines\":{{\"L\":[{{\"M\":{{\"sku\":{{\"S\":\"A-{random.Next(100, 999)}\"}},\"n\":{{\"N\":\"{random.Next(1, 9)}\"}}}}}}]}},\"tags\":{{\"SS\":[\"web\",\"eu\"]}}");
        var left = itemBytes - 82;
        var attributeBytes = Math.Clamp(itemBytes / 12, SmallestAttributeBytes, LargestAttributeBytes);
        for (var i = 0; left > 12; i++)
        {
            var length = Math.Min(attributeBytes, left) - 6;
            text.Append(CultureInfo.InvariantCulture, $",\"note{i:D2}\":{{\"S\":\"{Prose(random, length)}\"}}");
            left -= length + 6;
        }

        return text.Append('}').ToString();
    }

    private static string Prose(Random random, int bytes)
    {
        var text = new StringBuilder(bytes + 16);
        var count = 0;
        while (count < bytes)
        {
            var word = random.Next(4) == 0 ? random.Next(100_000).ToString(CultureInfo.InvariantCulture) : Words[random.Next(Words.Length)];
            text.Append(word).Append(' ');
            count += Encoding.UTF8.GetByteCount(word) + 1;
        }

        // Cut in characters: the one letter of two bytes makes a difference of a few bytes at most.
        text.Length -= Math.Min(count - bytes, text.Length);
        return text.ToString();
    }
}
