using System.Text.Json.Nodes;

namespace DataSync.Local.Templates;

/// <summary>Merges SAM's Globals into resources: values are replaced, objects merged, lists appended to the global ones.</summary>
internal static class SamGlobals
{
    private static readonly Dictionary<string, string> Sections = new(StringComparer.Ordinal)
    {
        [ResourceTypes.SamFunction] = "Function",
        [ResourceTypes.SimpleTable] = "SimpleTable",
        [ResourceTypes.HttpApi] = "HttpApi",
    };

    // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
    private static readonly HashSet<string> FunctionProperties = new(StringComparer.Ordinal)
    {
        "Architectures", "AssumeRolePolicyDocument", "AutoPublishAlias", "AutoPublishAliasAllProperties", "CapacityProviderConfig", "CodeSigningConfigArn", "CodeUri", "DeadLetterQueue",
        "DeploymentPreference", "Description", "DurableConfig", "Environment", "EphemeralStorage", "EventInvokeConfig", "FileSystemConfigs", "FunctionScalingConfig", "FunctionUrlConfig",
        "Handler", "KmsKeyArn", "Layers", "LoggingConfig", "MemorySize", "PermissionsBoundary", "PropagateTags", "ProvisionedConcurrencyConfig", "PublishToLatestPublished",
        "RecursiveLoop", "ReservedConcurrentExecutions", "RolePath", "Runtime", "RuntimeManagementConfig", "SnapStart", "SourceKMSKeyArn", "Tags", "TenancyConfig", "Timeout", "Tracing",
        "VersionDeletionPolicy", "VpcConfig",
    };

    public static JsonObject Apply(JsonObject? globals, string type, JsonObject? properties)
    {
        var own = properties is null ? [] : (JsonObject)properties.DeepClone();
        return Sections.TryGetValue(type, out var section) && globals?[section] is JsonObject global
            ? (JsonObject)Merge(global, own)!
            : own;
    }

    public static IEnumerable<string> Unsupported(JsonObject? globals) =>
        (globals ?? []).Select(pair => pair.Key).Where(name => !Sections.ContainsValue(name));

    /// <summary>Properties of Globals/Function that SAM refuses there.</summary>
    public static IEnumerable<string> Refused(JsonObject? globals) =>
        (globals?["Function"] as JsonObject ?? []).Select(pair => pair.Key).Where(name => !FunctionProperties.Contains(name));

    private static JsonNode? Merge(JsonNode? global, JsonNode? own)
    {
        if (global is JsonArray globalList && own is JsonArray ownList)
        {
            return new JsonArray([.. globalList.Concat(ownList).Select(node => node?.DeepClone())]);
        }

        // A function call is a value: merging into it would make nonsense of it.
        if (global is not JsonObject globalMap || own is not JsonObject ownMap || IsCall(globalMap) || IsCall(ownMap))
        {
            return own?.DeepClone();
        }

        var result = (JsonObject)globalMap.DeepClone();
        foreach (var (key, value) in ownMap)
        {
            result[key] = globalMap.ContainsKey(key) ? Merge(globalMap[key], value) : value?.DeepClone();
        }

        return result;
    }

    private static bool IsCall(JsonObject map) => map.Count == 1 && map.First().Key is var key && (key == "Ref" || key.StartsWith("Fn::", StringComparison.Ordinal));
}
