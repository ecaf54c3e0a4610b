using DataSync.LocalAws.Protocol;

namespace DataSync.Local.Faults;

/// <summary>Who makes a call, told by the access key it is signed with. Both are null for a caller outside all regions, such as a developer's tool.</summary>
internal readonly record struct Caller(string? Region, string? Function)
{
    private const string Prefix = "LOCAL-";

    public static string AccessKeyId(string region, string? function) => Prefix + region + (function is null ? "" : "." + function);

    public static Caller Of(AwsRequest request)
    {
        if (request.AccessKeyId?.StartsWith(Prefix, StringComparison.Ordinal) != true)
        {
            return default;
        }

        var name = request.AccessKeyId[Prefix.Length..];
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? new Caller(name, null) : new Caller(name[..dot], name[(dot + 1)..]);
    }
}
