using System.Text.Json;
using DataSync.LocalAws.DynamoDb.Expressions;
using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.DynamoDb.Operations;

/// <summary>TransactWriteItems and TransactGetItems: all or nothing, over any tables of one region.</summary>
internal sealed class TransactOperations(TimeProvider time, ExpressionCache cache, ChangeFeed changes)
{
    private const int MaxActions = 100;
    private const long MaxBytes = 4 * 1024 * 1024;

    public AwsResponse Write(RegionTables region, ReadOnlySpan<byte> body)
    {
        (List<PreparedWrite> writes, string? token, string detail) = ReadWrites(region, body);
        RequireCount(writes.Count);
        var seen = new HashSet<(Table, ItemKey)>();
        if (writes.Exists(w => !seen.Add((w.Table, w.Key))))
        {
            throw DynamoDbError.Validation("Transaction request cannot include multiple operations on one item");
        }

        DateTimeOffset now;
        ulong hash = TransactionTokens.BodyHash(body);
        Table[] tables = [.. writes.Select(w => w.Table).Distinct().OrderBy(t => t.Name, StringComparer.Ordinal)];
        var applied = new List<(Table Table, MapValue? Old, MapValue? Next)>();
        List<CancellationReason>? reasons;
        // The order of the names keeps two transactions from waiting for each other.
        foreach (Table table in tables)
        {
            table.Gate.Enter();
        }
        try
        {
            now = time.GetUtcNow();
            if (token is not null && region.TransactionTokens.IsRepeated(token, hash, now))
            {
                return Respond(detail, writes);
            }
            reasons = Apply(writes, now, applied);
            if (reasons is null && token is not null)
            {
                region.TransactionTokens.Remember(token, hash, now);
            }
        }
        finally
        {
            foreach (Table table in tables)
            {
                table.Gate.Exit();
            }
        }
        if (reasons is not null)
        {
            return DynamoDbError.TransactionCanceled(reasons);
        }
        foreach ((Table table, MapValue? old, MapValue? next) in applied)
        {
            changes.Publish(table, now, old, next);
        }
        return Respond(detail, writes);
    }

    public AwsResponse Get(RegionTables region, ReadOnlySpan<byte> body)
    {
        (List<PreparedRead> reads, string detail) = ReadGets(region, body);
        RequireCount(reads.Count);
        Table[] tables = [.. reads.Select(r => r.Table).Distinct().OrderBy(t => t.Name, StringComparer.Ordinal)];
        var items = new List<MapValue?>();
        var consumed = new List<(Table, double)>();
        foreach (Table table in tables)
        {
            table.Gate.Enter();
        }
        try
        {
            foreach (PreparedRead read in reads)
            {
                items.Add(read.Read(out int bytes));
                consumed.Add((read.Table, 2 * Capacity.ReadUnits(bytes, true)));
            }
        }
        finally
        {
            foreach (Table table in tables)
            {
                table.Gate.Exit();
            }
        }
        return new AwsResponse(200, ValueWriter.Render((items, consumed, detail), 1024, static (writer, state) =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("Responses"u8);
            foreach (MapValue? item in state.items)
            {
                writer.WriteStartObject();
                if (item is not null)
                {
                    writer.WritePropertyName("Item"u8);
                    ValueWriter.WriteItem(writer, item);
                }
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            Capacity.WriteList(writer, state.detail, state.consumed);
            writer.WriteEndObject();
        }));
    }

    // Nothing is written until every action is decided; returns the reasons when one of them fails.
    private static List<CancellationReason>? Apply(List<PreparedWrite> writes, DateTimeOffset now, List<(Table, MapValue?, MapValue?)> applied)
    {
        var reasons = new List<CancellationReason>(writes.Count);
        var nexts = new MapValue?[writes.Count];
        bool failed = false;
        long bytes = 0;
        for (int i = 0; i < writes.Count; i++)
        {
            MapValue? old = writes[i].Table.Find(writes[i].Key);
            CancellationReason reason = Decide(writes[i], old, out nexts[i]);
            failed |= reason != CancellationReason.None;
            reasons.Add(reason);
            bytes += nexts[i]?.ItemSizeBytes ?? 0;
        }
        if (failed)
        {
            return reasons;
        }
        if (bytes > MaxBytes)
        {
            throw DynamoDbError.Validation("Transaction request size has exceeded the maximum allowed size");
        }
        for (int i = 0; i < writes.Count; i++)
        {
            PreparedWrite write = writes[i];
            MapValue? old = write.Table.Find(write.Key);
            if (write.Kind != WriteKind.ConditionCheck && write.Table.Commit(write.Key, nexts[i], now, byTtl: false))
            {
                applied.Add((write.Table, old, nexts[i]));
            }
        }
        return null;
    }

