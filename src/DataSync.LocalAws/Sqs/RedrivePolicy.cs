using System.Text.Json;

namespace DataSync.LocalAws.Sqs;

/// <summary>After how many receives a message goes to which dead-letter queue.</summary>
internal sealed record RedrivePolicy(string DeadLetterTargetArn, int MaxReceiveCount)
{
    private const string Attribute = "RedrivePolicy";
    private const int LargestReceiveCount = 1_000;

    /// <summary>Reads the attribute; <c>maxReceiveCount</c> may be a number or a string of digits. Empty text removes the policy.</summary>
    public static RedrivePolicy? Parse(string json)
    {
        if (json.Length == 0)
        {
            return null;
        }

        using var document = PolicyJson.ParseObject(json, Attribute);
        var root = document.RootElement;
        if (!root.TryGetProperty("deadLetterTargetArn", out var arn) || arn.ValueKind != JsonValueKind.String)
        {
            throw SqsException.InvalidAttributeValue(Attribute, "It must contain deadLetterTargetArn.");
        }

        if (!root.TryGetProperty("maxReceiveCount", out var count) || !int.TryParse(count.ToString(), out var max) || max is < 1 or > LargestReceiveCount)
        {
            throw SqsException.InvalidAttributeValue(Attribute, $"maxReceiveCount must be between 1 and {LargestReceiveCount}.");
        }

        return new RedrivePolicy(arn.GetString()!, max);
    }

    public string ToJson() => $$"""{"deadLetterTargetArn":{{PolicyJson.Quote(DeadLetterTargetArn)}},"maxReceiveCount":{{MaxReceiveCount}}}""";
}
