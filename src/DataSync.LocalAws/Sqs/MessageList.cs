namespace DataSync.LocalAws.Sqs;

/// <summary>A doubly linked list through the messages themselves: adding and removing anywhere costs neither a search nor an allocation.</summary>
internal sealed class MessageList
{
    public SqsMessage? First { get; private set; }

    private SqsMessage? Last { get; set; }

    public void AddLast(SqsMessage message)
    {
        message.Previous = Last;
        message.Next = null;
        if (Last is null)
        {
            First = message;
        }
        else
        {
            Last.Next = message;
        }

        Last = message;
    }

    public void Remove(SqsMessage message)
    {
        if (message.Previous is null)
        {
            First = message.Next;
        }
        else
        {
            message.Previous.Next = message.Next;
        }

        if (message.Next is null)
        {
            Last = message.Previous;
        }
        else
        {
            message.Next.Previous = message.Previous;
        }

        message.Previous = null;
        message.Next = null;
    }
}
