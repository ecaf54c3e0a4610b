namespace DataSync.Cli.Drill;

/// <summary>
/// Where a user is sent: to the first healthy region in the order of preference, and to the first of all when none is
/// healthy (Route 53 then takes all for healthy). A client keeps an answer for the time to live.
/// </summary>
/// <param name="preference">The regions, the preferred one first.</param>
/// <param name="isHealthy">What the health checks say.</param>
/// <param name="timeToLive">How long an answer is kept.</param>
internal sealed class DrillRouting(IReadOnlyList<string> preference, Func<string, bool> isHealthy, TimeSpan timeToLive)
{
    private string? _answer;
    private DateTimeOffset _until;

    /// <summary>Where a request goes. One caller at a time.</summary>
    public string Where(DateTimeOffset now)
    {
        if (_answer is null || now >= _until)
        {
            _answer = preference.FirstOrDefault(isHealthy) ?? preference[0];
            _until = now + timeToLive;
        }

        return _answer;
    }
}
