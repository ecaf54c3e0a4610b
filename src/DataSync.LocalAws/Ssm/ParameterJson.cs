using System.Text.Json.Nodes;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.Ssm;

/// <summary>Parameters as the answers have them.</summary>
internal sealed class ParameterJson(string region, string accountId)
{
    public JsonObject Value(ParameterVersion version, bool isDecrypted, string? reference = null)
    {
        var json = new JsonObject
        {
            ["Name"] = version.Name,
            ["Type"] = version.Type,
            ["Value"] = Shown(version, isDecrypted),
            ["Version"] = version.Version,
            ["LastModifiedDate"] = Seconds(version.At),
            ["ARN"] = Arn(version.Name),
            ["DataType"] = version.DataType,
        };
        if (reference is not null && !reference.StartsWith("arn:", StringComparison.Ordinal) && reference.Length > version.Name.Length)
        {
            json["Selector"] = reference[version.Name.Length..];
        }

        return json;
    }

    public JsonObject Metadata(ParameterVersion version)
    {
        var json = Shared(version);
        json["ARN"] = Arn(version.Name);
        return json;
    }

    public JsonObject Past(ParameterVersion version, bool isDecrypted)
    {
        var json = Shared(version);
        json["Value"] = Shown(version, isDecrypted);
        json["Labels"] = new JsonArray();
        return json;
    }

    private JsonObject Shared(ParameterVersion version)
    {
        var json = new JsonObject
        {
            ["Name"] = version.Name,
            ["Type"] = version.Type,
            ["LastModifiedDate"] = Seconds(version.At),
            ["LastModifiedUser"] = $"arn:{AwsPartition.Of(region)}:iam::{accountId}:user/{version.WrittenBy ?? "local"}",
            ["Version"] = version.Version,
            ["Tier"] = version.Tier,
            ["Policies"] = new JsonArray(),
            ["DataType"] = version.DataType,
        };
        if (version.Description is not null)
        {
            json["Description"] = version.Description;
        }

        if (version.AllowedPattern is not null)
        {
            json["AllowedPattern"] = version.AllowedPattern;
        }

        return json;
    }

    private string Arn(string name) => $"arn:{AwsPartition.Of(region)}:ssm:{region}:{accountId}:parameter{(name.StartsWith('/') ? "" : "/")}{name}";

    // Nothing is encrypted here, but who forgets to ask for decryption must not find out on AWS only.
    private static string Shown(ParameterVersion version, bool isDecrypted) =>
        version.Type == "SecureString" && !isDecrypted ? "kms:alias/aws/ssm:" + version.Value : version.Value;

    private static double Seconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 1000.0;
}
