using System.Text.Json;
using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.DynamoDb.Operations;

/// <summary>Writes a table's description.</summary>
internal static class TableDescription
{
    public static AwsResponse Respond(string property, Table table, string status) =>
        new(200, ValueWriter.Render((property, table, status), 1024, static (writer, state) =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName(state.property);
            lock (state.table.Gate)
            {
                Write(writer, state.table, state.status);
            }
            writer.WriteEndObject();
        }));

    public static double EpochSeconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;

    private static void Write(Utf8JsonWriter writer, Table table, string status)
    {
        writer.WriteStartObject();
        writer.WriteString("TableName"u8, table.Name);
        writer.WriteString("TableArn"u8, table.Arn);
        writer.WriteString("TableId"u8, table.Id);
        writer.WriteString("TableStatus"u8, status);
        writer.WriteNumber("CreationDateTime"u8, EpochSeconds(table.CreatedAt));
        writer.WriteNumber("ItemCount"u8, table.ItemCount);
        writer.WriteNumber("TableSizeBytes"u8, table.SizeBytes);
        writer.WriteBoolean("DeletionProtectionEnabled"u8, table.DeletionProtection);
        writer.WriteStartArray("AttributeDefinitions"u8);
        foreach (KeyAttribute attribute in table.AttributeDefinitions)
        {
            writer.WriteStartObject();
            writer.WriteString("AttributeName"u8, attribute.Name);
            writer.WriteString("AttributeType"u8, attribute.Kind.Code());
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        WriteKeySchema(writer, table.Keys);
        WriteThroughput(writer, table.ReadCapacityUnits, table.WriteCapacityUnits);
        if (table.BillingMode == "PAY_PER_REQUEST")
        {
            writer.WriteStartObject("BillingModeSummary"u8);
            writer.WriteString("BillingMode"u8, table.BillingMode);
            writer.WriteEndObject();
        }
        WriteIndexes(writer, table, false, "LocalSecondaryIndexes");
        WriteIndexes(writer, table, true, "GlobalSecondaryIndexes");
        WriteStream(writer, table);
        WriteOrigin(writer, table);
        writer.WriteEndObject();
    }

    public static void WriteKeySchema(Utf8JsonWriter writer, KeySchema keys)
    {
        writer.WriteStartArray("KeySchema"u8);
        foreach (KeyAttribute attribute in keys.Attributes)
        {
            writer.WriteStartObject();
            writer.WriteString("AttributeName"u8, attribute.Name);
            writer.WriteString("KeyType"u8, attribute == keys.Partition ? "HASH"u8 : "RANGE"u8);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteThroughput(Utf8JsonWriter writer, long read, long write)
    {
        writer.WriteStartObject("ProvisionedThroughput"u8);
        writer.WriteNumber("NumberOfDecreasesToday"u8, 0);
        writer.WriteNumber("ReadCapacityUnits"u8, read);
        writer.WriteNumber("WriteCapacityUnits"u8, write);
        writer.WriteEndObject();
    }

    private static void WriteIndexes(Utf8JsonWriter writer, Table table, bool isGlobal, string property)
    {
        if (!table.Indexes.Any(i => i.IsGlobal == isGlobal))
        {
            return;
        }
        writer.WriteStartArray(property);
        foreach (TableIndex index in table.Indexes.Where(i => i.IsGlobal == isGlobal))
        {
            writer.WriteStartObject();
            writer.WriteString("IndexName"u8, index.Name);
            writer.WriteString("IndexArn"u8, $"{table.Arn}/index/{index.Name}");
            WriteKeySchema(writer, index.Keys);
            writer.WriteStartObject("Projection"u8);
            writer.WriteString("ProjectionType"u8, index.ProjectionType);
            if (index.NonKeyAttributes.Length > 0)
            {
                writer.WriteStartArray("NonKeyAttributes"u8);
                foreach (string name in index.NonKeyAttributes)
                {
                    writer.WriteStringValue(name);
                }
                writer.WriteEndArray();
            }
            writer.WriteEndObject();
            if (isGlobal)
            {
                writer.WriteString("IndexStatus"u8, "ACTIVE"u8);
                WriteThroughput(writer, table.ReadCapacityUnits, table.WriteCapacityUnits);
            }
            writer.WriteNumber("ItemCount"u8, index.Rows.Count);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteOrigin(Utf8JsonWriter writer, Table table)
    {
        if (table.Origin is not { } origin)
        {
            return;
        }
        writer.WriteStartObject("RestoreSummary"u8);
        writer.WriteString("SourceTableArn"u8, origin.SourceTableArn);
        if (origin.BackupArn is not null)
        {
            writer.WriteString("SourceBackupArn"u8, origin.BackupArn);
        }
        writer.WriteNumber("RestoreDateTime"u8, EpochSeconds(origin.At));
        writer.WriteBoolean("RestoreInProgress"u8, false);
        writer.WriteEndObject();
    }

    private static void WriteStream(Utf8JsonWriter writer, Table table)
    {
        if (table.LatestStream is null)
        {
            return;
        }
        writer.WriteString("LatestStreamArn"u8, table.LatestStream.Arn);
        writer.WriteString("LatestStreamLabel"u8, table.LatestStream.Label);
        if (table.Stream is not null)
        {
            writer.WriteStartObject("StreamSpecification"u8);
            writer.WriteBoolean("StreamEnabled"u8, true);
            writer.WriteString("StreamViewType"u8, table.Stream.ViewType);
            writer.WriteEndObject();
        }
    }
}
