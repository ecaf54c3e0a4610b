using System.Text.Json;
using DataSync.LocalAws.DynamoDb.Streams;
using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.DynamoDb.Operations;

/// <summary>Operations on tables. They take effect at once: a table is ACTIVE when CreateTable answers.</summary>
internal sealed class TableOperations(TimeProvider time, DynamoDbOptions options, string accountId)
{
    private const int DefaultListLimit = 100;

    public AwsResponse Create(RegionTables region, JsonElement request)
    {
        Table table = TableDefinition.Read(request, region.Name, accountId, time.GetUtcNow());
        if (request.TryGetProperty("StreamSpecification", out JsonElement stream) && stream.GetProperty("StreamEnabled").GetBoolean())
        {
            SetStream(region, table, stream);
        }
        if (!region.Tables.TryAdd(table.Name, table))
        {
            if (table.Stream is not null)
            {
                region.Streams.TryRemove(table.Stream.Arn, out _);
            }
            throw DynamoDbError.Service("ResourceInUseException", $"Table already exists: {table.Name}");
        }
        return TableDescription.Respond("TableDescription", table, "ACTIVE");
    }

    public static AwsResponse Describe(RegionTables region, JsonElement request) =>
        TableDescription.Respond("Table", region.FindNamed(request.String("TableName")), "ACTIVE");

