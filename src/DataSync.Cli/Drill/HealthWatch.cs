namespace DataSync.Cli.Drill;

/// <summary>
/// Tells a region's health from its checks as Route 53 does: healthy until so many checks in a row have failed, then
/// unhealthy until as many in a row have succeeded. A new one is healthy.
/// </summary>
/// <param name="threshold">Checks in a row, at least 1.</param>
internal sealed class HealthWatch(int threshold)
{
    private int _contrary;

    /// <summary>What routing takes the region for.</summary>
    public bool IsHealthy { get; private set; } = true;

    /// <summary>Takes a check's result.</summary>
    /// <returns>True when it changed the region's health.</returns>
    public bool Observe(bool isSuccess)
    {
        if (isSuccess == IsHealthy)
        {
            _contrary = 0;
            return false;
        }

        if (++_contrary < threshold)
        {
            return false;
        }

        IsHealthy = isSuccess;
        _contrary = 0;
        return true;
    }
}
