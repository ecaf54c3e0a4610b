using DataSync.Core.Items;
using DataSync.Core.Tests.Support;

namespace DataSync.Core.Tests.Generators;

/// <summary>Items of few contents, versions and stamps, so that every relation between two of them occurs.</summary>
public static class ModelItem
{
    private static readonly ItemImage[] Contents = [Make.Image(1), Make.Image(2), Make.Image(3)];

    /// <summary>One of the contents.</summary>
    public static ItemImage Content(Random random) => Contents[random.Next(Contents.Length)];

    /// <summary>An item, or none where that is allowed.</summary>
    public static StoredItem? Random(Random random, bool isPresent = false)
    {
        if (!isPresent && random.Next(4) == 0)
        {
            return null;
        }

        var content = Content(random);
        Stamp? stamp = random.Next(3) == 0
            ? null
            : new Stamp(RandomItem.Version(random), (random.Next(3) == 0 ? Content(random) : content).Digest, random.Next(3) == 0);
        return new StoredItem(content, stamp);
    }

    /// <summary><c>stamped</c> of protocol/model.py.</summary>
    public static bool Stamped(StoredItem? item) => item is not null && item.Stamp is not null && item.Stamp.Value.Digest == item.Content.Digest;
}
