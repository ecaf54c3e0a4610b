namespace DataSync.LocalAws.Sqs;

/// <summary>What the three batch operations have in common.</summary>
internal static class Batch
{
    private const int MaxEntries = 10;
    private const int MaxIdLength = 80;

    /// <summary>The entries, once the batch as a whole is found in order.</summary>
    public static List<T> Check<T>(List<T>? entries, string entryType)
        where T : IBatchEntry
    {
        if (entries is not { Count: > 0 })
        {
            throw SqsException.EmptyBatch(entryType);
        }

        if (entries.Count > MaxEntries)
        {
            throw SqsException.TooManyEntries(entries.Count);
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry?.Id is not { Length: > 0 and <= MaxIdLength } id || id.AsSpan().ContainsAnyExcept(IdCharacters.Allowed))
            {
                throw SqsException.InvalidEntryId();
            }

            if (!ids.Add(id))
            {
                throw SqsException.EntryIdsNotDistinct(id);
            }
        }

        return entries;
    }

    /// <summary>Runs every entry. What one entry gets wrong fails that entry alone; the call itself succeeds.</summary>
    public static (List<TResult>? Successful, List<BatchErrorEntry>? Failed) Run<TEntry, TResult>(List<TEntry> entries, Func<TEntry, TResult> run)
        where TEntry : IBatchEntry
    {
        List<TResult>? successful = null;
        List<BatchErrorEntry>? failed = null;
        foreach (var entry in entries)
        {
            try
            {
                (successful ??= []).Add(run(entry));
            }
            catch (SqsException error)
            {
                (failed ??= []).Add(new BatchErrorEntry(entry.Id!, SenderFault: true, error.QueryCode, error.Message));
            }
        }

        return (successful is { Count: > 0 } ? successful : null, failed);
    }
}