    private static CancellationReason Decide(PreparedWrite write, MapValue? old, out MapValue? next)
    {
        try
        {
            return write.TryEvaluate(old, out next)
                ? CancellationReason.None
                : new CancellationReason("ConditionalCheckFailed", "The conditional request failed", write.ReturnOldOnFailure ? old : null);
        }
        catch (DynamoDbError error)
        {
            next = null;
            return new CancellationReason("ValidationError", error.Message, null);
        }
    }

    private (List<PreparedWrite> Writes, string? Token, string Detail) ReadWrites(RegionTables region, ReadOnlySpan<byte> body)
    {
        var writes = new List<PreparedWrite>();
        string? token = null;
        string detail = "NONE";
        var reader = new Utf8JsonReader(body, JsonShapes.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = NamePool.Read(ref reader);
            reader.Read();
            switch (name)
            {
                case "TransactItems":
                    while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                    {
                        writes.Add(ReadWrite(region, ref reader));
                    }
                    break;
                case "ClientRequestToken":
                    token = reader.GetString();
                    break;
                case "ReturnConsumedCapacity":
                    detail = reader.GetString()!;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return (writes, token, detail);
    }

    private PreparedWrite ReadWrite(RegionTables region, ref Utf8JsonReader reader)
    {
        reader.Read();
        string action = NamePool.Read(ref reader);
        WriteKind kind = action switch
        {
            "Put" => WriteKind.Put,
            "Update" => WriteKind.Update,
            "Delete" => WriteKind.Delete,
            "ConditionCheck" => WriteKind.ConditionCheck,
            _ => throw DynamoDbError.Validation("TransactItems can only contain one of Check, Put, Update or Delete"),
        };
        reader.Read();
        ItemRequest request = ItemRequest.Read(ref reader);
        PreparedWrite write = PreparedWrite.Create(region.Find(request.TableName), kind, request, cache);
        reader.Read();
        return reader.TokenType == JsonTokenType.EndObject
            ? write
            : throw DynamoDbError.Validation("TransactItems can only contain one of Check, Put, Update or Delete");
    }

    private (List<PreparedRead> Reads, string Detail) ReadGets(RegionTables region, ReadOnlySpan<byte> body)
    {
        var reads = new List<PreparedRead>();
        string detail = "NONE";
        var reader = new Utf8JsonReader(body, JsonShapes.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = NamePool.Read(ref reader);
            reader.Read();
            switch (name)
            {
                case "TransactItems":
                    while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                    {
                        reader.Read();
                        reader.Read();
                        ItemRequest request = ItemRequest.Read(ref reader);
                        reads.Add(PreparedRead.Create(region.Find(request.TableName), request, cache));
                        reader.Read();
                    }
                    break;
                case "ReturnConsumedCapacity":
                    detail = reader.GetString()!;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return (reads, detail);
    }

    private static AwsResponse Respond(string detail, List<PreparedWrite> writes)
    {
        if (detail == "NONE")
        {
            return ItemOperations.EmptyResponse;
        }
        return new AwsResponse(200, ValueWriter.Render((detail, writes), 256, static (writer, state) =>
        {
            writer.WriteStartObject();
            Capacity.WriteList(writer, state.detail, state.writes.Select(w => (w.Table, 2 * Capacity.WriteUnits(0, SizeOf(w)))));
            writer.WriteEndObject();
        }));
    }

    private static int SizeOf(PreparedWrite write)
    {
        lock (write.Table.Gate)
        {
            return write.Table.Find(write.Key)?.ItemSizeBytes ?? 0;
        }
    }

    private static void RequireCount(int count)
    {
        if (count is < 1 or > MaxActions)
        {
            throw DynamoDbError.Validation(
                $"1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length {(count < 1 ? "greater than or equal to 1" : $"less than or equal to {MaxActions}")}");
        }
    }
}
