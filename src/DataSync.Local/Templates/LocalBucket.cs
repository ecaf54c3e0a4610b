namespace DataSync.Local.Templates;

/// <summary>A bucket to create.</summary>
/// <param name="LogicalId">Its id in the template.</param>
/// <param name="Name">The bucket's name, one for all regions.</param>
/// <param name="Arn">As AWS would give it.</param>
public sealed record LocalBucket(string LogicalId, string Name, string Arn)
{
    /// <summary><c>Enabled</c> or <c>Suspended</c>; null when the bucket never had versions.</summary>
    public string? Versioning { get; init; }

    /// <summary>Which events go to which queues.</summary>
    public IReadOnlyList<LocalNotification> Notifications { get; init; } = [];

    /// <summary>True when every event goes to EventBridge, and so to the rules.</summary>
    public bool ToEventBridge { get; init; }
}

/// <summary>Events of a bucket that go to a queue.</summary>
/// <param name="Event">The type, such as <c>s3:ObjectCreated:*</c>.</param>
/// <param name="QueueArn">Where they go.</param>
/// <param name="KeyRules">What keys have to begin or end with: names (<c>prefix</c>, <c>suffix</c>) and values.</param>
public sealed record LocalNotification(string Event, string QueueArn, IReadOnlyList<KeyValuePair<string, string>> KeyRules);
