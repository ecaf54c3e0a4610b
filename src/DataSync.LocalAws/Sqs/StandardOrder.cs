namespace DataSync.LocalAws.Sqs;

/// <summary>Standard queues: first visible, first out. AWS promises less (any order), which a local server does not need to imitate; faults do.</summary>
internal sealed class StandardOrder : IMessageOrder
{
    private readonly MessageList _visible = new();

    public bool HasNext => _visible.First is not null;

    public void Entered(SqsMessage message)
    {
        if (message.State == MessageState.Visible)
        {
            _visible.AddLast(message);
        }
    }

    public void BecameVisible(SqsMessage message, MessageState before) => _visible.AddLast(message);

    public SqsMessage? Next() => _visible.First;

    public void Taken(SqsMessage message) => _visible.Remove(message);

    public void Left(SqsMessage message, MessageState before)
    {
        if (before == MessageState.Visible)
        {
            _visible.Remove(message);
        }
    }

    public void EndReceive()
    {
        // Receives do not depend on one another in a standard queue.
    }
}
