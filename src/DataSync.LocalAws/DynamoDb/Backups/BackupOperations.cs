using System.Text.Json;
using DataSync.LocalAws.DynamoDb.Operations;
using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.DynamoDb.Backups;

/// <summary>On-demand backups. They are there at once, and outlive their table.</summary>
internal sealed class BackupOperations(TimeProvider time)
{
    private const int DefaultListLimit = 100;

    public AwsResponse Create(RegionTables region, JsonElement request)
    {
        Table table = region.FindForBackup(request.String("TableName"));
        string name = request.String("BackupName") ?? throw DynamoDbError.Validation("BackupName must be given");
        TableDefinition.CheckName("backupName", name);
        DateTimeOffset now = time.GetUtcNow();
        TableBackup backup;
        lock (table.Gate)
        {
            Table settings = TableCopy.Empty(table, table.Name, table.CreatedAt);
            string id = $"{now.ToUnixTimeMilliseconds():D17}-{Random.Shared.Next():x8}";
            backup = new TableBackup($"{table.Arn}/backup/{id}", name, now, settings, [.. table.Items.Select(i => i.Value)], table.SizeBytes);
        }
        region.Backups[backup.Arn] = backup;
        return Respond("BackupDetails", backup, static (writer, b) => WriteDetails(writer, b, "AVAILABLE"));
    }

    public static AwsResponse Describe(RegionTables region, JsonElement request) =>
        Respond("BackupDescription", Find(region, request), static (writer, b) => WriteDescription(writer, b, "AVAILABLE"));

    public static AwsResponse Delete(RegionTables region, JsonElement request)
    {
        TableBackup backup = Find(region, request);
        region.Backups.TryRemove(backup.Arn, out _);
        return Respond("BackupDescription", backup, static (writer, b) => WriteDescription(writer, b, "DELETED"));
    }

    public static AwsResponse List(RegionTables region, JsonElement request)
    {
        int limit = request.TryGetProperty("Limit", out JsonElement given) ? JsonShapes.AtLeast("Limit", given.GetInt32(), 1) : DefaultListLimit;
        string? table = request.String("TableName") is { } name ? RegionTables.ShortName(name) : null;
        string? start = request.String("ExclusiveStartBackupArn");
        List<TableBackup> found = [.. region.Backups.Values
            .Where(b => (table is null || b.Source.Name == table) && (start is null || string.CompareOrdinal(b.Arn, start) > 0))
            .OrderBy(b => b.Arn, StringComparer.Ordinal)];
        return new AwsResponse(200, ValueWriter.Render((found, limit), 512, static (writer, state) =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("BackupSummaries"u8);
            foreach (TableBackup backup in state.found.Take(state.limit))
            {
                writer.WriteStartObject();
                writer.WriteString("TableName"u8, backup.Source.Name);
                writer.WriteString("TableArn"u8, backup.Source.Arn);
                WriteFields(writer, backup, "AVAILABLE");
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            if (state.found.Count > state.limit)
            {
                writer.WriteString("LastEvaluatedBackupArn"u8, state.found[state.limit - 1].Arn);
            }
            writer.WriteEndObject();
        }));
    }

    public AwsResponse Restore(RegionTables region, JsonElement request)
    {
        TableBackup backup = Find(region, request);
        return region.AddRestored(TableCopy.Restored(request, backup.Source, backup.Items, new RestoreOrigin(backup.Source.Arn, backup.Arn, backup.At), time.GetUtcNow()));
    }

    private static TableBackup Find(RegionTables region, JsonElement request)
    {
        string arn = request.String("BackupArn") ?? throw DynamoDbError.Validation("BackupArn must be given");
        return region.Backups.TryGetValue(arn, out TableBackup? backup) ? backup : throw DynamoDbError.Service("BackupNotFoundException", $"Backup not found: {arn}");
    }

    private static AwsResponse Respond(string property, TableBackup backup, Action<Utf8JsonWriter, TableBackup> write) =>
        new(200, ValueWriter.Render((property, backup, write), 512, static (writer, state) =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName(state.property);
            state.write(writer, state.backup);
            writer.WriteEndObject();
        }));

    private static void WriteDescription(Utf8JsonWriter writer, TableBackup backup, string status)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("BackupDetails"u8);
        WriteDetails(writer, backup, status);
        writer.WriteStartObject("SourceTableDetails"u8);
        writer.WriteString("TableName"u8, backup.Source.Name);
        writer.WriteString("TableId"u8, backup.Source.Id);
        writer.WriteString("TableArn"u8, backup.Source.Arn);
        writer.WriteNumber("TableSizeBytes"u8, backup.SizeBytes);
        writer.WriteNumber("ItemCount"u8, backup.Items.Count);
        TableDescription.WriteKeySchema(writer, backup.Source.Keys);
        writer.WriteNumber("TableCreationDateTime"u8, TableDescription.EpochSeconds(backup.Source.CreatedAt));
        writer.WriteStartObject("ProvisionedThroughput"u8);
        writer.WriteNumber("ReadCapacityUnits"u8, backup.Source.ReadCapacityUnits);
        writer.WriteNumber("WriteCapacityUnits"u8, backup.Source.WriteCapacityUnits);
        writer.WriteEndObject();
        writer.WriteString("BillingMode"u8, backup.Source.BillingMode);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter writer, TableBackup backup, string status)
    {
        writer.WriteStartObject();
        WriteFields(writer, backup, status);
        writer.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter writer, TableBackup backup, string status)
    {
        writer.WriteString("BackupArn"u8, backup.Arn);
        writer.WriteString("BackupName"u8, backup.Name);
        writer.WriteString("BackupStatus"u8, status);
        writer.WriteString("BackupType"u8, "USER"u8);
        writer.WriteNumber("BackupSizeBytes"u8, backup.SizeBytes);
        writer.WriteNumber("BackupCreationDateTime"u8, TableDescription.EpochSeconds(backup.At));
    }
}
