using System.Text;
using DataSync.Core.DeadLetters;
using DataSync.Core.Ports;
using DataSync.Core.Redrive;

namespace DataSync.Cli.Letters;

/// <summary>A dead letter somewhere in the deployment.</summary>
/// <param name="Region">Where it lies.</param>
/// <param name="Queue">In which queue.</param>
/// <param name="Received">The message.</param>
/// <param name="Facts">What it says.</param>
internal sealed record Letter(string Region, QueueKind Queue, ReceivedLetter Received, LetterFacts Facts)
{
    /// <summary>Names it among all.</summary>
    public LetterId Id => new(Region, Queue, Received.MessageId);

    /// <summary>The letter, or what is left of it, as a person reads it: indented, and unpacked where it was packed.</summary>
    public string BodyText() => ReadableJson.Of(Received.Body);

    /// <summary>What goes back when it is replayed, as a person reads it.</summary>
    public string PayloadText() => Facts.Payload.IsEmpty ? "" : ReadableJson.Of(Facts.Payload);

    /// <summary>The message's text as it is.</summary>
    public string RawText() => Encoding.UTF8.GetString(Received.Body.Span);
}

/// <summary>Names a dead letter: <c>eu-west-1/changes/MESSAGE</c>.</summary>
/// <param name="Region">Where it lies.</param>
/// <param name="Queue">In which queue.</param>
/// <param name="MessageId">The message, or the failed batch's object.</param>
internal readonly record struct LetterId(string Region, QueueKind Queue, string MessageId)
{
    /// <summary>Reads an id as the tool prints it.</summary>
    /// <exception cref="Deployments.OperatorException">It is none.</exception>
    public static LetterId Parse(string text)
    {
        var parts = text.Split('/', 3);
        if (parts.Length != 3 || parts[2].Length == 0 || !DeadLetterQueues.Names.Contains(parts[1]))
        {
            throw new Deployments.OperatorException(
                ExitCodes.CannotStart, $"'{text}' is no letter's id; it must be REGION/QUEUE/MESSAGE as `datasync dlq list` prints it, with QUEUE one of {string.Join(", ", DeadLetterQueues.Names)}.");
        }

        return new LetterId(parts[0], DeadLetterQueues.Parse(parts[1]), parts[2]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Region}/{DeadLetterQueues.NameOf(Queue)}/{MessageId}";
}
