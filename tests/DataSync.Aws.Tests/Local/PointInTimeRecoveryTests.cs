using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.Aws.Tests.Contract.DynamoDb;
using DataSync.LocalAws.DynamoDb;
using Xunit;

namespace DataSync.Aws.Tests.Local;

public sealed class PointInTimeRecoveryTests : IDisposable
{
    private readonly LocalDynamoDb _local = new();

    private AmazonDynamoDBClient Client => _local.Client;

    public void Dispose() => _local.Dispose();

    [Fact]
    public async Task State_of_the_past_comes_back_into_a_new_table()
    {
        var table = await RecoverableAsync();
        await PutAsync(table, "kept", "1");
        await PutAsync(table, "changed", "before");
        await PutAsync(table, "deleted", "before");
        var at = Pass(seconds: 10);
        Pass(seconds: 10);
        await PutAsync(table, "changed", "after");
        await Client.DeleteItemAsync(table, Key("deleted"));
        await PutAsync(table, "new", "after");

        await RestoreAsync(table, "restored", at);

        Assert.Equal(["changed=before", "deleted=before", "kept=1"], await ItemsAsync("restored"));
        Assert.Equal(["changed=after", "kept=1", "new=after"], await ItemsAsync(table));
    }

    [Fact]
    public async Task Everything_written_up_to_the_moment_is_in_it_and_nothing_after()
    {
        var table = await RecoverableAsync();
        Pass(seconds: 5 - _local.Time.GetUtcNow().Millisecond / 1000.0);
        var second = _local.Time.GetUtcNow().UtcDateTime;
        await PutAsync(table, "at", "the second");
        Pass(seconds: 0.4);
        await PutAsync(table, "within", "the second");
        Pass(seconds: 2.6);

        await RestoreAsync(table, "restored", second);
        await RestoreAsync(table, "restored-1", second.AddSeconds(1));

        Assert.Equal(["at=the second"], await ItemsAsync("restored"));
        Assert.Equal(["at=the second", "within=the second"], await ItemsAsync("restored-1"));
    }

    [Fact]
    public async Task Latest_state_is_that_of_this_moment()
    {
        var table = await RecoverableAsync();
        await PutAsync(table, "a", "1");

        await Client.RestoreTableToPointInTimeAsync(new RestoreTableToPointInTimeRequest { SourceTableName = table, TargetTableName = "latest", UseLatestRestorableTime = true });

        Assert.Equal(["a=1"], await ItemsAsync("latest"));
    }

    [Fact]
    public async Task Mass_delete_is_undone_without_a_stream_and_after_more_than_a_day()
    {
        var table = await RecoverableAsync();
        for (var i = 0; i < 30; i++)
        {
            await PutAsync(table, $"{i:00}", "x");
        }

        var at = Pass(seconds: 1);
        Pass(seconds: 60 * 60 * 50);
        for (var i = 0; i < 30; i++)
        {
            await Client.DeleteItemAsync(table, Key($"{i:00}"));
        }

        await RestoreAsync(table, "restored", at);

        Assert.Equal(30, (await ItemsAsync("restored")).Count);
        Assert.Empty(await ItemsAsync(table));
    }

    [Fact]
    public async Task Keys_and_indexes_are_kept_but_stream_ttl_and_recovery_are_not()
    {
        var request = DynamoDbTarget.NewTable(new AttributeDefinition("kind", ScalarAttributeType.S));
        request.GlobalSecondaryIndexes = [new GlobalSecondaryIndex { IndexName = "by-kind", KeySchema = [new KeySchemaElement("kind", KeyType.HASH)], Projection = new Projection { ProjectionType = ProjectionType.ALL } }];
        request.StreamSpecification = new StreamSpecification { StreamEnabled = true, StreamViewType = StreamViewType.NEW_AND_OLD_IMAGES };
        await Client.CreateTableAsync(request);
        await EnableAsync(request.TableName);
        await Client.UpdateTimeToLiveAsync(new UpdateTimeToLiveRequest { TableName = request.TableName, TimeToLiveSpecification = new TimeToLiveSpecification { AttributeName = "expires", Enabled = true } });
        await Client.PutItemAsync(request.TableName, new() { ["id"] = new("a"), ["kind"] = new("k") });

        await RestoreAsync(request.TableName, "restored", Pass(seconds: 1));

        var table = (await Client.DescribeTableAsync("restored")).Table;
        var found = await Client.QueryAsync(new QueryRequest { TableName = "restored", IndexName = "by-kind", KeyConditionExpression = "kind = :k", ExpressionAttributeValues = new() { [":k"] = new("k") } });
        Assert.Equal(1, found.Count);
        Assert.Null(table.StreamSpecification);
        Assert.EndsWith("table/" + request.TableName, table.RestoreSummary.SourceTableArn, StringComparison.Ordinal);
        Assert.Equal(TimeToLiveStatus.DISABLED, (await Client.DescribeTimeToLiveAsync("restored")).TimeToLiveDescription.TimeToLiveStatus);
        Assert.Equal(PointInTimeRecoveryStatus.DISABLED, (await RecoveryAsync("restored")).PointInTimeRecoveryStatus);
    }

