namespace DataSync.Cli.Letters;

/// <summary>Progress on standard error: one line that changes in a terminal, a line now and then where it is redirected.</summary>
internal sealed class ProgressLine(TextWriter output, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan InTerminal = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Redirected = TimeSpan.FromSeconds(10);

    private readonly long _begin = time.GetTimestamp();
    private long _shownAt = time.GetTimestamp();
    private int _length;

    /// <summary>Since the beginning.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_begin);

    /// <summary>Shows how far it is, when the last time is long enough ago.</summary>
    public void Show(string text)
    {
        if (time.GetElapsedTime(_shownAt) < (Console.IsErrorRedirected ? Redirected : InTerminal))
        {
            return;
        }

        _shownAt = time.GetTimestamp();
        if (Console.IsErrorRedirected)
        {
            output.WriteLine(text);
            return;
        }

        output.Write('\r' + text.PadRight(_length));
        _length = text.Length;
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        if (_length > 0)
        {
            output.Write('\r' + new string(' ', _length) + '\r');
            _length = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();
}
