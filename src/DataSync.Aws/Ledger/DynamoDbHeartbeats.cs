using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.Core.Ports;

namespace DataSync.Aws.Ledger;

/// <summary>
/// When a region last heard of each other one: a row each in its ledger that is no item's, without expiry, since items' keys
/// begin with an entity, which has no <c>#</c>.
/// </summary>
/// <param name="client">A client of this region.</param>
/// <param name="tableName">The ledger table.</param>
public sealed class DynamoDbHeartbeats(IAmazonDynamoDB client, string tableName) : IHeartbeats
{
    /// <summary>What the rows' keys begin with; the origin follows.</summary>
    public const string RowPrefix = "#heard/";

    private const string Sent = "sent";
    private const string Heard = "heard";

    /// <inheritdoc/>
    public async ValueTask RecordAsync(HeardHeartbeat heartbeat, CancellationToken cancellationToken)
    {
        var request = new UpdateItemRequest
        {
            TableName = tableName,
            Key = KeyOf(heartbeat.Origin),
            UpdateExpression = "SET #s = :s, #h = :h",

            // One that claims to come from the future gives way to any: a clock that was wrong once must not silence a region.
            ConditionExpression = "attribute_not_exists(#s) OR #s < :s OR #s > :h",
            ExpressionAttributeNames = new Dictionary<string, string>(StringComparer.Ordinal) { ["#s"] = Sent, ["#h"] = Heard },
            ExpressionAttributeValues = new Dictionary<string, AttributeValue>(StringComparer.Ordinal)
            {
                [":s"] = Number(heartbeat.SentMs),
                [":h"] = Number(heartbeat.HeardMs),
            },
        };
        try
        {
            await client.UpdateItemAsync(request, cancellationToken);
        }
        catch (ConditionalCheckFailedException)
        {
            // One that was sent later is there.
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "UpdateItem", tableName);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<HeardHeartbeat>> ReadAsync(IReadOnlyCollection<string> origins, CancellationToken cancellationToken)
    {
        var rows = await Task.WhenAll(origins.Select(origin => ReadAsync(origin, cancellationToken)));
        return [.. rows.OfType<HeardHeartbeat>()];
    }

    private async Task<HeardHeartbeat?> ReadAsync(string origin, CancellationToken cancellationToken)
    {
        try
        {
            var response = await client.GetItemAsync(new GetItemRequest { TableName = tableName, Key = KeyOf(origin), ConsistentRead = true }, cancellationToken);
            return response.Item is { } row && TryRead(row, Sent, out var sent) && TryRead(row, Heard, out var heard) ? new HeardHeartbeat(origin, sent, heard) : null;
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "GetItem", tableName);
        }
    }

    private static Dictionary<string, AttributeValue> KeyOf(string origin) =>
        new(StringComparer.Ordinal) { [LedgerAttributes.Item] = new AttributeValue { S = RowPrefix + origin } };

    private static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };

    private static bool TryRead(Dictionary<string, AttributeValue> row, string name, out long value)
    {
        value = 0;
        return row.TryGetValue(name, out var attribute) && long.TryParse(attribute.N, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
