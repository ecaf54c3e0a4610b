using System.Xml.Linq;

namespace DataSync.LocalAws.S3.Events;

/// <summary>One configuration of a bucket's notifications: which events of which keys go where.</summary>
/// <param name="Id">The configuration's id.</param>
/// <param name="Kind">The element it is: <c>QueueConfiguration</c>, <c>TopicConfiguration</c> or <c>CloudFunctionConfiguration</c>.</param>
/// <param name="Arn">Where the events go. Only queues get any.</param>
/// <param name="Events">Event types such as <c>s3:ObjectCreated:*</c>.</param>
/// <param name="Prefix">What keys have to begin with.</param>
/// <param name="Suffix">What keys have to end with.</param>
/// <param name="Filter">The filter as it was given; null without one.</param>
internal sealed record NotificationTarget(string Id, string Kind, string Arn, IReadOnlyList<string> Events, string Prefix, string Suffix, XElement? Filter)
{
    public const string Queue = "QueueConfiguration";
    public const string Topic = "TopicConfiguration";
    public const string Function = "CloudFunctionConfiguration";

    /// <summary>True when it wants the event, given without the <c>s3:</c> in front.</summary>
    public bool Wants(string eventName, string key) =>
        key.StartsWith(Prefix, StringComparison.Ordinal) && key.EndsWith(Suffix, StringComparison.Ordinal) && Events.Any(pattern => Covers(pattern, $"s3:{eventName}"));

    /// <summary>True when some event of some key would be wanted by both, which S3 does not allow.</summary>
    public bool Overlaps(NotificationTarget other) =>
        Events.Any(mine => other.Events.Any(theirs => Covers(mine, theirs) || Covers(theirs, mine)))
        && (Prefix.StartsWith(other.Prefix, StringComparison.Ordinal) || other.Prefix.StartsWith(Prefix, StringComparison.Ordinal))
        && (Suffix.EndsWith(other.Suffix, StringComparison.Ordinal) || other.Suffix.EndsWith(Suffix, StringComparison.Ordinal));

    private static bool Covers(string pattern, string name) =>
        pattern == name || (pattern.EndsWith('*') && name.StartsWith(pattern[..^1], StringComparison.Ordinal));
}
