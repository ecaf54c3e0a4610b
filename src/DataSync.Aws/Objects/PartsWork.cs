using Amazon.S3.Model;

namespace DataSync.Aws.Objects;

/// <summary>The parts of a copy, done and still to do, shared by those who copy them.</summary>
/// <param name="etags">The entity tags of the parts that are there, by number from 1; null for the others. Taken over.</param>
internal sealed class PartsWork(string?[] etags)
{
    private readonly Lock _lock = new();
    private int _last;

    /// <summary>What went wrong first; null when nothing did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>True when at least one part was copied.</summary>
    public bool HasProgress { get; private set; }

    /// <summary>True when every part is there.</summary>
    public bool IsComplete => Array.IndexOf(etags, null, 1) < 0;

    /// <summary>The next part to copy; null when there is none, or something went wrong.</summary>
    public int? Next()
    {
        lock (_lock)
        {
            while (Failure is null && ++_last < etags.Length)
            {
                if (etags[_last] is null)
                {
                    return _last;
                }
            }

            return null;
        }
    }

    /// <summary>A part is there.</summary>
    public void Done(int number, string etag)
    {
        lock (_lock)
        {
            etags[number] = etag;
            HasProgress = true;
        }
    }

    /// <summary>A part could not be copied.</summary>
    public void Fail(Exception failure)
    {
        lock (_lock)
        {
            Failure ??= failure;
        }
    }

    /// <summary>All parts as S3 wants them listed.</summary>
    public List<PartETag> ETags() => [.. etags.Skip(1).Select((etag, index) => new PartETag(index + 1, etag))];
}
