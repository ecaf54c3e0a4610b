namespace DataSync.Local.Templates;

/// <summary>What a region's name says about its partition.</summary>
internal static class RegionNames
{
    public static string Partition(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn" : region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov" : "aws";

    public static string UrlSuffix(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";

    public static string Arn(string region, string account, string service, string resource) =>
        $"arn:{Partition(region)}:{service}:{region}:{account}:{resource}";
}
