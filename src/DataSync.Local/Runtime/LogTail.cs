namespace DataSync.Local.Runtime;

/// <summary>The last lines of a log, as many as fit.</summary>
internal sealed class LogTail
{
    private const int MaxChars = 4096;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();
    private int _chars;

    public void Add(string line)
    {
        lock (_lock)
        {
            _lines.Enqueue(line);
            _chars += line.Length + 1;
            while (_chars > MaxChars && _lines.Count > 1)
            {
                _chars -= _lines.Dequeue().Length + 1;
            }
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _lines.Clear();
            _chars = 0;
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            return string.Join('\n', _lines);
        }
    }
}
