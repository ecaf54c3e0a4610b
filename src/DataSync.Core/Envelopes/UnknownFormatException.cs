namespace DataSync.Core.Envelopes;

/// <summary>An envelope of a format that this release does not know: written by a newer one.</summary>
public sealed class UnknownFormatException : Exception
{
    /// <summary>Makes one without words.</summary>
    public UnknownFormatException()
    {
    }

    /// <summary>Makes one that names the format.</summary>
    public UnknownFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with its cause.</summary>
    public UnknownFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
