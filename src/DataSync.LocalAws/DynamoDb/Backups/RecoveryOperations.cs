using System.Text.Json;
using DataSync.LocalAws.DynamoDb.Operations;
using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.DynamoDb.Backups;

/// <summary>Point-in-time recovery. It takes effect at once, and the latest state that can be restored is that of this moment (on AWS, of some minutes ago).</summary>
internal sealed class RecoveryOperations(TimeProvider time, DynamoDbOptions options)
{
    private const int DefaultRecoveryDays = 35;

    // Of the year 9999.
    private const double LastSecond = 253_402_300_799;

    public AwsResponse Update(RegionTables region, JsonElement request)
    {
        Table table = region.FindForBackup(request.String("TableName"));
        JsonElement specification = request.GetProperty("PointInTimeRecoverySpecification");
        bool enabled = specification.GetProperty("PointInTimeRecoveryEnabled").GetBoolean();
        int days = specification.TryGetProperty("RecoveryPeriodInDays", out JsonElement given) && given.ValueKind == JsonValueKind.Number ? given.GetInt32() : DefaultRecoveryDays;
        if (days is < 1 or > DefaultRecoveryDays)
        {
            throw DynamoDbError.Validation($"RecoveryPeriodInDays is {days}; it must be from 1 to {DefaultRecoveryDays}");
        }
        lock (table.Gate)
        {
            // Enabled once more, it goes on as it is; turned off and on, it begins anew.
            table.History = !enabled ? null : table.History?.RecoveryDays == days ? table.History : new TableHistory(options, time.GetUtcNow(), days);
        }
        return Describe(table);
    }

    public AwsResponse Describe(RegionTables region, JsonElement request) => Describe(region.FindForBackup(request.String("TableName")));

    public AwsResponse Restore(RegionTables region, JsonElement request)
    {
        Table source = region.FindForBackup(request.String("SourceTableArn") ?? request.String("SourceTableName"));
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset at = TimeOf(request, now);
        Table restored;
        lock (source.Gate)
        {
            TableHistory history = source.History ?? throw DynamoDbError.Service(
                "PointInTimeRecoveryUnavailableException", $"Point in time recovery is not enabled for table '{source.Name}'");
            DateTimeOffset earliest = history.Earliest(now);
            // Callers get and give whole seconds: the second in which it began counts as known, from its first known moment on.
            if (at < FloorToSecond(earliest) || at > now)
            {
                throw DynamoDbError.Service(
                    "InvalidRestoreTimeException",
                    $"An invalid restore time was specified. RestoreDateTime {at:O} must be from {earliest:O}, before which nothing is known of table '{source.Name}', to {now:O}.");
            }
            restored = TableCopy.Restored(request, source, history.StateAt(at < earliest ? earliest : at, source.Items), new RestoreOrigin(source.Arn, null, at), now);
        }
        return region.AddRestored(restored);
    }

    private AwsResponse Describe(Table table)
    {
        lock (table.Gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            return new AwsResponse(200, ValueWriter.Render((table.History, now), 256, static (writer, state) =>
            {
                writer.WriteStartObject();
                writer.WriteStartObject("ContinuousBackupsDescription"u8);
                writer.WriteString("ContinuousBackupsStatus"u8, "ENABLED"u8);
                writer.WriteStartObject("PointInTimeRecoveryDescription"u8);
                writer.WriteString("PointInTimeRecoveryStatus"u8, state.History is null ? "DISABLED"u8 : "ENABLED"u8);
                if (state.History is { } history)
                {
                    writer.WriteNumber("RecoveryPeriodInDays"u8, history.RecoveryDays);
                    writer.WriteNumber("EarliestRestorableDateTime"u8, TableDescription.EpochSeconds(history.Earliest(state.now)));
                    writer.WriteNumber("LatestRestorableDateTime"u8, TableDescription.EpochSeconds(state.now));
                }
                writer.WriteEndObject();
                writer.WriteEndObject();
                writer.WriteEndObject();
            }));
        }
    }

    private static DateTimeOffset TimeOf(JsonElement request, DateTimeOffset now)
    {
        bool latest = request.TryGetProperty("UseLatestRestorableTime", out JsonElement use) && use.ValueKind == JsonValueKind.True;
        bool hasTime = request.TryGetProperty("RestoreDateTime", out JsonElement at) && at.ValueKind == JsonValueKind.Number;
        if (latest == hasTime)
        {
            throw DynamoDbError.Validation("Exactly one of UseLatestRestorableTime and RestoreDateTime must be given");
        }
        return latest ? now : DateTimeOffset.UnixEpoch.AddSeconds(Math.Clamp(at.GetDouble(), 0, LastSecond));
    }

    private static DateTimeOffset FloorToSecond(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
}
