using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.Core.Items;
using DataSync.Core.Ledger;
using DataSync.Core.Objects;
using DataSync.Core.Ports;

namespace DataSync.Aws.Ledger;

/// <summary>
/// The ledger on its own DynamoDB table. Versions and positions are stored as their texts, which DynamoDB compares as
/// they compare. Rows that stand for deletes only carry an expiry.
/// </summary>
/// <param name="client">A client of this region.</param>
/// <param name="tableName">The ledger table.</param>
/// <param name="tombstoneRetention">How long a delete is remembered: longer than a message can live in all its queues.</param>
/// <param name="time">For expiries.</param>
public sealed class DynamoDbLedger(IAmazonDynamoDB client, string tableName, TimeSpan tombstoneRetention, TimeProvider time) : ILedger
{
    // L-ocal, P-osition, D-igest, T-ombstone, E-xpires; placeholders, since some are reserved words.
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["#l"] = LedgerAttributes.Local,
        ["#p"] = LedgerAttributes.Position,
        ["#d"] = LedgerAttributes.Digest,
        ["#t"] = LedgerAttributes.Tombstone,
        ["#e"] = LedgerAttributes.Expires,
    };

    // S-een, W-ritten, pe-N-ding: only rows of objects have them, and DynamoDB refuses a name that the expressions do not use.
    private static readonly Dictionary<string, string> ObjectNames = new(Names, StringComparer.Ordinal)
    {
        ["#s"] = LedgerAttributes.Seen,
        ["#w"] = LedgerAttributes.Written,
        ["#n"] = LedgerAttributes.Pending,
    };

    /// <inheritdoc/>
    public async ValueTask<LedgerRow> ReadAsync(ItemKey key, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetItemRequest { TableName = tableName, Key = LedgerAttributes.KeyOf(key), ConsistentRead = true };
            var response = await client.GetItemAsync(request, cancellationToken);
            return LedgerAttributes.ToRow(response.Item);
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "GetItem", tableName);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<(bool Written, LedgerRow Before)> TryAdvanceAsync(ItemKey key, LocalWrite write, bool afterTombstone, CancellationToken cancellationToken)
    {
        var condition = "(attribute_not_exists(#l) OR #l < :l) AND (attribute_not_exists(#p) OR #p < :p)"
            + (afterTombstone ? " AND (attribute_not_exists(#t) OR #t < :l)" : "");
        var request = Update(key, condition);
        var values = request.ExpressionAttributeValues;
        values[":l"] = new AttributeValue { S = write.Version.ToString() };
        values[":p"] = new AttributeValue { S = write.Position.Text };
        if (write.Digest is { } digest)
        {
            values[":d"] = new AttributeValue { S = digest.ToString() };
            request.UpdateExpression = "SET #l = :l, #p = :p, #d = :d REMOVE #e";
        }
        else
        {
            values[":e"] = Expiry();
            request.UpdateExpression = "SET #l = :l, #p = :p, #e = :e REMOVE #d";
        }

        request.ExpressionAttributeNames = afterTombstone ? Names : NamesWithout("#t");
        request.ReturnValues = ReturnValue.ALL_OLD;
        request.ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD;
        try
        {
            var response = await client.UpdateItemAsync(request, cancellationToken);
            return (true, LedgerAttributes.ToRow(response.Attributes));
        }
        catch (ConditionalCheckFailedException e)
        {
            return (false, LedgerAttributes.ToRow(e.Item));
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "UpdateItem", tableName);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReplaceAsync(ItemKey key, LedgerRow expected, LedgerRow replacement, CancellationToken cancellationToken)
    {
        var isObject = ObjectKey.IsObject(key);
        var unchanged = LedgerAttributes.Texts(expected, isObject).Select(v => v.Text.Length == 0 ? $"attribute_not_exists(#{v.Placeholder})" : $"#{v.Placeholder} = :x{v.Placeholder}");
        var request = Update(key, string.Join(" AND ", unchanged));
        request.ExpressionAttributeNames = isObject ? ObjectNames : Names;
        var values = request.ExpressionAttributeValues;
        foreach (var (placeholder, text) in LedgerAttributes.Texts(expected, isObject).Where(v => v.Text.Length > 0))
        {
            values[":x" + placeholder] = new AttributeValue { S = text };
        }

        var set = new List<string>();
        var remove = new List<string>();
        foreach (var (placeholder, text) in LedgerAttributes.Texts(replacement, isObject))
        {
            if (text.Length == 0)
            {
                remove.Add("#" + placeholder);
                continue;
            }

            set.Add($"#{placeholder} = :{placeholder}");
            values[":" + placeholder] = new AttributeValue { S = text };
        }

        if (replacement.HoldsOnlyDeletes)
        {
            set.Add("#e = :e");
            values[":e"] = Expiry();
        }
        else
        {
            remove.Add("#e");
        }

        request.UpdateExpression = $"SET {string.Join(", ", set)}" + (remove.Count == 0 ? "" : $" REMOVE {string.Join(", ", remove)}");
        try
        {
            await client.UpdateItemAsync(request, cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "UpdateItem", tableName);
        }
    }

    private UpdateItemRequest Update(ItemKey key, string condition) => new()
    {
        TableName = tableName,
        Key = LedgerAttributes.KeyOf(key),
        ConditionExpression = condition,
        ExpressionAttributeValues = new Dictionary<string, AttributeValue>(StringComparer.Ordinal),
    };

    private AttributeValue Expiry() =>
        new() { N = (time.GetUtcNow() + tombstoneRetention).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) };

    // DynamoDB refuses a name that the expressions do not use.
    private static Dictionary<string, string> NamesWithout(string unused) =>
        Names.Where(n => n.Key != unused).ToDictionary(n => n.Key, n => n.Value, StringComparer.Ordinal);
}
