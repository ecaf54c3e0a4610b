namespace DataSync.LocalAws.S3.Objects;

/// <summary>Notices that an object is deleted while a conditional write of it is under way, which S3 answers as a conflict.</summary>
internal sealed class DeletionWatch(ObjectTable table, string key, Lock gate) : IDisposable
{
    public string Key => key;

    /// <summary>Read and set under the bucket's lock.</summary>
    public bool HasSeenDeletion { get; set; }

    public void Dispose()
    {
        lock (gate)
        {
            table.EndWatch(this);
        }
    }
}
