using System.Globalization;
using System.Xml;

namespace DataSync.Core.DeadLetters;

/// <summary>Which letters are meant. What is not set does not matter; what is set must all hold.</summary>
public sealed record LetterFilter
{
    /// <summary>Every letter.</summary>
    public static readonly LetterFilter All = new();

    /// <summary>Any of these; empty: any, messages without a reason included.</summary>
    public IReadOnlyList<DeadLetterReason> Reasons { get; init; } = [];

    /// <summary>Region the changes were made in.</summary>
    public string? Origin { get; init; }

    /// <summary>Logical name of the table or bucket.</summary>
    public string? Entity { get; init; }

    /// <summary>What the value of the first key attribute (by name), or the object's name, starts with.</summary>
    public string? KeyPrefix { get; init; }

    /// <summary>The last try is at least so long ago.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>The last try is at most so long ago.</summary>
    public TimeSpan? NewerThan { get; init; }

    /// <summary>True when nothing is set.</summary>
    public bool IsAll => Reasons.Count == 0 && Origin is null && Entity is null && KeyPrefix is null && OlderThan is null && NewerThan is null;

    /// <summary>True when the letter, or at least one change of it, is meant. Facts that list only some of their changes are judged by those.</summary>
    public bool Matches(LetterFacts facts, DateTimeOffset now) =>
        MatchesLetter(facts, now) && (!AsksForChanges || facts.Changes.Any(Matches));

    /// <summary>True when the letter and every change of it is meant: what is thrown away must not hold anything else. False when not all changes are listed.</summary>
    public bool MatchesWhole(LetterFacts facts, DateTimeOffset now) =>
        MatchesLetter(facts, now) && (!AsksForChanges || (facts.ChangeCount > 0 && facts.Changes.Count == facts.ChangeCount && facts.Changes.All(Matches)));

    /// <summary>Reads a filter as a person writes it; null and empty mean "not set".</summary>
    /// <param name="reasons">Names of <see cref="DeadLetterReason"/>, separated by commas.</param>
    /// <param name="origin">A region.</param>
    /// <param name="entity">A logical name.</param>
    /// <param name="keyPrefix">Start of a key.</param>
    /// <param name="olderThan">An age: <c>90s</c>, <c>30m</c>, <c>2h</c>, <c>7d</c>, or as ISO 8601 has it, <c>PT2H</c>.</param>
    /// <param name="newerThan">Another.</param>
    /// <exception cref="ArgumentException">A value is not one of these; the message names it.</exception>
    public static LetterFilter Parse(
        string? reasons = null, string? origin = null, string? entity = null, string? keyPrefix = null, string? olderThan = null, string? newerThan = null)
    {
        var filter = new LetterFilter
        {
            Reasons = [.. (reasons ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(ParseReason).Distinct()],
            Origin = NullIfEmpty(origin),
            Entity = NullIfEmpty(entity),
            KeyPrefix = NullIfEmpty(keyPrefix),
            OlderThan = ParseAge("olderThan", olderThan),
            NewerThan = ParseAge("newerThan", newerThan),
        };
        return filter.OlderThan > filter.NewerThan
            ? throw new ArgumentException($"\"olderThan\" is '{olderThan}' and \"newerThan\" is '{newerThan}': no letter is both.")
            : filter;
    }

    private bool AsksForChanges => Entity is not null || KeyPrefix is not null;

    private bool MatchesLetter(LetterFacts facts, DateTimeOffset now)
    {
        var age = now - DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(facts.LastMs, 0, now.ToUnixTimeMilliseconds()));
        return (Reasons.Count == 0 || (facts.Reason is { } reason && Reasons.Contains(reason)))
            && (Origin is null || facts.Origin == Origin)
            && (OlderThan is null || age >= OlderThan)
            && (NewerThan is null || age <= NewerThan);
    }

    private bool Matches(LetterChange change) =>
        (Entity is null || change.Entity == Entity) && (KeyPrefix is null || change.KeyText.StartsWith(KeyPrefix, StringComparison.Ordinal));

    private static DeadLetterReason ParseReason(string text) =>
        Enum.TryParse<DeadLetterReason>(text, ignoreCase: true, out var reason) && Enum.IsDefined(reason) && !char.IsAsciiDigit(text[0])
            ? reason
            : throw new ArgumentException($"\"reason\" is '{text}'; it must be one of {string.Join(", ", Enum.GetNames<DeadLetterReason>())}.");

    private static TimeSpan? ParseAge(string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var age = text[0] is 'P' or 'p' ? ParseIso(text.ToUpperInvariant()) : ParseShort(text);
        return age is { } value && value >= TimeSpan.Zero
            ? value
            : throw new ArgumentException($"\"{name}\" is '{text}'; it must be an age such as 90s, 30m, 2h, 7d or PT2H.");
    }

    private static TimeSpan? ParseIso(string text)
    {
        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    private static TimeSpan? ParseShort(string text)
    {
        if (!int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 1_000_000)
        {
            return null;
        }

        return char.ToLowerInvariant(text[^1]) switch
        {
            's' => TimeSpan.FromSeconds(count),
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            _ => null,
        };
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
