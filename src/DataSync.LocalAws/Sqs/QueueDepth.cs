namespace DataSync.LocalAws.Sqs;

/// <summary>How full a queue is at one moment.</summary>
/// <param name="Visible">Messages that can be received.</param>
/// <param name="InFlight">Messages received and not deleted.</param>
/// <param name="Delayed">Messages whose delay has not passed.</param>
/// <param name="OldestAge">For how long the message that has been in this queue longest has, in whichever state; zero when there is none. A dead letter counts from when it was moved here.</param>
public readonly record struct QueueDepth(int Visible, int InFlight, int Delayed, TimeSpan OldestAge);
