using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.Core.Items;
using DataSync.Core.Ports;

namespace DataSync.Aws.Items;

/// <summary>The synced table of one region.</summary>
public sealed class DynamoDbItemStore(IAmazonDynamoDB client, string tableName, string stampAttribute) : IItemStore
{
    /// <inheritdoc/>
    public async ValueTask<StoredItem?> ReadAsync(ItemKey key, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetItemRequest { TableName = tableName, Key = KeyOf(key), ConsistentRead = true };
            var response = await client.GetItemAsync(request, cancellationToken);
            return response.Item is { Count: > 0 } item ? AttributeValues.ToItem(item, stampAttribute) : null;
        }
        catch (MalformedItemException e)
        {
            throw new StoreException(Core.DeadLetters.DeadLetterReason.Rejected, isRetryable: false, $"{key.Json} of table {tableName}: {e.Message}", e);
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "GetItem", tableName);
        }
    }

    /// <inheritdoc/>
    public ValueTask<GuardedWrite> PutAsync(ItemKey key, StoredItem? expected, StoredItem replacement, CancellationToken cancellationToken)
    {
        var attributes = AttributeValues.Read(replacement.Content.Canonical);
        if (replacement.Stamp is { } stamp)
        {
            attributes[stampAttribute] = new AttributeValue { S = stamp.ToString() };
        }

        var guard = ItemGuard.Build(KeyOf(key), expected, attributes, stampAttribute);
        var request = new PutItemRequest
        {
            TableName = tableName,
            Item = attributes,
            ConditionExpression = guard.Condition,
            ExpressionAttributeNames = guard.Names,
            ExpressionAttributeValues = guard.Values.Count == 0 ? null : guard.Values,
            ReturnValues = ReturnValue.ALL_OLD,
        };
        return WriteAsync("PutItem", expected, async () => (await client.PutItemAsync(request, cancellationToken)).Attributes, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<GuardedWrite> DeleteAsync(ItemKey key, StoredItem expected, CancellationToken cancellationToken)
    {
        var keyAttributes = KeyOf(key);
        var guard = ItemGuard.Build(keyAttributes, expected, replacement: null, stampAttribute);
        var request = new DeleteItemRequest
        {
            TableName = tableName,
            Key = keyAttributes,
            ConditionExpression = guard.Condition,
            ExpressionAttributeNames = guard.Names,
            ExpressionAttributeValues = guard.Values.Count == 0 ? null : guard.Values,
            ReturnValues = ReturnValue.ALL_OLD,
        };
        return WriteAsync("DeleteItem", expected, async () => (await client.DeleteItemAsync(request, cancellationToken)).Attributes, cancellationToken);
    }

    private async ValueTask<GuardedWrite> WriteAsync(
        string operation, StoredItem? expected, Func<Task<Dictionary<string, AttributeValue>?>> write, CancellationToken cancellationToken)
    {
        try
        {
            return Compare(expected, await write());
        }
        catch (ConditionalCheckFailedException)
        {
            return GuardedWrite.Refused;
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, operation, tableName);
        }
    }

    private GuardedWrite Compare(StoredItem? expected, Dictionary<string, AttributeValue>? old)
    {
        if (expected is null || old is null or { Count: 0 })
        {
            return GuardedWrite.Written;
        }

        return AttributeValues.ToItem(old, stampAttribute).Equals(expected) ? GuardedWrite.Written : GuardedWrite.WrittenOverUnseen;
    }

    private static Dictionary<string, AttributeValue> KeyOf(ItemKey key) => AttributeValues.Read(Encoding.UTF8.GetBytes(key.Json));
}
