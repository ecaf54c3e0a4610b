using System.Text.Json;
using DataSync.LocalAws.DynamoDb.Tables;

namespace DataSync.LocalAws.DynamoDb.Operations;

/// <summary>Consumed capacity: units of 1 KB written or 4 KB read. Index writes are counted as the table's, which AWS does more finely.</summary>
internal static class Capacity
{
    public static double WriteUnits(long oldBytes, long newBytes) => Math.Max(1, Math.Ceiling(Math.Max(oldBytes, newBytes) / 1024.0));

    public static double ReadUnits(long bytes, bool consistent) => Math.Max(1, Math.Ceiling(bytes / 4096.0)) * (consistent ? 1 : 0.5);

    /// <summary>Writes <c>ConsumedCapacity</c> when the request asked for it.</summary>
    public static void Write(Utf8JsonWriter writer, string detail, Table table, double units)
    {
        if (detail == "NONE")
        {
            return;
        }
        writer.WritePropertyName("ConsumedCapacity"u8);
        WriteObject(writer, detail, table.Name, units);
    }

    public static void WriteObject(Utf8JsonWriter writer, string detail, string tableName, double units)
    {
        writer.WriteStartObject();
        writer.WriteString("TableName"u8, tableName);
        writer.WriteNumber("CapacityUnits"u8, units);
        if (detail == "INDEXES")
        {
            writer.WriteStartObject("Table"u8);
            writer.WriteNumber("CapacityUnits"u8, units);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    /// <summary>The list form of batch and transaction answers, one entry for each table.</summary>
    public static void WriteList(Utf8JsonWriter writer, string detail, IEnumerable<(Table Table, double Units)> consumed)
    {
        if (detail == "NONE")
        {
            return;
        }
        writer.WriteStartArray("ConsumedCapacity"u8);
        foreach (IGrouping<Table, (Table Table, double Units)> group in consumed.GroupBy(c => c.Table))
        {
            WriteObject(writer, detail, group.Key.Name, group.Sum(c => c.Units));
        }
        writer.WriteEndArray();
    }
}
