namespace DataSync.Core.Ports;

/// <summary>A dependency failed. Sorted once, where the call was made: worth another try, or never going to work.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Makes a retryable one without words.</summary>
    public StoreException()
        : this(DeadLetters.DeadLetterReason.RetriesExhausted, isRetryable: true, "The store failed.")
    {
    }

    /// <summary>Makes a retryable one.</summary>
    public StoreException(string message)
        : this(DeadLetters.DeadLetterReason.RetriesExhausted, isRetryable: true, message)
    {
    }

    /// <summary>Makes a retryable one with its cause.</summary>
    public StoreException(string message, Exception innerException)
        : this(DeadLetters.DeadLetterReason.RetriesExhausted, isRetryable: true, message, innerException)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="reason">The reason that a dead letter gives in the end.</param>
    /// <param name="isRetryable">False when the same call can never succeed.</param>
    /// <param name="message">Names the call, the resource and the service's answer.</param>
    /// <param name="innerException">The cause, if any.</param>
    public StoreException(DeadLetters.DeadLetterReason reason, bool isRetryable, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Reason = reason;
        IsRetryable = isRetryable;
    }

    /// <summary>The reason that a dead letter gives in the end.</summary>
    public DeadLetters.DeadLetterReason Reason { get; }

    /// <summary>False when the same call can never succeed.</summary>
    public bool IsRetryable { get; }

    /// <summary>True when the service refused the call for its rate alone and did nothing: the call is sound, and will do once there is room. Always retryable.</summary>
    public bool IsThrottling { get; init; }

    /// <summary>True when the service said that it did not do what was asked, so that nothing is under way either. False when nobody knows.</summary>
    public bool IsRefusal { get; init; }
}
