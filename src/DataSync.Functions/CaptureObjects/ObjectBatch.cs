using DataSync.Core.Objects;

namespace DataSync.Functions.CaptureObjects;

/// <summary>What a batch of messages holds.</summary>
/// <param name="Events">Events of objects, in no order.</param>
/// <param name="Messages">For each event the id of the message it came in.</param>
/// <param name="Malformed">What could not be read.</param>
public sealed record ObjectBatch(IReadOnlyList<ObjectEvent> Events, IReadOnlyList<string> Messages, IReadOnlyList<MalformedEvent> Malformed);

/// <summary>A message, or a record of one, that is not an event of S3.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Text">As it came.</param>
/// <param name="Error">What is wrong with it.</param>
public readonly record struct MalformedEvent(string MessageId, string Text, string Error);
