using System.Globalization;
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
    public const string Seen = "seen";
    public const string Written = "written";
    public const string Pending = "pending";

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
        var (pending, pendingMs) = ReadPending(attributes);
        return new LedgerRow(
            ReadVersion(attributes, Local),
            StreamPosition.FromText(Text(attributes, Position)),
            digest.Length == 0 ? null : Core.Items.Digest.TryParse(digest, out var parsed) ? parsed : throw Corrupt(Digest, digest),
            ReadVersion(attributes, Tombstone))
        {
            Seen = ReadVersion(attributes, Seen),
            Written = ReadVersion(attributes, Written),
            Pending = pending,
            PendingMs = pendingMs,
        };
    }

    /// <summary>The texts of a row's values by placeholder letter; empty where there is none.</summary>
    /// <param name="row">The row.</param>
    /// <param name="isObject">False leaves out what rows of items never have, so that their requests stay small.</param>
    public static IEnumerable<(string Placeholder, string Text)> Texts(LedgerRow row, bool isObject)
    {
        yield return ("l", TextOf(row.Local));
        yield return ("p", row.Position.Text);
        yield return ("d", row.LocalDigest?.ToString() ?? "");
        yield return ("t", TextOf(row.Tombstone));
        if (isObject)
        {
            yield return ("s", TextOf(row.Seen));
            yield return ("w", TextOf(row.Written));
            yield return ("n", row.Pending == ItemVersion.Zero ? "" : string.Create(CultureInfo.InvariantCulture, $"{row.Pending}/{row.PendingMs}"));
        }
    }

    private static string TextOf(ItemVersion version) => version == ItemVersion.Zero ? "" : version.ToString();

    // The version and the time are one attribute, so that one condition covers both.
    private static (ItemVersion Version, long Ms) ReadPending(Dictionary<string, AttributeValue> attributes)
    {
        var text = Text(attributes, Pending);
        if (text.Length == 0)
        {
            return default;
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && ItemVersion.TryParse(text.AsSpan(0, slash), out var version)
            && long.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var ms)
            ? (version, ms)
            : throw Corrupt(Pending, text);
    }

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
