using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.Sqs;

/// <summary>Permissions, which are statements of a queue's policy.</summary>
public sealed class PermissionContract : SqsContract
{
    [ContractFact]
    public async Task A_permission_is_a_statement_of_the_policy()
    {
        var url = await CreateQueueAsync();

        await Sqs.AddPermissionAsync(url, "producers", [Server.AccountId], ["SendMessage"]);

        var policy = JsonDocument.Parse((await AttributesAsync(url))["Policy"]).RootElement;
        var statement = Assert.Single(policy.GetProperty("Statement").EnumerateArray());
        Assert.Equal("producers", statement.GetProperty("Sid").GetString());
        Assert.Equal("Allow", statement.GetProperty("Effect").GetString());
        Assert.Equal("SQS:SendMessage", statement.GetProperty("Action").GetString());
        Assert.Equal(await ArnAsync(url), statement.GetProperty("Resource").GetString());
        Assert.Contains($":iam::{Server.AccountId}:root", statement.GetProperty("Principal").GetProperty("AWS").GetString(), StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task A_permission_is_removed_by_its_label_and_the_others_stay()
    {
        var url = await CreateQueueAsync();
        await Sqs.AddPermissionAsync(url, "one", [Server.AccountId], ["SendMessage"]);
        await Sqs.AddPermissionAsync(url, "two", [Server.AccountId], ["ReceiveMessage", "DeleteMessage"]);

        await Sqs.RemovePermissionAsync(url, "one");

        var policy = JsonDocument.Parse((await AttributesAsync(url))["Policy"]).RootElement;
        var statement = Assert.Single(policy.GetProperty("Statement").EnumerateArray());
        Assert.Equal("two", statement.GetProperty("Sid").GetString());
        Assert.Equal(["SQS:ReceiveMessage", "SQS:DeleteMessage"], statement.GetProperty("Action").EnumerateArray().Select(action => action.GetString()));
    }

    [ContractFact]
    public async Task A_label_is_used_once_and_has_to_be_there_to_be_removed()
    {
        var url = await CreateQueueAsync();
        await Sqs.AddPermissionAsync(url, "one", [Server.AccountId], ["SendMessage"]);

        var again = await Assert.ThrowsAsync<AmazonSQSException>(() => Sqs.AddPermissionAsync(url, "one", [Server.AccountId], ["SendMessage"]));
        var missing = await Assert.ThrowsAsync<AmazonSQSException>(() => Sqs.RemovePermissionAsync(url, "none"));

        Assert.Equal("InvalidParameterValue", again.ErrorCode);
        Assert.Equal("InvalidParameterValue", missing.ErrorCode);
    }

    [ContractFact]
    public async Task Seven_actions_are_the_limit_of_a_permission()
    {
        var url = await CreateQueueAsync();
        List<string> actions =
        [
            "SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueAttributes", "GetQueueUrl", "ListDeadLetterSourceQueues", "PurgeQueue",
        ];

        await Assert.ThrowsAsync<OverLimitException>(() => Sqs.AddPermissionAsync(url, "all", [Server.AccountId], actions));
    }
}
