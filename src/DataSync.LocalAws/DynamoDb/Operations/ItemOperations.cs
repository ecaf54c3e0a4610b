using DataSync.LocalAws.DynamoDb.Expressions;
using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.DynamoDb.Operations;

/// <summary>PutItem, UpdateItem, DeleteItem and GetItem.</summary>
internal sealed class ItemOperations(TimeProvider time, ExpressionCache cache, ChangeFeed changes)
{
    public static readonly AwsResponse EmptyResponse = new(200, "{}"u8.ToArray());

    public AwsResponse Write(RegionTables region, WriteKind kind, ReadOnlySpan<byte> body)
    {
        ItemRequest request = ItemRequest.Parse(body);
        Table table = region.Find(request.TableName);
        CheckReturnValues(kind, request.ReturnValues);
        PreparedWrite write = PreparedWrite.Create(table, kind, request, cache);

        MapValue? old;
        MapValue? next;
        bool passed;
        bool changed;
        DateTimeOffset now;
        lock (table.Gate)
        {
            // Taken under the lock, so that the records of a stream are in the order of their times.
            now = time.GetUtcNow();
            old = table.Find(write.Key);
            passed = write.TryEvaluate(old, out next);
            changed = passed && table.Commit(write.Key, next, now, byTtl: false);
        }
        if (!passed)
        {
            return DynamoDbError.ConditionFailed(write.ReturnOldOnFailure ? old : null);
        }
        if (changed)
        {
            changes.Publish(table, now, old, next);
        }

        MapValue? returned = Returned(request.ReturnValues, write, old, next);
        if (returned is null && request.ReturnConsumedCapacity == "NONE")
        {
            return EmptyResponse;
        }
        double units = Capacity.WriteUnits(old?.ItemSizeBytes ?? 0, next?.ItemSizeBytes ?? 0);
        return Respond((returned, "Attributes", request.ReturnConsumedCapacity, table, units));
    }

    public AwsResponse Get(RegionTables region, ReadOnlySpan<byte> body)
    {
        ItemRequest request = ItemRequest.Parse(body);
        Table table = region.Find(request.TableName);
        PreparedRead read = PreparedRead.Create(table, request, cache);
        MapValue? item = read.Read(out int bytes);
        if (item is null && request.ReturnConsumedCapacity == "NONE")
        {
            return EmptyResponse;
        }
        return Respond((item, "Item", request.ReturnConsumedCapacity, table, Capacity.ReadUnits(bytes, request.ConsistentRead)));
    }

    private static AwsResponse Respond((MapValue? Item, string Property, string Detail, Table Table, double Units) answer) =>
        new(200, ValueWriter.Render(answer, 128 + ((answer.Item?.ItemSizeBytes ?? 0) * 3 / 2), static (writer, answer) =>
        {
            writer.WriteStartObject();
            if (answer.Item is not null)
            {
                writer.WritePropertyName(answer.Property);
                ValueWriter.WriteItem(writer, answer.Item);
            }
            Capacity.Write(writer, answer.Detail, answer.Table, answer.Units);
            writer.WriteEndObject();
        }));

    private static void CheckReturnValues(WriteKind kind, string returnValues)
    {
        if (kind != WriteKind.Update && returnValues is not ("NONE" or "ALL_OLD"))
        {
            throw DynamoDbError.Validation("ReturnValues can only be ALL_OLD or NONE");
        }
    }

    private static MapValue? Returned(string returnValues, PreparedWrite write, MapValue? old, MapValue? next)
    {
        switch (returnValues)
        {
            case "ALL_OLD":
                return old;
            case "ALL_NEW":
                return next;
            case "UPDATED_OLD" or "UPDATED_NEW":
                MapValue? source = returnValues == "UPDATED_OLD" ? old : next;
                if (source is null || write.Update is null)
                {
                    return null;
                }
                MapValue updated = DocumentEditor.Project(source, [.. write.Update.Updates.Select(u => u.Path)], write.UpdateBinding!);
                return updated.Count == 0 ? null : updated;
            default:
                return null;
        }
    }
}
