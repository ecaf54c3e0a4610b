using System.Xml.Linq;
using DataSync.LocalAws.S3.Objects;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Events;

/// <summary>Where a bucket's events go.</summary>
internal sealed record NotificationConfiguration(IReadOnlyList<NotificationTarget> Targets, bool ToEventBridge)
{
    public static readonly NotificationConfiguration None = new([], ToEventBridge: false);

    // The element that names the destination, by the kind of configuration.
    private static readonly Dictionary<string, string> Destinations = new(StringComparer.Ordinal)
    {
        [NotificationTarget.Queue] = "Queue",
        [NotificationTarget.Topic] = "Topic",
        [NotificationTarget.Function] = "CloudFunction",
    };

    private static readonly string[] EventPrefixes =
    [
        "s3:ObjectCreated:", "s3:ObjectRemoved:", "s3:ObjectTagging:", "s3:ObjectAcl:", "s3:ObjectRestore:", "s3:Replication:", "s3:LifecycleExpiration:",
        "s3:LifecycleTransition", "s3:IntelligentTiering", "s3:ReducedRedundancyLostObject",
    ];

    public static NotificationConfiguration Read(byte[] body)
    {
        var root = S3Xml.Read(body, "NotificationConfiguration");
        var targets = root.Elements().Where(element => Destinations.ContainsKey(element.Name.LocalName)).Select(ReadTarget).ToList();
        for (var at = 0; at < targets.Count; at++)
        {
            if (targets.Skip(at + 1).Any(targets[at].Overlaps))
            {
                throw S3Errors.InvalidArgument("Configurations overlap. Configurations on the same bucket cannot share a common event type.", "Event", targets[at].Id);
            }
        }

        return new NotificationConfiguration(targets, root.Element("EventBridgeConfiguration") is not null);
    }

    public XElement Render() => S3Xml.Element(
        "NotificationConfiguration",
        Targets.Select(Render),
        ToEventBridge ? S3Xml.Element("EventBridgeConfiguration") : null);

    private static XElement Render(NotificationTarget target) => S3Xml.Element(
        target.Kind,
        S3Xml.Element("Id", target.Id),
        S3Xml.Element(Destinations[target.Kind], target.Arn),
        target.Events.Select(name => S3Xml.Element("Event", name)),
        target.Filter is null ? null : Qualified(target.Filter));

    // Documents are kept without namespace, and written with it.
    private static XElement Qualified(XElement element) => new(
        S3Xml.Namespace + element.Name.LocalName, element.HasElements ? element.Elements().Select(Qualified) : element.Value);

    private static NotificationTarget ReadTarget(XElement element)
    {
        var kind = element.Name.LocalName;
        var arn = S3Xml.Text(element, Destinations[kind]) ?? throw S3Errors.MalformedXml();
        var events = element.Elements("Event").Select(one => one.Value).ToList();
        if (events.Count == 0)
        {
            throw S3Errors.MalformedXml();
        }

        if (events.Find(name => !EventPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))) is { } unknown)
        {
            throw S3Errors.InvalidArgument("The event is not supported for notifications", "Event", unknown);
        }

        var filter = element.Element("Filter");
        return new NotificationTarget(
            S3Xml.Text(element, "Id") is { Length: > 0 } id ? id : VersionIds.New(), kind, arn, events, Rule(filter, "prefix"), Rule(filter, "suffix"), filter);
    }

    private static string Rule(XElement? filter, string name)
    {
        var rules = filter?.Element("S3Key")?.Elements("FilterRule").ToList() ?? [];
        if (rules.Find(rule => !IsNamed(rule, "prefix") && !IsNamed(rule, "suffix")) is { } unknown)
        {
            throw S3Errors.InvalidArgument("filter rule name must be either prefix or suffix", "FilterRule.Name", S3Xml.Text(unknown, "Name") ?? "");
        }

        var values = rules.FindAll(rule => IsNamed(rule, name));
        return values.Count > 1
            ? throw S3Errors.InvalidArgument($"Cannot specify more than one {name} rule in a filter.", "FilterRule.Name", name)
            : values.Select(rule => S3Xml.Text(rule, "Value") ?? "").FirstOrDefault("");
    }

    private static bool IsNamed(XElement rule, string name) => string.Equals(S3Xml.Text(rule, "Name"), name, StringComparison.OrdinalIgnoreCase);
}
