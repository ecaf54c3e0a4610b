namespace DataSync.Local.Faults;

/// <summary>The region that an ARN names.</summary>
internal static class ArnRegion
{
    public static string Of(string arn) => arn.Split(':', 5)[3];
}
