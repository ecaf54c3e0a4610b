namespace DataSync.LocalAws.Sqs;

/// <summary>In which order a queue hands out its visible messages. The two implementations are the two kinds of queue.</summary>
internal interface IMessageOrder
{
    /// <summary>True when <see cref="Next"/> would find a message.</summary>
    bool HasNext { get; }

    /// <summary>A message has come in, delayed or visible.</summary>
    void Entered(SqsMessage message);

    /// <summary>A delayed or received message is visible (again). <paramref name="before"/> is the state it had.</summary>
    void BecameVisible(SqsMessage message, MessageState before);

    /// <summary>The next message to hand out. The caller goes on with <see cref="Taken"/> or <see cref="Left"/> for it, which moves on.</summary>
    SqsMessage? Next();

    /// <summary>The message that <see cref="Next"/> returned is in flight.</summary>
    void Taken(SqsMessage message);

    /// <summary>A message has left the queue. <paramref name="before"/> is the state it had.</summary>
    void Left(SqsMessage message, MessageState before);

    /// <summary>Ends one receive call. Messages of one group may come together within a call, but not in two calls.</summary>
    void EndReceive();
}
