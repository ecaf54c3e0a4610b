namespace DataSync.Cli.WebConsole;

/// <summary>Which dead letters. What is null does not narrow; all that is given must hold.</summary>
internal sealed record ConsoleLetterQuery
{
    /// <summary>Where it lies.</summary>
    public string? Region { get; init; }

    /// <summary>Which queue's dead letters.</summary>
    public string? Queue { get; init; }

    /// <summary>Why, as one word.</summary>
    public string? Reason { get; init; }

    /// <summary>Table or bucket of any of its changes.</summary>
    public string? Entity { get; init; }

    /// <summary>What the key of any of its changes begins with.</summary>
    public string? KeyPrefix { get; init; }

    /// <summary>How many at most; null: no limit, for a replay of all that match.</summary>
    public int? Limit { get; init; }
}

/// <summary>Which letters to act on: those of the ids when there are any, otherwise those of the query. Exactly one of the two is given.</summary>
internal sealed record ConsoleSelection
{
    /// <summary>Letters by id.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>All that match.</summary>
    public ConsoleLetterQuery? Query { get; init; }
}

/// <summary>How far an action is, or what it came to.</summary>
/// <param name="Done">Letters replayed or discarded.</param>
/// <param name="Failed">Letters that stay where they are, because of an error.</param>
/// <param name="Gone">Letters that were no longer there.</param>
/// <param name="Total">How many there are to act on; null while that is not known.</param>
internal sealed record ConsoleOutcome(long Done, long Failed = 0, long Gone = 0, long? Total = null);
