namespace DataSync.Local.Templates;

/// <summary>When a schedule fires.</summary>
public interface ISchedule
{
    /// <summary>The first time after <paramref name="after"/>, or null when there is none any more.</summary>
    DateTimeOffset? Next(DateTimeOffset after);
}

/// <summary>Every <paramref name="Period"/>, counted from the start.</summary>
/// <param name="Period">At least a minute.</param>
public sealed record RateSchedule(TimeSpan Period) : ISchedule
{
    /// <inheritdoc/>
    public DateTimeOffset? Next(DateTimeOffset after) => after + Period;

    /// <inheritdoc/>
    public override string ToString() => $"every {Period}";
}

/// <summary>Once.</summary>
/// <param name="At">When.</param>
public sealed record OnceSchedule(DateTimeOffset At) : ISchedule
{
    /// <inheritdoc/>
    public DateTimeOffset? Next(DateTimeOffset after) => After(after) ? At : null;

    /// <inheritdoc/>
    public override string ToString() => $"once at {At:yyyy-MM-dd HH:mm:ss zzz}";

    private bool After(DateTimeOffset time) => At > time;
}
