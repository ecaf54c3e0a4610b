using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.Aws.Tests.Contract.DynamoDb;
using Xunit;

namespace DataSync.Aws.Tests.Local;

public sealed class TableBackupTests : IDisposable
{
    private readonly LocalDynamoDb _local = new();

    private AmazonDynamoDBClient Client => _local.Client;

    public void Dispose() => _local.Dispose();

    [Fact]
    public async Task Backup_outlives_its_table_and_comes_back_as_another()
    {
        var table = await _local.CreateTableAsync();
        await Client.PutItemAsync(table, new() { ["id"] = new("a"), ["v"] = new("1") });
        var backup = (await Client.CreateBackupAsync(new CreateBackupRequest { TableName = table, BackupName = "before" })).BackupDetails;
        await Client.PutItemAsync(table, new() { ["id"] = new("b") });
        await Client.DeleteTableAsync(table);

        await Client.RestoreTableFromBackupAsync(new RestoreTableFromBackupRequest { TargetTableName = "restored", BackupArn = backup.BackupArn });

        Assert.Equal(BackupStatus.AVAILABLE, backup.BackupStatus);
        Assert.Equal(["a"], (await Client.ScanAsync(new ScanRequest("restored"))).Items.Select(item => item["id"].S));
        Assert.Equal(backup.BackupArn, (await Client.DescribeTableAsync("restored")).Table.RestoreSummary.SourceBackupArn);
    }

    [Fact]
    public async Task Backups_are_listed_described_and_deleted()
    {
        var table = await _local.CreateTableAsync();
        await Client.PutItemAsync(table, new() { ["id"] = new("a") });
        var arns = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            _local.Time.Advance(TimeSpan.FromSeconds(1));
            arns.Add((await Client.CreateBackupAsync(new CreateBackupRequest { TableName = table, BackupName = "daily" })).BackupDetails.BackupArn);
        }

        var first = await Client.ListBackupsAsync(new ListBackupsRequest { TableName = table, Limit = 2 });
        var rest = await Client.ListBackupsAsync(new ListBackupsRequest { TableName = table, ExclusiveStartBackupArn = first.LastEvaluatedBackupArn });
        var described = (await Client.DescribeBackupAsync(new DescribeBackupRequest { BackupArn = arns[0] })).BackupDescription;
        await Client.DeleteBackupAsync(new DeleteBackupRequest { BackupArn = arns[0] });

        Assert.Equal(arns, first.BackupSummaries.Concat(rest.BackupSummaries).Select(backup => backup.BackupArn));
        Assert.Equal((table, 1L), (described.SourceTableDetails.TableName, described.SourceTableDetails.ItemCount));
        await Assert.ThrowsAsync<BackupNotFoundException>(() => Client.DescribeBackupAsync(new DescribeBackupRequest { BackupArn = arns[0] }));
    }
}
