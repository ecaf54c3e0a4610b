using System.Text.Json.Nodes;

namespace DataSync.Local.Templates;

/// <summary>Reads the properties of simple tables, queues and functions.</summary>
internal static class ResourceReader
{
    private static readonly string[] QueueAttributes =
    [
        "DelaySeconds", "MaximumMessageSize", "MessageRetentionPeriod", "ReceiveMessageWaitTimeSeconds", "VisibilityTimeout",
        "FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit",
    ];

    public static LocalTable SimpleTable(string id, string name, PropertyReader properties)
    {
        properties.Ignore("TableName", "SSESpecification", "Tags", "ProvisionedThroughput");
        var primary = properties.Object("PrimaryKey");
        var type = primary?.RequiredText("Type") switch
        {
            null or "String" => "S",
            "Number" => "N",
            "Binary" => "B",
            var other => throw new TemplateException(primary!.Place, $"key type {other} is none of String, Number, Binary"),
        };
        var key = new LocalKey(primary?.Text("Name") ?? "id", type);
        var recovery = TableReader.RecoveryDays(properties);
        properties.WarnUnread();
        return new LocalTable(id, name, key, null, null, null, new JsonObject
        {
            ["TableName"] = name,
            ["AttributeDefinitions"] = new JsonArray(new JsonObject { ["AttributeName"] = key.Name, ["AttributeType"] = key.Type }),
            ["KeySchema"] = new JsonArray(new JsonObject { ["AttributeName"] = key.Name, ["KeyType"] = "HASH" }),
            ["BillingMode"] = "PAY_PER_REQUEST",
        })
        {
            RecoveryDays = recovery,
        };
    }

    public static LocalQueue Queue(string id, string name, string url, string arn, PropertyReader properties)
    {
        properties.Ignore("QueueName", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled", "Tags");
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var attribute in QueueAttributes)
        {
            if (properties.Text(attribute) is { } text && !(attribute == "FifoQueue" && text == "false"))
            {
                attributes[attribute] = text;
            }
        }

        string? deadLetters = null;
        if (properties.Object("RedrivePolicy") is { } redrive)
        {
            deadLetters = redrive.RequiredText("deadLetterTargetArn");
            var maxReceives = redrive.Int("maxReceiveCount", 1, 1000) ?? throw new TemplateException(redrive.Place, "maxReceiveCount is missing");
            attributes["RedrivePolicy"] = new JsonObject { ["deadLetterTargetArn"] = deadLetters, ["maxReceiveCount"] = maxReceives }.ToJsonString();
        }

        if (properties.Node("RedriveAllowPolicy") is { } allow)
        {
            attributes["RedriveAllowPolicy"] = allow.ToJsonString();
        }

        var visibility = properties.Int("VisibilityTimeout", 0, 43200) ?? 30;
        properties.WarnUnread();
        return new LocalQueue(id, name, url, arn, attributes, deadLetters, TimeSpan.FromSeconds(visibility));
    }

    public static LocalFunction Function(string id, string name, string arn, PropertyReader properties)
    {
        properties.Ignore(
            "FunctionName", "Runtime", "CodeUri", "Code", "Architectures", "Role", "RolePath", "PermissionsBoundary", "Tracing", "TracingConfig", "LoggingConfig", "Tags", "Description",
            "KmsKeyArn", "PackageType", "EphemeralStorage", "SnapStart", "RuntimeManagementConfig", "PropagateTags", "RecursiveLoop", "AssumeRolePolicyDocument");
        var environment = properties.Object("Environment");
        var variables = environment?.TextMap("Variables") ?? new Dictionary<string, string>(StringComparer.Ordinal);
        var asynchronous = properties.Object("EventInvokeConfig");
        var retries = asynchronous?.Int("MaximumRetryAttempts", 0, 2) ?? 2;
        var age = asynchronous?.Int("MaximumEventAgeInSeconds", 60, 21_600) ?? 21_600;
        // WarnUnread for the function itself comes after its events were read.
        return new LocalFunction(
            id,
            name,
            arn,
            properties.RequiredText("Handler"),
            variables,
            TimeSpan.FromSeconds(properties.Int("Timeout", 1, 900) ?? 3),
            properties.Int("MemorySize", 128, 10240) ?? 128,
            properties.Int("ReservedConcurrentExecutions", 0, int.MaxValue),
            retries)
        {
            AsyncMaximumAge = TimeSpan.FromSeconds(age),
        };
    }
}
