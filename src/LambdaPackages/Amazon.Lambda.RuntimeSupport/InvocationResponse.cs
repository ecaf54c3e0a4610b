namespace Amazon.Lambda.RuntimeSupport;

/// <summary>What a handler answers.</summary>
public class InvocationResponse
{
    /// <summary>The stream is disposed once it is sent.</summary>
    public InvocationResponse(Stream outputStream)
        : this(outputStream, true)
    {
    }

    /// <summary>The stream is disposed once it is sent, if <paramref name="disposeOutputStream"/> says so.</summary>
    public InvocationResponse(Stream outputStream, bool disposeOutputStream)
    {
        OutputStream = outputStream;
        DisposeOutputStream = disposeOutputStream;
    }

    /// <summary>The answer's bytes, from the stream's position on.</summary>
    public Stream OutputStream { get; set; }

    /// <summary>Whether the runtime disposes the stream.</summary>
    public bool DisposeOutputStream { get; private set; }
}
