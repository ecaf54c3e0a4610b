using Amazon.DynamoDBv2.Model;

namespace DataSync.Local.Tests.Hosting;

/// <summary>Point-in-time recovery that a template switches on.</summary>
public sealed class RecoveryHostTests
{
    private const string Template = """
        Resources:
          Items:
            Type: AWS::DynamoDB::Table
            Properties:
              TableName: items
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
              KeySchema: [{ AttributeName: pk, KeyType: HASH }]
              PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 }
          Plain: { Type: AWS::Serverless::SimpleTable, Properties: { TableName: plain, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false } } }
        """;

    [Fact]
    public async Task Table_can_be_restored_where_the_template_says_so()
    {
        await using var fixture = await HostFixture.StartAsync(Template);
        using var client = fixture.DynamoDb("eu-west-1");
        await client.PutItemAsync("items", new() { ["pk"] = new("a") });

        await client.RestoreTableToPointInTimeAsync(new RestoreTableToPointInTimeRequest { SourceTableName = "items", TargetTableName = "restored", UseLatestRestorableTime = true });

        Assert.Equal(1, (await client.ScanAsync(new ScanRequest("restored"))).Count);
        await Assert.ThrowsAsync<PointInTimeRecoveryUnavailableException>(() => client.RestoreTableToPointInTimeAsync(
            new RestoreTableToPointInTimeRequest { SourceTableName = "plain", TargetTableName = "restored-2", UseLatestRestorableTime = true }));
        Assert.Contains("point-in-time recovery for 7 days", LocalPlan.Describe([fixture.Host.Region("eu-west-1").Stack]), StringComparison.Ordinal);
    }
}
