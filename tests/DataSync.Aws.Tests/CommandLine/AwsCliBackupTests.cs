using System.Globalization;
using Xunit;

namespace DataSync.Aws.Tests.CommandLine;

/// <summary>What an operator types after a mass delete.</summary>
public sealed class AwsCliBackupTests
{
    [SkippableFact]
    public async Task Table_is_restored_to_a_point_in_time_and_from_a_backup()
    {
        await using var aws = await AwsCli.StartAsync();
        await aws.RunAsync(
            "dynamodb", "create-table", "--table-name", "items", "--billing-mode", "PAY_PER_REQUEST", "--attribute-definitions", "AttributeName=pk,AttributeType=S", "--key-schema", "AttributeName=pk,KeyType=HASH");
        await aws.RunAsync("dynamodb", "update-continuous-backups", "--table-name", "items", "--point-in-time-recovery-specification", "PointInTimeRecoveryEnabled=true");
        await aws.TextAsync("dynamodb", "put-item", "--table-name", "items", "--item", """{"pk":{"S":"a"}}""");
        var backup = (await aws.RunAsync("dynamodb", "create-backup", "--table-name", "items", "--backup-name", "before")).GetProperty("BackupDetails").GetProperty("BackupArn").GetString()!;
        await aws.RunAsync("dynamodb", "restore-table-to-point-in-time", "--source-table-name", "items", "--target-table-name", "to-time", "--use-latest-restorable-time");
        await aws.TextAsync("dynamodb", "delete-item", "--table-name", "items", "--key", """{"pk":{"S":"a"}}""");

        var recovery = await aws.RunAsync("dynamodb", "describe-continuous-backups", "--table-name", "items");
        var refused = await aws.FailAsync(
            "dynamodb", "restore-table-to-point-in-time", "--source-table-name", "items", "--target-table-name", "never", "--restore-date-time", DateTimeOffset.UtcNow.AddDays(-1).ToString("O", CultureInfo.InvariantCulture));
        await aws.RunAsync("dynamodb", "restore-table-from-backup", "--target-table-name", "from-backup", "--backup-arn", backup);

        Assert.Contains("(InvalidRestoreTimeException) when calling the RestoreTableToPointInTime operation", refused, StringComparison.Ordinal);
        Assert.Equal("ENABLED", recovery.GetProperty("ContinuousBackupsDescription").GetProperty("PointInTimeRecoveryDescription").GetProperty("PointInTimeRecoveryStatus").GetString());
        foreach (var (table, count) in (IEnumerable<(string, int)>)[("items", 0), ("to-time", 1), ("from-backup", 1)])
        {
            Assert.Equal(count, (await aws.RunAsync("dynamodb", "scan", "--table-name", table)).GetProperty("Count").GetInt32());
        }
    }
}
