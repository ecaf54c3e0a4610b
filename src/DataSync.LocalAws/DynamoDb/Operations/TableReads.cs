using System.Text.Json;
using DataSync.LocalAws.DynamoDb.Streams;
using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Operations;

/// <summary>The part of a BatchGetItem that reads one table.</summary>
internal sealed class TableReads(string name, Table table, ItemRequest request, List<PreparedRead> reads)
{
    public string Name { get; } = name;

    public Table Table { get; } = table;

    public List<PreparedRead> Reads { get; } = reads;

    public List<MapValue> Items { get; } = [];

    /// <summary>Reads left out because the answer was full.</summary>
    public List<PreparedRead> Unread { get; } = [];

    public double Units { get; private set; }

    /// <summary>Reads until the whole answer holds <paramref name="maxBytes"/>; returns what it holds then.</summary>
    public long Run(long total, long maxBytes)
    {
        foreach (PreparedRead read in Reads)
        {
            if (total >= maxBytes)
            {
                Unread.Add(read);
                continue;
            }
            MapValue? item = read.Read(out int bytes);
            total += bytes;
            Units += Capacity.ReadUnits(bytes, request.ConsistentRead);
            if (item is not null)
            {
                Items.Add(item);
            }
        }
        return total;
    }

    /// <summary>The request for what was left out, to be sent again as it is.</summary>
    public void WriteUnread(Utf8JsonWriter writer)
    {
        writer.WriteStartObject(Name);
        writer.WriteStartArray("Keys"u8);
        foreach (PreparedRead read in Unread)
        {
            ValueWriter.WriteItem(writer, StreamJson.KeysOf(Table.Keys, read.Key));
        }
        writer.WriteEndArray();
        writer.WriteBoolean("ConsistentRead"u8, request.ConsistentRead);
        if (request.ProjectionExpression is not null)
        {
            writer.WriteString("ProjectionExpression"u8, request.ProjectionExpression);
        }
        if (request.Names is not null)
        {
            writer.WriteStartObject("ExpressionAttributeNames"u8);
            foreach ((string placeholder, string attribute) in request.Names.Entries)
            {
                writer.WriteString(placeholder, attribute);
            }
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }
}
