using System.Security.Cryptography;
using System.Text;
using Amazon.DynamoDBv2.Model;
using DataSync.Core.Items;
using DataSync.Core.Ledger;
using DataSync.Core.Versions;

namespace DataSync.Aws.Ledger;

/// <summary>How a ledger row looks in its table.</summary>
internal static class LedgerAttributes
{
    public const string Item = "item";
    public const string Local = "local";
    public const string Position = "position";
    public const string Digest = "digest";
    public const string Tombstone = "tombstone";
    public const string Expires = "expires";

    // DynamoDB allows 2,048 bytes of partition key, and an item's own key may need more than that.
    private const int MaxReadableKeyBytes = 1024;

    /// <summary>The row's key: readable where it fits, otherwise the hash of the item's key.</summary>
    public static Dictionary<string, AttributeValue> KeyOf(ItemKey key)
    {
        var text = $"{key.Entity}/{key.Json}";
        if (Encoding.UTF8.GetByteCount(text) > MaxReadableKeyBytes)
        {
            text = $"{key.Entity}/sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.Json)))}";
        }

        return new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { [Item] = new AttributeValue { S = text } };
    }

    public static LedgerRow ToRow(Dictionary<string, AttributeValue>? attributes)
    {
        if (attributes is null or { Count: 0 })
        {
            return default;
        }

        var digest = Text(attributes, Digest);
        return new LedgerRow(
            ReadVersion(attributes, Local),
            StreamPosition.FromText(Text(attributes, Position)),
            digest.Length == 0 ? null : Core.Items.Digest.TryParse(digest, out var parsed) ? parsed : throw Corrupt(Digest, digest),
            ReadVersion(attributes, Tombstone));
    }

    /// <summary>The texts of a row's four values by placeholder letter; empty where there is none.</summary>
    public static IEnumerable<(string Placeholder, string Text)> Texts(LedgerRow row) =>
    [
        ("l", row.Local == ItemVersion.Zero ? "" : row.Local.ToString()),
        ("p", row.Position.Text),
        ("d", row.LocalDigest?.ToString() ?? ""),
        ("t", row.Tombstone == ItemVersion.Zero ? "" : row.Tombstone.ToString()),
    ];

    private static ItemVersion ReadVersion(Dictionary<string, AttributeValue> attributes, string name)
    {
        var text = Text(attributes, name);
        return text.Length == 0 ? ItemVersion.Zero : ItemVersion.TryParse(text, out var version) ? version : throw Corrupt(name, text);
    }

    private static string Text(Dictionary<string, AttributeValue> attributes, string name) =>
        attributes.TryGetValue(name, out var value) ? value.S ?? "" : "";

    private static Core.Ports.StoreException Corrupt(string name, string text) =>
        new($"The ledger holds '{text}' in attribute '{name}', which this service never writes. Something else writes to the ledger table.");
}
