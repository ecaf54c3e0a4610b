namespace DataSync.LocalAws.S3.Objects;

/// <summary>All versions of all keys of a bucket. Everything here is done under the bucket's lock.</summary>
internal sealed class ObjectTable
{
    private readonly List<string> _keys = [];
    private readonly Dictionary<string, List<ObjectVersion>> _histories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<DeletionWatch>> _watches = new(StringComparer.Ordinal);

    /// <summary>The keys in the order of listings, those with nothing but delete markers too.</summary>
    public IReadOnlyList<string> Keys => _keys;

    public bool IsEmpty => _keys.Count == 0;

    /// <summary>Keys whose current version is an object.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of the current versions.</summary>
    public long Bytes { get; private set; }

    /// <summary>The current version, a delete marker perhaps; null when there is none.</summary>
    public ObjectVersion? Current(string key) => _histories.TryGetValue(key, out var history) ? history[^1] : null;

    public ObjectVersion? Find(string key, string versionId) => History(key).FirstOrDefault(version => version.VersionId == versionId);

    /// <summary>The versions of a key, the oldest first.</summary>
    public IReadOnlyList<ObjectVersion> History(string key) => _histories.TryGetValue(key, out var history) ? history : [];

    /// <summary>Makes it the current version. A null version takes the place of the one there was, whose bytes are released.</summary>
    public void Add(ObjectVersion version)
    {
        if (!_histories.TryGetValue(version.Key, out var history))
        {
            _histories[version.Key] = history = [];
            _keys.Insert(~_keys.BinarySearch(version.Key, KeyOrder.Instance), version.Key);
        }

        Tally(history, -1);
        if (version.VersionId == ObjectVersion.NullId && history.FindIndex(old => old.VersionId == ObjectVersion.NullId) is >= 0 and var at)
        {
            history[at].Content.Release();
            history.RemoveAt(at);
        }

        history.Add(version);
        Tally(history, 1);
        if (version.IsDeleteMarker)
        {
            NoteDeletion(version.Key);
        }
    }

    /// <summary>Removes a version for good and releases its bytes.</summary>
    public void Remove(ObjectVersion version)
    {
        var history = _histories[version.Key];
        Tally(history, -1);
        history.Remove(version);
        version.Content.Release();
        if (history.Count == 0)
        {
            _histories.Remove(version.Key);
            _keys.RemoveAt(_keys.BinarySearch(version.Key, KeyOrder.Instance));
        }

        Tally(history, 1);
        NoteDeletion(version.Key);
    }

    /// <summary>Index of the first key that comes after the text.</summary>
    public int IndexAfter(string text)
    {
        var at = _keys.BinarySearch(text, KeyOrder.Instance);
        return at < 0 ? ~at : at + 1;
    }

    /// <summary>Index of the first key that is the text or comes after it.</summary>
    public int IndexFrom(string text)
    {
        var at = _keys.BinarySearch(text, KeyOrder.Instance);
        return at < 0 ? ~at : at;
    }

    /// <summary>Index of the first key after all that begin with the prefix, looked for from <paramref name="start"/> on.</summary>
    public int IndexAfterPrefix(string prefix, int start)
    {
        var (low, high) = (start, _keys.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _keys[middle].StartsWith(prefix, StringComparison.Ordinal) || KeyOrder.Instance.Compare(_keys[middle], prefix) < 0
                ? (middle + 1, high)
                : (low, middle);
        }

        return low;
    }

    public DeletionWatch Watch(string key, Lock gate)
    {
        var watch = new DeletionWatch(this, key, gate);
        if (!_watches.TryGetValue(key, out var watches))
        {
            _watches[key] = watches = [];
        }

        watches.Add(watch);
        return watch;
    }

    public void EndWatch(DeletionWatch watch)
    {
        if (_watches.TryGetValue(watch.Key, out var watches) && watches.Remove(watch) && watches.Count == 0)
        {
            _watches.Remove(watch.Key);
        }
    }

    private void NoteDeletion(string key)
    {
        foreach (var watch in _watches.GetValueOrDefault(key) ?? [])
        {
            watch.HasSeenDeletion = true;
        }
    }

    private void Tally(List<ObjectVersion> history, int sign)
    {
        if (history is [.., { IsDeleteMarker: false } current])
        {
            Count += sign;
            Bytes += sign * current.Content.Length;
        }
    }
}
