using System.Globalization;
using DataSync.Core.Ports;

namespace DataSync.Core.Serving;

/// <summary>
/// Is a region too far behind to serve? Judged by what arrived and by what waits here, never by who says nothing: a region that
/// is gone must not take the others with it.
/// </summary>
public static class ReplicationVerdict
{
    /// <summary>For so long an origin may say nothing before somebody is told; the alarm on missing heartbeats waits as long.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromMinutes(5);

    /// <summary>The verdict. Over a limit are, in this order:</summary>
    /// <remarks>
    /// lag: the last heartbeat of a region that is heard of took longer than the limit;
    /// not applying: changes wait here, and no region at all was heard of for longer than the limit;
    /// backlog; dead letters.
    /// A region that is silent while nothing waits here, or while others are heard of, is the one in trouble: that only warns.
    /// So does what could not be read, and a region that was never heard of.
    /// </remarks>
    public static CheckOutcome Judge(ReplicationLimits limits, ReplicationFacts facts, DateTimeOffset now)
    {
        var over = new List<string>();
        var notes = new List<string>();
        JudgeHeartbeats(limits, facts, now, over, notes);
        if (limits.MaxBacklogCount > 0 && facts.BacklogCount > limits.MaxBacklogCount)
        {
            over.Add($"{Count(facts.BacklogCount)} messages wait here, more than {Count(limits.MaxBacklogCount)}");
        }

        if (limits.MaxDeadLetterCount > 0 && facts.DeadLetterCount > limits.MaxDeadLetterCount)
        {
            over.Add($"there are {Count(facts.DeadLetterCount)} dead letters, more than {Count(limits.MaxDeadLetterCount)}");
        }

        if (over.Count > 0)
        {
            return new CheckOutcome(limits.IsFailure ? CheckStatus.Fail : CheckStatus.Warn, Sentence([.. over, .. notes]));
        }

        var lag = facts.Heard is { Count: > 0 } heard ? $"heartbeats took up to {Seconds(heard.Max(h => h.Delay))} s, " : "";
        var summary = $"{lag}{Count(facts.BacklogCount)} messages wait, {Count(facts.DeadLetterCount)} dead letters";
        return notes.Count > 0 ? new CheckOutcome(CheckStatus.Warn, Sentence([.. notes, summary])) : CheckOutcome.Pass(Sentence([summary]));
    }

    private static void JudgeHeartbeats(ReplicationLimits limits, ReplicationFacts facts, DateTimeOffset now, List<string> over, List<string> notes)
    {
        if (facts.Heard is not { } heard)
        {
            notes.Add("when the other regions were last heard of could not be read");
            return;
        }

        foreach (var origin in facts.Others.Where(o => !heard.Any(h => h.Origin == o)))
        {
            notes.Add($"nothing was ever heard of {origin}");
        }

        var isJudged = limits.MaxLag > TimeSpan.Zero;
        var quiet = isJudged && limits.MaxLag > SilentAfter ? limits.MaxLag : SilentAfter;
        foreach (var last in heard)
        {
            var silence = SilenceOf(last, now);
            if (isJudged && last.Delay > limits.MaxLag && silence <= quiet)
            {
                over.Add($"a heartbeat of {last.Origin} took {Seconds(last.Delay)} s, more than {Seconds(limits.MaxLag)} s");
            }
            else if (silence > SilentAfter)
            {
                notes.Add($"nothing was heard of {last.Origin} for {Seconds(silence)} s");
            }
        }

        // What waits is somebody's, who does reach this region; and had Apply run, it would have heard of them.
        if (isJudged && heard.Count > 0 && facts.Changes.VisibleCount > 0 && heard.All(h => SilenceOf(h, now) > quiet))
        {
            over.Add($"{Count(facts.Changes.VisibleCount)} changes wait and none is applied");
        }
    }

    private static TimeSpan SilenceOf(HeardHeartbeat last, DateTimeOffset now) =>
        TimeSpan.FromMilliseconds(Math.Max(0, now.ToUnixTimeMilliseconds() - last.HeardMs));

    private static string Sentence(IReadOnlyList<string> parts)
    {
        var text = string.Join("; ", parts);
        return char.ToUpperInvariant(text[0]) + text[1..] + ".";
    }

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan span) => Count((long)span.TotalSeconds);
}
