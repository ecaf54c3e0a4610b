namespace DataSync.Core.Items;

/// <summary>Input that is not what DynamoDB or this service writes. The message says what is wrong and where; it never holds content.</summary>
public sealed class MalformedItemException : Exception
{
    /// <summary>Makes one without words.</summary>
    public MalformedItemException()
    {
    }

    /// <summary>Makes one that says what is wrong.</summary>
    public MalformedItemException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one that says what is wrong and what showed it.</summary>
    public MalformedItemException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
