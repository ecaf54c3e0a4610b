namespace DataSync.Local.Templates;

/// <summary>Reads AWS::S3::Bucket: what versions and notifies here, and names what does not run.</summary>
internal static class BucketReader
{
    /// <param name="id">The logical id.</param>
    /// <param name="name">The bucket's name.</param>
    /// <param name="arn">Its ARN.</param>
    /// <param name="properties">Its properties.</param>
    /// <param name="lifecycles">Gets the bucket if it has a lifecycle: objects that AWS deletes in time stay here.</param>
    /// <param name="warnings">Gets what is asked for and not done.</param>
    public static LocalBucket Read(string id, string name, string arn, PropertyReader properties, List<string> lifecycles, List<string> warnings)
    {
        properties.Ignore(
            "BucketName", "BucketEncryption", "PublicAccessBlockConfiguration", "OwnershipControls", "Tags", "LoggingConfiguration", "AccessControl", "MetricsConfigurations");
        if (properties.Node("LifecycleConfiguration") is not null)
        {
            lifecycles.Add(id);
        }

        if (properties.Node("ReplicationConfiguration") is not null)
        {
            warnings.Add($"{properties.Place}/ReplicationConfiguration: S3's own replication does not run here; nothing that is written to the bucket reaches another one by it");
        }

        var notifications = properties.Object("NotificationConfiguration");
        var bucket = new LocalBucket(id, name, arn)
        {
            Versioning = Versioning(properties),
            Notifications = [.. notifications?.Objects("QueueConfigurations").Select(Notification) ?? []],
            ToEventBridge = notifications?.Object("EventBridgeConfiguration") is { } bridge && (bridge.Bool("EventBridgeEnabled") ?? true),
        };
        properties.WarnUnread();
        return bucket;
    }

    private static string? Versioning(PropertyReader properties) => properties.Object("VersioningConfiguration") is not { } versioning
        ? null
        : versioning.RequiredText("Status") switch
        {
            "Enabled" => "Enabled",
            "Suspended" => "Suspended",
            var other => throw new TemplateException(versioning.Place + "/Status", $"{other} is none of Enabled, Suspended"),
        };

    private static LocalNotification Notification(PropertyReader configuration)
    {
        var rules = configuration.Object("Filter")?.Object("S3Key")?.Objects("Rules") ?? [];
        return new LocalNotification(
            configuration.RequiredText("Event"),
            configuration.RequiredText("Queue"),
            [.. rules.Select(rule => KeyValuePair.Create(rule.RequiredText("Name"), rule.Text("Value") ?? ""))]);
    }
}