    public static AwsResponse List(RegionTables region, JsonElement request)
    {
        int limit = request.TryGetProperty("Limit", out JsonElement given) ? JsonShapes.AtLeast("Limit", given.GetInt32(), 1) : DefaultListLimit;
        string? start = request.String("ExclusiveStartTableName");
        List<string> names = [.. region.Tables.Keys
            .Where(n => start is null || string.CompareOrdinal(n, start) > 0)
            .Order(StringComparer.Ordinal)];
        return new AwsResponse(200, ValueWriter.Render((names, limit), 512, static (writer, state) =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("TableNames"u8);
            foreach (string name in state.names.Take(state.limit))
            {
                writer.WriteStringValue(name);
            }
            writer.WriteEndArray();
            if (state.names.Count > state.limit)
            {
                writer.WriteString("LastEvaluatedTableName"u8, state.names[state.limit - 1]);
            }
            writer.WriteEndObject();
        }));
    }

    public static AwsResponse Delete(RegionTables region, JsonElement request)
    {
        Table table = region.FindNamed(request.String("TableName"));
        lock (table.Gate)
        {
            if (table.DeletionProtection)
            {
                throw DynamoDbError.Validation("Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.");
            }
            table.IsDeleted = true;
            table.Stream?.Disable();
            table.Stream = null;
        }
        region.Tables.TryRemove(new KeyValuePair<string, Table>(table.Name, table));
        return TableDescription.Respond("TableDescription", table, "DELETING");
    }

    public AwsResponse Update(RegionTables region, JsonElement request)
    {
        Table table = region.FindNamed(request.String("TableName"));
        if (request.TryGetProperty("ReplicaUpdates", out _))
        {
            throw DynamoDbError.Validation("Replicas of a table are not supported here");
        }
        lock (table.Gate)
        {
            if (request.TryGetProperty("GlobalSecondaryIndexUpdates", out JsonElement updates) && updates.ValueKind == JsonValueKind.Array)
            {
                IndexChanges.Apply(table, request);
            }
            TableDefinition.ReadBilling(request, table, required: false);
            if (request.TryGetProperty("DeletionProtectionEnabled", out JsonElement protection))
            {
                table.DeletionProtection = protection.GetBoolean();
            }
            if (request.TryGetProperty("StreamSpecification", out JsonElement stream))
            {
                ChangeStream(region, table, stream);
            }
        }
        return TableDescription.Respond("TableDescription", table, "ACTIVE");
    }

    public static AwsResponse UpdateTtl(RegionTables region, JsonElement request)
    {
        Table table = region.FindNamed(request.String("TableName"));
        JsonElement specification = request.GetProperty("TimeToLiveSpecification");
        bool enabled = specification.GetProperty("Enabled").GetBoolean();
        string attribute = specification.String("AttributeName") ?? "";
        lock (table.Gate)
        {
            if (enabled == (table.Ttl is not null))
            {
                throw DynamoDbError.Validation($"TimeToLive is already {(enabled ? "enabled" : "disabled")}");
            }
            if (!enabled && table.Ttl!.AttributeName != attribute)
            {
                throw DynamoDbError.Validation($"TimeToLive is active on a different AttributeName: current AttributeName is {table.Ttl.AttributeName}");
            }
            if (enabled)
            {
                table.EnableTtl(attribute);
            }
            else
            {
                table.DisableTtl();
            }
        }
        return new AwsResponse(200, ValueWriter.Render((enabled, attribute), 128, static (writer, state) =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("TimeToLiveSpecification"u8);
            writer.WriteBoolean("Enabled"u8, state.enabled);
            writer.WriteString("AttributeName"u8, state.attribute);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }));
    }

    public static AwsResponse DescribeTtl(RegionTables region, JsonElement request)
    {
        Table table = region.FindNamed(request.String("TableName"));
        return new AwsResponse(200, ValueWriter.Render(table.Ttl?.AttributeName, 128, static (writer, attribute) =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("TimeToLiveDescription"u8);
            writer.WriteString("TimeToLiveStatus"u8, attribute is null ? "DISABLED"u8 : "ENABLED"u8);
            if (attribute is not null)
            {
                writer.WriteString("AttributeName"u8, attribute);
            }
            writer.WriteEndObject();
            writer.WriteEndObject();
        }));
    }

    public static AwsResponse Tag(RegionTables region, JsonElement request)
    {
        Table table = region.FindNamed(request.String("ResourceArn"));
        lock (table.Gate)
        {
            TableDefinition.ReadTags(request, table);
            if (request.TryGetProperty("TagKeys", out JsonElement keys))
            {
                foreach (JsonElement key in keys.EnumerateArray())
                {
                    table.Tags.Remove(key.GetString()!);
                }
            }
        }

        // Both operations have no output: not even an empty object, which the SDK's checksum would trip over.
        return new AwsResponse(200, ReadOnlyMemory<byte>.Empty);
    }

    public static AwsResponse ListTags(RegionTables region, JsonElement request)
    {
        Table table = region.FindNamed(request.String("ResourceArn"));
        lock (table.Gate)
        {
            return new AwsResponse(200, ValueWriter.Render(table.Tags, 256, static (writer, tags) =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("Tags"u8);
                foreach ((string key, string value) in tags)
                {
                    writer.WriteStartObject();
                    writer.WriteString("Key"u8, key);
                    writer.WriteString("Value"u8, value);
                    writer.WriteEndObject();
                }
                writer.WriteEndArray();
                writer.WriteEndObject();
            }));
        }
    }

    private void ChangeStream(RegionTables region, Table table, JsonElement specification)
    {
        bool enable = specification.GetProperty("StreamEnabled").GetBoolean();
        if (enable && table.Stream is not null)
        {
            throw DynamoDbError.Validation("Table already has an enabled stream: TableName: " + table.Name);
        }
        if (!enable && table.Stream is null)
        {
            throw DynamoDbError.Validation("Table has no stream to disable: TableName: " + table.Name);
        }
        if (enable)
        {
            SetStream(region, table, specification);
        }
        else
        {
            table.Stream!.Disable();
            table.Stream = null;
        }
    }

    private void SetStream(RegionTables region, Table table, JsonElement specification)
    {
        string viewType = JsonShapes.OneOf(
            "streamSpecification.streamViewType",
            specification.String("StreamViewType") ?? throw DynamoDbError.Validation("One or more parameter values were invalid: StreamViewType must be specified when StreamEnabled is true"),
            "NEW_IMAGE",
            "OLD_IMAGE",
            "NEW_AND_OLD_IMAGES",
            "KEYS_ONLY");

        // Labels are times to the millisecond; a stream turned off and on within one still gets its own.
        DateTimeOffset at = time.GetUtcNow();
        TableStream stream;
        do
        {
            stream = new TableStream(time, options, table.Name, table.Arn, table.Keys, viewType, at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff"));
            at = at.AddMilliseconds(1);
        }
        while (!region.Streams.TryAdd(stream.Arn, stream));
        table.Stream = stream;
        table.LatestStream = stream;
    }
}
