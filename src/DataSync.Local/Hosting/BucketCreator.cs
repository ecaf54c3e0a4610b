using System.Text;
using System.Xml.Linq;
using DataSync.Local.Templates;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.Remote;

namespace DataSync.Local.Hosting;

/// <summary>Creates a region's buckets through S3's own API. Its queues have to be there: S3 tries them before it takes a notification.</summary>
internal sealed class BucketCreator(IRestService s3, LocalHostOptions options, List<string> notes)
{
    // The one region that is no location constraint.
    private const string DefaultRegion = "us-east-1";

    public async Task CreateAsync(string region, LocalBucket bucket, CancellationToken cancellationToken)
    {
        var calls = new RestCalls(s3, region);
        var what = $"bucket {bucket.LogicalId} ({bucket.Name})";
        try
        {
            await CallAsync(calls, bucket, "", Location(region), "CreateBucket", what, cancellationToken);
        }
        catch (LocalHostException exception) when (options.S3Endpoint is not null && exception.InnerException is ServiceCallException { Code: "BucketAlreadyOwnedByYou" })
        {
            notes.Add($"{what} in {region} exists already and is used as it is, with what it holds.");
        }

        if (bucket.Versioning is { } status)
        {
            await CallAsync(calls, bucket, "versioning", new XElement("VersioningConfiguration", new XElement("Status", status)), "PutBucketVersioning", what, cancellationToken);
        }

        if (bucket.Notifications.Count > 0 || bucket.ToEventBridge)
        {
            await CallAsync(calls, bucket, "notification", Notifications(bucket), "PutBucketNotificationConfiguration", what, cancellationToken);
        }
    }

    private static XElement? Location(string region) => region == DefaultRegion
        ? null
        : new XElement("CreateBucketConfiguration", new XElement("LocationConstraint", region));

    private static XElement Notifications(LocalBucket bucket) => new(
        "NotificationConfiguration",
        bucket.Notifications.Select((notification, i) => new XElement(
            "QueueConfiguration",
            new XElement("Id", $"{bucket.LogicalId}-{i}"),
            new XElement("Queue", notification.QueueArn),
            new XElement("Event", notification.Event),
            notification.KeyRules.Count == 0 ? null : new XElement("Filter", new XElement("S3Key", notification.KeyRules.Select(Rule))))),
        bucket.ToEventBridge ? new XElement("EventBridgeConfiguration") : null);

    private static XElement Rule(KeyValuePair<string, string> rule) => new("FilterRule", new XElement("Name", rule.Key), new XElement("Value", rule.Value));

    private static async ValueTask CallAsync(
        RestCalls calls, LocalBucket bucket, string query, XElement? body, string operation, string what, CancellationToken cancellationToken)
    {
        try
        {
            await calls.CallAsync("PUT", "/" + bucket.Name, query, body is null ? default : Encoding.UTF8.GetBytes(body.ToString(SaveOptions.DisableFormatting)), cancellationToken);
        }
        catch (Exception exception) when (exception is ServiceCallException or HttpRequestException)
        {
            throw new LocalHostException($"{what} in {calls.Region} was refused by {operation}: {exception.Message}", exception);
        }
    }
}
