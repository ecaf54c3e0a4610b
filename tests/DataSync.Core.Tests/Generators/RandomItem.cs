using System.Globalization;
using System.Text;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;
using DataSync.Core.Tests.Support;
using DataSync.Core.Versions;

namespace DataSync.Core.Tests.Generators;

/// <summary>Items of every attribute type, with the characters that go wrong.</summary>
public static class RandomItem
{
    private static readonly string[] Types = ["S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "M", "L"];
    private static readonly string[] Awkward =
        ["\0", "\u0001", "\u001f", "\n", "\t", "\"", "\\", "/", " ", "+", "\u007f", "é", "\u2028", "\ufeff", "\uf8ff", "\ufffd", "\ufffe", "\uffff", "😀", "中"];

    /// <summary>The attributes of an item; the key attribute <c>pk</c> is among them.</summary>
    public static IReadOnlyList<KeyValuePair<string, AttributeNode>> Attributes(Random random)
    {
        var attributes = new List<KeyValuePair<string, AttributeNode>> { new("pk", new AttributeNode("S", [Text(random)], [])) };
        attributes.AddRange(Children(random, depth: 0));
        return attributes;
    }

    /// <summary>An item's content.</summary>
    public static ItemImage Image(Random random) => StoredItem.Parse(AttributeNode.Render(Attributes(random), random)).Content;

    /// <summary>A version of one of three regions, or of none.</summary>
    public static ItemVersion Version(Random random, int ms = 5) =>
        new(random.Next(1, ms), random.Next(3), new[] { Make.Here, Make.There, Make.Third }[random.Next(3)]);

    /// <summary>A change that packs into an envelope.</summary>
    public static Change Change(Random random)
    {
        var keyJson = AttributeNode.Render([new("pk", new AttributeNode("S", [Text(random)], [])), new("sk", new AttributeNode("N", [NumberNotation.Random(random)], []))], random);
        var key = ItemKey.Parse(Make.Entity, Encoding.UTF8.GetBytes(keyJson), new CanonicalJson());
        var image = random.Next(4) == 0 ? null : random.Next(5) == 0 ? Filler(random, random.Next(1, 90_000)) : Image(random);
        return new Change(key, Version(random, 9_000_000), random.Next(2) == 0 ? ItemVersion.Zero : Version(random), image)
        {
            AttemptCount = random.Next(3) == 0 ? random.Next(9) : 0,
            SinceMs = random.Next(3) == 0 ? random.NextInt64(1, 1L << 42) : 0,
        };
    }

    /// <summary>An item of about so many bytes that compresses badly or well.</summary>
    public static ItemImage Filler(Random random, int bytes)
    {
        var noise = new byte[bytes * 3 / 4];
        if (random.Next(2) == 0)
        {
            random.NextBytes(noise);
        }

        return StoredItem.Parse($$$"""{"pk":{"S":"f"},"b":{"B":"{{{Convert.ToBase64String(noise)}}}"} }""").Content;
    }

    /// <summary>A short text of awkward characters.</summary>
    public static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(2) == 0 ? Awkward[random.Next(Awkward.Length)] : ((char)random.Next('a', 'z')).ToString()));

    private static IEnumerable<KeyValuePair<string, AttributeNode>> Children(Random random, int depth)
    {
        var count = random.Next(depth == 0 ? 8 : 4);
        for (var i = 0; i < count; i++)
        {
            var name = Text(random) + i.ToString(CultureInfo.InvariantCulture);
            yield return new KeyValuePair<string, AttributeNode>(name, Node(random, depth + 1));
        }
    }

    private static AttributeNode Node(Random random, int depth)
    {
        var type = Types[random.Next(depth > 5 ? 8 : Types.Length)];
        return type switch
        {
            "M" or "L" => new AttributeNode(type, [], [.. Children(random, depth)]),
            "BOOL" => new AttributeNode(type, [random.Next(2) == 0 ? "true" : "false"], []),
            "NULL" => new AttributeNode(type, ["true"], []),
            "S" or "N" or "B" => new AttributeNode(type, [Scalar(type[0], random)], []),
            _ => new AttributeNode(type, [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Scalar(type[0], random)).Distinct()], []),
        };
    }

    private static string Scalar(char type, Random random)
    {
        if (type != 'B')
        {
            return type == 'N' ? NumberNotation.Random(random) : Text(random);
        }

        var bytes = new byte[random.Next(12)];
        random.NextBytes(bytes);
        return Convert.ToBase64String(bytes);
    }
}
