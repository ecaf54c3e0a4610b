namespace DataSync.Cli.Restore;

/// <summary>Counts what several readers find at the same time.</summary>
internal sealed class RestoreTally
{
    private const int MaxErrors = 20;

    private readonly Lock _gate = new();
    private RestoreSummary _summary = new();

    /// <summary>So far.</summary>
    public RestoreSummary Summary
    {
        get
        {
            lock (_gate)
            {
                return _summary;
            }
        }
    }

    /// <summary>Notes one more.</summary>
    public void Note(Func<RestoreSummary, RestoreSummary> change)
    {
        lock (_gate)
        {
            _summary = change(_summary);
        }
    }

    /// <summary>Notes one that could not be put back.</summary>
    public void NoteFailure(string why) =>
        Note(s => s with { Failed = s.Failed + 1, Errors = s.Errors.Count < MaxErrors ? [.. s.Errors, why] : s.Errors });
}
