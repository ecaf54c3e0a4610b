using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.Core.Ports;

namespace DataSync.Aws.Ledger;

/// <summary>
/// A region's holds, in a row of its ledger that is no item's: items' keys begin with an entity, which has no <c>#</c>. The
/// row has no expiry, and goes away with the last hold's name only.
/// </summary>
/// <param name="client">A client of this region.</param>
/// <param name="tableName">The ledger table.</param>
public sealed class DynamoDbHolds(IAmazonDynamoDB client, string tableName) : IHolds
{
    /// <summary>Key of the row.</summary>
    public const string RowKey = "#holds";

    private const string Targets = "targets";

    /// <inheritdoc/>
    public async ValueTask<IReadOnlySet<string>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetItemRequest { TableName = tableName, Key = Key(), ConsistentRead = true };
            var response = await client.GetItemAsync(request, cancellationToken);
            return RegionsOf(response.Item);
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "GetItem", tableName);
        }
    }

    /// <summary>Puts regions on hold, in one atomic step.</summary>
    /// <returns>Those that were not on hold before.</returns>
    /// <exception cref="StoreException">The store refused or could not be reached.</exception>
    public async ValueTask<IReadOnlySet<string>> HoldAsync(IReadOnlyCollection<string> regions, CancellationToken cancellationToken)
    {
        var before = await ChangeAsync("ADD", regions, cancellationToken);
        return regions.Where(r => !before.Contains(r)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Releases regions, in one atomic step.</summary>
    /// <returns>Those that were on hold.</returns>
    /// <exception cref="StoreException">The store refused or could not be reached.</exception>
    public async ValueTask<IReadOnlySet<string>> ReleaseAsync(IReadOnlyCollection<string> regions, CancellationToken cancellationToken)
    {
        var before = await ChangeAsync("DELETE", regions, cancellationToken);
        return regions.Where(before.Contains).ToHashSet(StringComparer.Ordinal);
    }

    // Returns what was there before.
    private async ValueTask<HashSet<string>> ChangeAsync(string action, IReadOnlyCollection<string> regions, CancellationToken cancellationToken)
    {
        if (regions.Count == 0)
        {
            return []; // DynamoDB has no empty sets
        }

        var request = new UpdateItemRequest
        {
            TableName = tableName,
            Key = Key(),
            UpdateExpression = $"{action} #t :r",
            ExpressionAttributeNames = new Dictionary<string, string>(StringComparer.Ordinal) { ["#t"] = Targets },
            ExpressionAttributeValues = new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { [":r"] = new AttributeValue { SS = [.. regions] } },
            ReturnValues = ReturnValue.ALL_OLD,
        };
        try
        {
            var response = await client.UpdateItemAsync(request, cancellationToken);
            return RegionsOf(response.Attributes);
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "UpdateItem", tableName);
        }
    }

    private static Dictionary<string, AttributeValue> Key() =>
        new(StringComparer.Ordinal) { [LedgerAttributes.Item] = new AttributeValue { S = RowKey } };

    private static HashSet<string> RegionsOf(Dictionary<string, AttributeValue>? row) =>
        row is not null && row.TryGetValue(Targets, out var targets) ? new HashSet<string>(targets.SS ?? [], StringComparer.Ordinal) : [];
}
