namespace DataSync.Cli.WebConsole;

/// <summary>A dead letter as the console shows it.</summary>
/// <param name="Id">Names it among all: region, queue and message, as <c>eu-west-1/changes/MESSAGE</c>.</param>
/// <param name="Region">Where it lies.</param>
/// <param name="Queue">Which queue's dead letters, as <c>changes</c>, <c>parked</c>, <c>capture</c>, <c>object-events</c> or <c>failures</c>.</param>
/// <param name="Reason">Why, as one word; null when the queue service gave up on the message without giving one.</param>
internal sealed record ConsoleLetter(string Id, string Region, string Queue, string? Reason)
{
    /// <summary>Why, in words.</summary>
    public string? Detail { get; init; }

    /// <summary>Region that the change was made in.</summary>
    public string? Origin { get; init; }

    /// <summary>Table or bucket.</summary>
    public string? Entity { get; init; }

    /// <summary>Key of the item or object; of the first one when it holds several.</summary>
    public string? Key { get; init; }

    /// <summary>The change's version, as text.</summary>
    public string? Version { get; init; }

    /// <summary>How many changes it holds.</summary>
    public int ChangeCount { get; init; } = 1;

    /// <summary>First try, in milliseconds since the Unix epoch; null when not known.</summary>
    public long? FirstMs { get; init; }

    /// <summary>Last try, in milliseconds since the Unix epoch; null when not known.</summary>
    public long? LastMs { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>How often it was played again and came back.</summary>
    public int ReplayCount { get; init; }

    /// <summary>The whole of it as indented JSON, or as it came where it is none. Null in a list.</summary>
    public string? Body { get; init; }
}
