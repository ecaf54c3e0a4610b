using System.Text.Json;

namespace DataSync.LocalAws.Sqs;

/// <summary>Which queues may use this one as their dead-letter queue.</summary>
internal sealed class RedriveAllowPolicy
{
    private const string Attribute = "RedriveAllowPolicy";
    private const int MaxSources = 10;

    private readonly string _permission;
    private readonly string[] _sourceArns;

    private RedriveAllowPolicy(string permission, string[] sourceArns)
    {
        _permission = permission;
        _sourceArns = sourceArns;
    }

    /// <summary>Reads the attribute. Empty text removes the policy, which allows all.</summary>
    public static RedriveAllowPolicy? Parse(string json)
    {
        if (json.Length == 0)
        {
            return null;
        }

        using var document = PolicyJson.ParseObject(json, Attribute);
        var root = document.RootElement;
        var permission = root.TryGetProperty("redrivePermission", out var value) ? value.ToString() : string.Empty;
        var sources = root.TryGetProperty("sourceQueueArns", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(arn => arn.ToString()).ToArray()
            : [];
        var isValid = permission switch
        {
            "allowAll" or "denyAll" => sources.Length == 0,
            "byQueue" => sources.Length is >= 1 and <= MaxSources,
            _ => false,
        };
        return isValid
            ? new RedriveAllowPolicy(permission, sources)
            : throw SqsException.InvalidAttributeValue(Attribute, $"redrivePermission must be allowAll, denyAll, or byQueue with 1 to {MaxSources} sourceQueueArns.");
    }

    public bool Permits(string sourceArn) => _permission switch
    {
        "allowAll" => true,
        "byQueue" => _sourceArns.Contains(sourceArn, StringComparer.Ordinal),
        _ => false,
    };

    public string ToJson() => _sourceArns.Length == 0
        ? $$"""{"redrivePermission":"{{_permission}}"}"""
        : $$"""{"redrivePermission":"{{_permission}}","sourceQueueArns":[{{string.Join(',', _sourceArns.Select(PolicyJson.Quote))}}]}""";
}
