using System.Text.Json;
using DataSync.LocalAws.DynamoDb.Expressions;
using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.DynamoDb.Operations;

/// <summary>BatchWriteItem and BatchGetItem: many calls in one, not atomic.</summary>
internal sealed class BatchOperations(TimeProvider time, ExpressionCache cache, ChangeFeed changes)
{
    private const int MaxWrites = 25;
    private const int MaxReads = 100;
    private const int MaxResponseBytes = 16 * 1024 * 1024;

    public AwsResponse Write(RegionTables region, ReadOnlySpan<byte> body)
    {
        var writes = new List<PreparedWrite>();
        string detail = "NONE";
        var reader = new Utf8JsonReader(body, JsonShapes.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = NamePool.Read(ref reader);
            reader.Read();
            switch (name)
            {
                case "RequestItems":
                    ReadWrites(region, ref reader, writes);
                    break;
                case "ReturnConsumedCapacity":
                    detail = reader.GetString()!;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        RequireCount(writes.Count, MaxWrites, "BatchWriteItem");
        RequireDistinct(writes.Select(w => (w.Table, w.Key)));

        var consumed = new List<(Table, double)>();
        foreach (PreparedWrite write in writes)
        {
            consumed.Add((write.Table, Apply(write)));
        }
        return new AwsResponse(200, ValueWriter.Render((detail, consumed), 128, static (writer, state) =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("UnprocessedItems"u8);
            writer.WriteEndObject();
            Capacity.WriteList(writer, state.detail, state.consumed);
            writer.WriteEndObject();
        }));
    }

    public AwsResponse Get(RegionTables region, ReadOnlySpan<byte> body)
    {
        var tables = new List<TableReads>();
        string detail = "NONE";
        var reader = new Utf8JsonReader(body, JsonShapes.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = NamePool.Read(ref reader);
            reader.Read();
            switch (name)
            {
                case "RequestItems":
                    ReadGets(region, ref reader, tables);
                    break;
                case "ReturnConsumedCapacity":
                    detail = reader.GetString()!;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        RequireCount(tables.Sum(t => t.Reads.Count), MaxReads, "BatchGetItem");
        RequireDistinct(tables.SelectMany(t => t.Reads.Select(r => (r.Table, r.Key))));

        long total = 0;
        foreach (TableReads table in tables)
        {
            total = table.Run(total, MaxResponseBytes);
        }
        return RespondGet(tables, detail);
    }

    private double Apply(PreparedWrite write)
    {
        MapValue? old;
        MapValue? next;
        bool changed;
        DateTimeOffset now;
        lock (write.Table.Gate)
        {
            now = time.GetUtcNow();
            old = write.Table.Find(write.Key);
            write.TryEvaluate(old, out next);
            changed = write.Table.Commit(write.Key, next, now, byTtl: false);
        }
        if (changed)
        {
            changes.Publish(write.Table, now, old, next);
        }
        return Capacity.WriteUnits(old?.ItemSizeBytes ?? 0, next?.ItemSizeBytes ?? 0);
    }

    private void ReadWrites(RegionTables region, ref Utf8JsonReader reader, List<PreparedWrite> writes)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Table table = region.Find(reader.GetString());
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                reader.Read();
                bool isPut = reader.ValueTextEquals("PutRequest"u8);
                if (!isPut && !reader.ValueTextEquals("DeleteRequest"u8))
                {
                    throw DynamoDbError.Validation("Supplied AttributeValue has no PutRequest or DeleteRequest");
                }
                reader.Read();
                ItemRequest request = ItemRequest.Read(ref reader);
                writes.Add(PreparedWrite.Create(table, isPut ? WriteKind.Put : WriteKind.Delete, request, cache));
                reader.Read();
                if (reader.TokenType != JsonTokenType.EndObject)
                {
                    throw DynamoDbError.Validation("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes");
                }
            }
        }
    }

    private void ReadGets(RegionTables region, ref Utf8JsonReader reader, List<TableReads> tables)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            Table table = region.Find(name);
            reader.Read();
            ItemRequest request = ItemRequest.Read(ref reader);
            tables.Add(new TableReads(name, table, request, PreparedRead.CreateMany(table, request.Keys ?? [], request, cache)));
        }
    }

    private static AwsResponse RespondGet(List<TableReads> tables, string detail) =>
        new(200, ValueWriter.Render((tables, detail), 4096, static (writer, state) =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("Responses"u8);
            foreach (TableReads table in state.tables)
            {
                writer.WriteStartArray(table.Name);
                foreach (MapValue item in table.Items)
                {
                    ValueWriter.WriteItem(writer, item);
                }
                writer.WriteEndArray();
            }
            writer.WriteEndObject();
            writer.WriteStartObject("UnprocessedKeys"u8);
            foreach (TableReads table in state.tables.Where(t => t.Unread.Count > 0))
            {
                table.WriteUnread(writer);
            }
            writer.WriteEndObject();
            Capacity.WriteList(writer, state.detail, state.tables.Select(t => (t.Table, t.Units)));
            writer.WriteEndObject();
        }));

    private static void RequireCount(int count, int max, string operation)
    {
        if (count == 0)
        {
            throw DynamoDbError.Validation($"The batch write request list for a table cannot be null or empty, and RequestItems of {operation} must not be empty");
        }
        if (count > max)
        {
            throw DynamoDbError.Validation($"Too many items requested for the {operation} call");
        }
    }

    private static void RequireDistinct(IEnumerable<(Table Table, ItemKey Key)> keys)
    {
        var seen = new HashSet<(Table, ItemKey)>();
        if (keys.Any(key => !seen.Add(key)))
        {
            throw DynamoDbError.Validation("Provided list of item keys contains duplicates");
        }
    }
}
