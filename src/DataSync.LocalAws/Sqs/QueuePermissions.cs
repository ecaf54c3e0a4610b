using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataSync.LocalAws.Sqs;

/// <summary>AddPermission and RemovePermission: statements of the queue's policy by their label. Policies are kept and shown, not enforced.</summary>
internal static class QueuePermissions
{
    private const int MaxActions = 7;
    private const int MaxLabelLength = 80;

    /// <summary>The policy with one more statement.</summary>
    public static string Add(SqsQueue queue, string label, IReadOnlyList<string> accountIds, IReadOnlyList<string> actions)
    {
        if (label.Length > MaxLabelLength || label.AsSpan().ContainsAnyExcept(IdCharacters.Allowed))
        {
            throw Invalid(label, "Must be 1 to 80 alphanumeric characters, hyphens or underscores.");
        }

        if (actions.Count > MaxActions)
        {
            throw SqsException.OverLimit($"{actions.Count} Actions were found, maximum allowed is {MaxActions}.");
        }

        var policy = Read(queue);
        var statements = Statements(policy);
        if (statements.Any(statement => Label(statement) == label))
        {
            throw Invalid(label, "Already exists.");
        }

        statements.Add((JsonNode)new JsonObject
        {
            ["Sid"] = label,
            ["Effect"] = "Allow",
            ["Principal"] = new JsonObject { ["AWS"] = OneOrMany(accountIds.Select(id => $"arn:{queue.Arn.Split(':')[1]}:iam::{id}:root")) },
            ["Action"] = OneOrMany(actions.Select(action => $"SQS:{action}")),
            ["Resource"] = queue.Arn,
        });
        return policy.ToJsonString();
    }

    /// <summary>The policy without the statement; empty when it was the last.</summary>
    public static string Remove(SqsQueue queue, string label)
    {
        var policy = Read(queue);
        var statements = Statements(policy);
        var statement = statements.FirstOrDefault(candidate => Label(candidate) == label) ?? throw Invalid(label, "can't find label on existing policy.");
        statements.Remove(statement);
        return statements.Count == 0 ? string.Empty : policy.ToJsonString();
    }

    private static JsonObject Read(SqsQueue queue) => string.IsNullOrEmpty(queue.Settings.Policy)
        ? new JsonObject { ["Version"] = "2012-10-17", ["Id"] = $"{queue.Arn}/SQSDefaultPolicy" }
        : JsonNode.Parse(queue.Settings.Policy) as JsonObject ?? [];

    private static JsonArray Statements(JsonObject policy)
    {
        if (policy["Statement"] is JsonArray statements)
        {
            return statements;
        }

        // A policy may have one statement without the brackets.
        var single = policy["Statement"];
        policy.Remove("Statement");
        JsonArray made = single is null ? [] : [single];
        policy["Statement"] = made;
        return made;
    }

    private static string? Label(JsonNode? statement) =>
        statement is JsonObject fields && fields["Sid"] is JsonValue sid && sid.GetValueKind() == JsonValueKind.String ? sid.GetValue<string>() : null;

    private static JsonNode OneOrMany(IEnumerable<string> texts)
    {
        var all = texts.ToList();
        return all.Count == 1 ? all[0] : new JsonArray([.. all.Select(text => (JsonNode)text)]);
    }

    private static SqsException Invalid(string label, string reason) =>
        SqsException.InvalidParameter($"Value {label} for parameter Label is invalid. Reason: {reason}");
}