    [Fact]
    public async Task Time_before_recovery_or_in_the_future_is_refused_with_the_reason()
    {
        var before = _local.Time.GetUtcNow().UtcDateTime.AddMinutes(-5);
        var table = await RecoverableAsync();
        Pass(seconds: 10);

        var early = await Assert.ThrowsAsync<InvalidRestoreTimeException>(() => RestoreAsync(table, "restored", before));
        await Assert.ThrowsAsync<InvalidRestoreTimeException>(() => RestoreAsync(table, "restored", _local.Time.GetUtcNow().UtcDateTime.AddMinutes(5)));

        Assert.Contains($"before which nothing is known of table '{table}'", early.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Client.DescribeTableAsync("restored"));
    }

    [Fact]
    public async Task Restore_needs_recovery_a_source_and_a_free_name()
    {
        var plain = await _local.CreateTableAsync();
        var table = await RecoverableAsync();
        var now = Pass(seconds: 1);

        await Assert.ThrowsAsync<PointInTimeRecoveryUnavailableException>(() => RestoreAsync(plain, "restored", now));
        await Assert.ThrowsAsync<TableNotFoundException>(() => RestoreAsync("nowhere", "restored", now));
        await Assert.ThrowsAsync<TableAlreadyExistsException>(() => RestoreAsync(table, plain, now));
    }

    [Fact]
    public async Task Recovery_turned_off_and_on_begins_anew()
    {
        var table = await RecoverableAsync();
        var began = await RecoveryAsync(table);
        Pass(seconds: 60);
        await Client.UpdateContinuousBackupsAsync(Specification(table, enabled: false));
        var off = await RecoveryAsync(table);
        await EnableAsync(table);

        var again = await RecoveryAsync(table);

        Assert.Equal((PointInTimeRecoveryStatus.ENABLED, PointInTimeRecoveryStatus.DISABLED, PointInTimeRecoveryStatus.ENABLED), (began.PointInTimeRecoveryStatus, off.PointInTimeRecoveryStatus, again.PointInTimeRecoveryStatus));
        Assert.Equal(TimeSpan.FromSeconds(60), again.EarliestRestorableDateTime - began.EarliestRestorableDateTime);
    }

    [Fact]
    public async Task Earliest_state_moves_on_when_there_is_no_room_for_more()
    {
        using var small = new LocalDynamoDb(new DynamoDbOptions { MaxHistoryChanges = 2 });
        var table = await small.CreateTableAsync();
        await small.Client.UpdateContinuousBackupsAsync(Specification(table, enabled: true));
        for (var i = 0; i < 4; i++)
        {
            small.Time.Advance(TimeSpan.FromSeconds(10));
            await small.Client.PutItemAsync(table, new() { ["id"] = new("a"), ["v"] = new($"{i}") });
        }

        await small.Client.RestoreTableToPointInTimeAsync(new RestoreTableToPointInTimeRequest { SourceTableName = table, TargetTableName = "restored", RestoreDateTime = LocalDynamoDb.Start.UtcDateTime.AddSeconds(21) });

        Assert.Equal("1", (await small.Client.GetItemAsync("restored", Key("a"))).Item["v"].S);
        await Assert.ThrowsAsync<InvalidRestoreTimeException>(() => small.Client.RestoreTableToPointInTimeAsync(
            new RestoreTableToPointInTimeRequest { SourceTableName = table, TargetTableName = "older", RestoreDateTime = LocalDynamoDb.Start.UtcDateTime.AddSeconds(12) }));
    }

    private static Dictionary<string, AttributeValue> Key(string id) => new() { ["id"] = new(id) };

    private static UpdateContinuousBackupsRequest Specification(string table, bool enabled) =>
        new() { TableName = table, PointInTimeRecoverySpecification = new PointInTimeRecoverySpecification { PointInTimeRecoveryEnabled = enabled } };

    private DateTime Pass(double seconds)
    {
        _local.Time.Advance(TimeSpan.FromSeconds(seconds));
        return _local.Time.GetUtcNow().UtcDateTime;
    }

    private async Task<string> RecoverableAsync()
    {
        var table = await _local.CreateTableAsync();
        await EnableAsync(table);
        return table;
    }

    private Task EnableAsync(string table) => Client.UpdateContinuousBackupsAsync(Specification(table, enabled: true));

    private async Task<PointInTimeRecoveryDescription> RecoveryAsync(string table) => (await Client.DescribeContinuousBackupsAsync(
        new DescribeContinuousBackupsRequest { TableName = table })).ContinuousBackupsDescription.PointInTimeRecoveryDescription;

    private Task PutAsync(string table, string id, string value) => Client.PutItemAsync(table, new() { ["id"] = new(id), ["v"] = new(value) });

    private Task RestoreAsync(string source, string target, DateTime at) =>
        Client.RestoreTableToPointInTimeAsync(new RestoreTableToPointInTimeRequest { SourceTableName = source, TargetTableName = target, RestoreDateTime = at });

    private async Task<List<string>> ItemsAsync(string table) =>
        [.. (await Client.ScanAsync(new ScanRequest(table))).Items.Select(item => $"{item["id"].S}={item["v"].S}").Order(StringComparer.Ordinal)];
}
