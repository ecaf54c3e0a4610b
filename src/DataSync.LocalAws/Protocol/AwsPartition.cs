namespace DataSync.LocalAws.Protocol;

/// <summary>What the partition of a region changes: the second part of ARNs, and the domain of endpoints.</summary>
internal static class AwsPartition
{
    /// <summary><c>aws</c>, <c>aws-cn</c> or <c>aws-us-gov</c>.</summary>
    public static string Of(string region) => region switch
    {
        _ when region.StartsWith("cn-", StringComparison.Ordinal) => "aws-cn",
        _ when region.StartsWith("us-gov-", StringComparison.Ordinal) => "aws-us-gov",
        _ => "aws",
    };

    /// <summary>The domain that endpoints of the region end in.</summary>
    public static string Domain(string region) => Of(region) == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}
