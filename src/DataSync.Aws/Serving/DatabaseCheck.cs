using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.Aws.Ledger;
using DataSync.Core.Serving;

namespace DataSync.Aws.Serving;

/// <summary>
/// Writes and reads a probe row of the ledger, and reads from the table in sync a key that no application has. An item in that
/// table would be captured, sent to all regions, billed there, and in the application's way.
/// </summary>
/// <param name="client">A client of this region that gives up soon.</param>
/// <param name="tableName">The table in sync.</param>
/// <param name="ledgerName">The ledger table.</param>
/// <param name="writeEvery">The probe is written once in this time by all functions of the region together; those between see that it was.</param>
/// <param name="time">The clock.</param>
public sealed class DatabaseCheck(IAmazonDynamoDB client, string tableName, string ledgerName, TimeSpan writeEvery, TimeProvider time) : IHealthCheck
{
    /// <summary>Key of the probe row. Items' keys begin with an entity, which has no <c>#</c>.</summary>
    public const string RowKey = "#probe";

    /// <summary>Attribute of the row: how often it was written.</summary>
    public const string WriteCount = "writes";

    private const string WrittenMs = "at";

    // Another process that read its clock later than this one, or has a clock that is ahead, is no wonder. More than this is.
    private const long MaxAheadMs = 60_000;

    private Dictionary<string, AttributeValue>? _absentKey;

    /// <inheritdoc/>
    public string Name => HealthCheckNames.Database;

    /// <inheritdoc/>
    public CheckStatus WhenBroken => CheckStatus.Fail;

    /// <inheritdoc/>
    public async ValueTask<CheckOutcome> RunAsync(CancellationToken cancellationToken)
    {
        var table = CheckTableAsync(cancellationToken);
        var ledger = CheckLedgerAsync(cancellationToken);
        var outcomes = await Task.WhenAll(table, ledger);
        return outcomes[0].Status >= outcomes[1].Status ? outcomes[0] : outcomes[1];
    }

    private async Task<CheckOutcome> CheckLedgerAsync(CancellationToken cancellationToken)
    {
        var doing = "Reading the probe item";
        try
        {
            var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            var writtenMs = await ReadProbeAsync(cancellationToken);
            if (writtenMs is { } before && before <= nowMs + MaxAheadMs && nowMs - before < writeEvery.TotalMilliseconds)
            {
                return CheckOutcome.Pass("Read; written a moment ago.");
            }

            doing = "Writing the probe item";
            var oldestMs = await WriteProbeAsync(nowMs, cancellationToken) ? nowMs : nowMs - (long)writeEvery.TotalMilliseconds;
            doing = "Reading the probe item back";
            return await ReadProbeAsync(cancellationToken) >= oldestMs
                ? CheckOutcome.Pass("Written and read.")
                : new CheckOutcome(CheckStatus.Fail, "The probe item was written, and a consistent read does not find it.");
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            return CheckOutcome.Broken(CheckStatus.Fail, doing, AwsErrors.Sort(e, doing, ledgerName));
        }
    }

    private async Task<CheckOutcome> CheckTableAsync(CancellationToken cancellationToken)
    {
        var doing = "Asking for the key of the table";
        try
        {
            _absentKey ??= await MakeAbsentKeyAsync(cancellationToken);
        }
        catch (Exception e) when (e is not ResourceNotFoundException && AwsErrors.IsDependency(e, cancellationToken))
        {
            // Another part of DynamoDB than the one that applications need answers this.
            return CheckOutcome.Broken(CheckStatus.Warn, doing, AwsErrors.Sort(e, "DescribeTable", tableName));
        }
        catch (ResourceNotFoundException e)
        {
            return CheckOutcome.Broken(CheckStatus.Fail, doing, AwsErrors.Sort(e, "DescribeTable", tableName));
        }

        try
        {
            doing = "Reading from the table";
            await client.GetItemAsync(new GetItemRequest { TableName = tableName, Key = _absentKey, ConsistentRead = true }, cancellationToken);
            return CheckOutcome.Pass("Read.");
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            // Perhaps the table was made anew, with another key.
            _absentKey = null;
            return CheckOutcome.Broken(CheckStatus.Fail, doing, AwsErrors.Sort(e, "GetItem", tableName));
        }
    }

    private async Task<Dictionary<string, AttributeValue>> MakeAbsentKeyAsync(CancellationToken cancellationToken)
    {
        var table = (await client.DescribeTableAsync(new DescribeTableRequest { TableName = tableName }, cancellationToken)).Table;
        var types = table.AttributeDefinitions.ToDictionary(a => a.AttributeName, a => a.AttributeType, StringComparer.Ordinal);
        return table.KeySchema.ToDictionary(k => k.AttributeName, k => AbsentValue(types[k.AttributeName]), StringComparer.Ordinal);
    }

    // If an application should have it after all: it is only read, and nobody looks at it.
    private static AttributeValue AbsentValue(ScalarAttributeType type)
    {
        const string Text = "#datasync-health-probe";
        return type.Value switch
        {
            "N" => new AttributeValue { N = "-9.8765432109876543210987654321098765432E+125" },
            "B" => new AttributeValue { B = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Text), writable: false) },
            _ => new AttributeValue { S = Text },
        };
    }

    private async Task<long?> ReadProbeAsync(CancellationToken cancellationToken)
    {
        var response = await client.GetItemAsync(new GetItemRequest { TableName = ledgerName, Key = ProbeKey(), ConsistentRead = true }, cancellationToken);
        return response.Item is { } row && row.TryGetValue(WrittenMs, out var written) && long.TryParse(written.N, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ms)
            ? ms
            : null;
    }

    // On condition that it is due, so that of many functions that begin at once one writes. False when another one has just
    // done so, perhaps by a clock that is a little behind this one's; that proves as much. What claims to be from far in the
    // future gives way, or it would stay for ever.
    private async Task<bool> WriteProbeAsync(long nowMs, CancellationToken cancellationToken)
    {
        var request = new UpdateItemRequest
        {
            TableName = ledgerName,
            Key = ProbeKey(),
            UpdateExpression = "SET #a = :now ADD #w :one",
            ConditionExpression = "attribute_not_exists(#a) OR #a <= :due OR #a > :future",
            ExpressionAttributeNames = new Dictionary<string, string>(StringComparer.Ordinal) { ["#a"] = WrittenMs, ["#w"] = WriteCount },
            ExpressionAttributeValues = new Dictionary<string, AttributeValue>(StringComparer.Ordinal)
            {
                [":now"] = Number(nowMs),
                [":future"] = Number(nowMs + MaxAheadMs),
                [":due"] = Number(nowMs - (long)writeEvery.TotalMilliseconds),
                [":one"] = Number(1),
            },
        };
        try
        {
            await client.UpdateItemAsync(request, cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    private static Dictionary<string, AttributeValue> ProbeKey() =>
        new(StringComparer.Ordinal) { [LedgerAttributes.Item] = new AttributeValue { S = RowKey } };

    private static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };
}
