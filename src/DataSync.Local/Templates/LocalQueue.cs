namespace DataSync.Local.Templates;

/// <summary>A queue to create.</summary>
/// <param name="LogicalId">Its id in the template.</param>
/// <param name="Name">The queue's name.</param>
/// <param name="Url">As AWS would give it.</param>
/// <param name="Arn">As AWS would give it.</param>
/// <param name="Attributes">The attributes of the CreateQueue call.</param>
/// <param name="DeadLetterTargetArn">Where messages go that were received too often, or null.</param>
/// <param name="VisibilityTimeout">How long a received message stays invisible.</param>
public sealed record LocalQueue(string LogicalId, string Name, string Url, string Arn, IReadOnlyDictionary<string, string> Attributes, string? DeadLetterTargetArn, TimeSpan VisibilityTimeout);
