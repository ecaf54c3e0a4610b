using Amazon.Runtime;
using DataSync.Aws.Items;
using DataSync.Aws.Ledger;
using DataSync.Aws.Objects;
using DataSync.Cli.Deployments;
using DataSync.Cli.Flow;
using DataSync.Core.Apply;
using DataSync.Core.Items;
using DataSync.Core.Ledger;
using DataSync.Core.Objects;
using DataSync.Core.Ports;
using DataSync.Core.Versions;

namespace DataSync.Cli.Trace;

/// <summary>Reads what one region holds of an item or object, and what it knows about it.</summary>
internal sealed class RegionTracer(RegionStack region, ItemKey key, TimeProvider time)
{
    /// <summary>Reads it. What goes wrong is in the result.</summary>
    public async Task<RegionTrace> ReadAsync(CancellationToken cancellationToken)
    {
        if (region.Error is { } error)
        {
            return new RegionTrace(region.Name) { Error = error };
        }

        try
        {
            // Nothing is written here, so how long tombstones are kept does not matter.
            var ledger = new DynamoDbLedger(region.Clients.DynamoDb, region.Settings.Ledger, TimeSpan.Zero, time);
            var row = await ledger.ReadAsync(key, cancellationToken);
            var (held, version) = ObjectKey.IsObject(key) ? await ReadObjectAsync(row, cancellationToken) : await ReadItemAsync(row, cancellationToken);
            return new RegionTrace(region.Name)
            {
                Held = held,
                Version = version is { } known ? Text(known) ?? "" : null,
                Ledger = row == default ? null : Facts(row),
                Apply = (await MappingSwitch.FindAsync(region, "Apply", cancellationToken)).State,
                OnHold = [.. (await new DynamoDbHolds(region.Clients.DynamoDb, region.Settings.Ledger).ReadAsync(cancellationToken)).Order(StringComparer.Ordinal)],
            };
        }
        catch (Exception e) when (e is StoreException or OperatorException or AmazonClientException or AmazonServiceException or HttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            return new RegionTrace(region.Name) { Error = e.Message };
        }
    }

    private async Task<(HeldContent? Held, ItemVersion? Version)> ReadItemAsync(LedgerRow row, CancellationToken cancellationToken)
    {
        var store = new DynamoDbItemStore(region.Clients.DynamoDb, region.Settings.Table, region.Settings.StampAttribute);
        var item = await store.ReadAsync(key, cancellationToken);
        var held = item is null ? null : new HeldContent(item.Content.Digest.ToString())
        {
            StampVersion = item.Stamp?.Version.ToString(),
            IsStamped = item.IsStamped,
            IsDeleting = item.Stamp is { Deleting: true },
        };
        return (held, HeldVersion.Of(item, row, isBaseline: false));
    }

    private async Task<(HeldContent? Held, ItemVersion? Version)> ReadObjectAsync(LedgerRow row, CancellationToken cancellationToken)
    {
        var store = new S3ObjectStore(region.Clients.S3, region.Settings.Bucket);
        var found = await store.ReadAsync(key, cancellationToken);
        var held = found is null ? null : new HeldContent(found.ContentDigest.ToString())
        {
            StampVersion = found.Stamp?.Version.ToString(),
            IsStamped = found.IsStamped,
            ETag = found.ETag,
            SizeBytes = found.Size,
            VersionId = found.VersionId,
            Checksum = found.ToContent(store.Bucket).Content is { Length: > 0 } checksum ? checksum : null,
        };
        return (held, HeldVersion.Of(found, row, change: ItemVersion.Zero, isBaseline: false));
    }

    private static LedgerFacts Facts(LedgerRow row) => new(
        Text(row.Local), row.LocalDigest?.ToString(), row.Position.Text is { Length: > 0 } position ? position : null, Text(row.Tombstone), Text(row.Seen), Text(row.Written), Text(row.Pending));

    private static string? Text(ItemVersion version) => version == ItemVersion.Zero ? null : version.ToString();
}
