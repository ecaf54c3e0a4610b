namespace DataSync.LocalAws.Sqs;

/// <summary>The tags of a queue, at most fifty. Safe for concurrent use.</summary>
internal sealed class QueueTags
{
    private const int MaxCount = 50;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _tags = new(StringComparer.Ordinal);

    public void Set(IReadOnlyDictionary<string, string> tags)
    {
        lock (_lock)
        {
            if (_tags.Keys.Union(tags.Keys, StringComparer.Ordinal).Count() > MaxCount)
            {
                throw SqsException.InvalidParameter($"Too many tags for the queue. The limit is {MaxCount}.");
            }

            foreach (var (key, value) in tags)
            {
                _tags[key] = value;
            }
        }
    }

    public void Remove(IEnumerable<string> keys)
    {
        lock (_lock)
        {
            foreach (var key in keys)
            {
                _tags.Remove(key);
            }
        }
    }

    public Dictionary<string, string>? Read()
    {
        lock (_lock)
        {
            return _tags.Count == 0 ? null : new Dictionary<string, string>(_tags, StringComparer.Ordinal);
        }
    }
}
