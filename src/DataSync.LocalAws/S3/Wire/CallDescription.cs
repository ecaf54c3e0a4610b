using System.Text;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.S3.Objects;

namespace DataSync.LocalAws.S3.Wire;

/// <summary>A call of S3 as a fault injector is asked about it.</summary>
internal static class CallDescription
{
    /// <param name="request">The call.</param>
    /// <param name="regionOf">Where a bucket is, by its name; null for one that nobody knows.</param>
    public static AwsRequest Of(RestRequest request, Func<string, string?> regionOf)
    {
        var call = new S3Call(request);
        var source = call.Header(CopySource.Header) is { } text ? Uri.UnescapeDataString(text).TrimStart('/') : null;
        var concerns = $"{call.Bucket}/{call.Key}" + (source is null ? "" : "\n" + source);
        return new AwsRequest("s3", request.Region ?? "", call.Operation, Encoding.UTF8.GetBytes(concerns), request.AccessKeyId)
        {
            ReadsFrom = source is null ? null : regionOf(source.Split('/')[0]),
        };
    }
}
