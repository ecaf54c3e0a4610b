namespace DataSync.Local.Templates;

/// <summary>A rule of EventBridge's default bus that sends S3's events to queues.</summary>
/// <param name="LogicalId">Its id in the template.</param>
/// <param name="Name">The rule's name.</param>
/// <param name="Pattern">The event pattern, JSON.</param>
/// <param name="QueueArns">Where matching events go: queues of the template.</param>
/// <param name="Enabled">False: it sends nothing.</param>
public sealed record LocalRule(string LogicalId, string Name, string Pattern, IReadOnlyList<string> QueueArns, bool Enabled);
