namespace DataSync.LocalAws.Sqs;

/// <summary>How full a queue is at one moment.</summary>
/// <param name="Visible">Messages that can be received.</param>
/// <param name="InFlight">Messages received and not deleted.</param>
/// <param name="Delayed">Messages whose delay has not passed.</param>
/// <param name="OldestAge">How long ago the oldest message, in whichever state, was sent; zero when there is none.</param>
public readonly record struct QueueDepth(int Visible, int InFlight, int Delayed, TimeSpan OldestAge);
