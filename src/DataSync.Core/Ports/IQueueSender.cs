namespace DataSync.Core.Ports;

/// <summary>Sends messages to queues, in this region or another.</summary>
public interface IQueueSender
{
    /// <summary>Sends the messages, in as few calls as the queue service allows, within the sender's own time limit.</summary>
    /// <returns>An outcome for each message, in order. A queue that cannot be reached at all is a failure of each message, not an exception.</returns>
    ValueTask<IReadOnlyList<SendOutcome>> SendAsync(QueueAddress queue, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken);
}

/// <summary>A message to send.</summary>
/// <param name="Body">UTF-8 text of the characters SQS allows.</param>
/// <param name="Delay">How long it stays hidden, zero to fifteen minutes, in whole seconds.</param>
public readonly record struct OutgoingMessage(ReadOnlyMemory<byte> Body, TimeSpan Delay);

/// <summary>What became of a message.</summary>
/// <param name="IsSent">True only when the queue service confirmed it.</param>
/// <param name="IsRefused">True when the queue service will never take this message (too large, forbidden characters).</param>
/// <param name="Error">Why it was not sent; null when it was.</param>
public readonly record struct SendOutcome(bool IsSent, bool IsRefused, string? Error)
{
    /// <summary>The message is in the queue.</summary>
    public static SendOutcome Sent => new(true, false, null);

    /// <summary>The message is not known to be in the queue; another try may work.</summary>
    public static SendOutcome Failed(string error) => new(false, false, error);

    /// <summary>The queue service will never take this message.</summary>
    public static SendOutcome Refused(string error) => new(false, true, error);
}
