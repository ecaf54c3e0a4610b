namespace DataSync.Core.Serving;

/// <summary>What a region answers to those who route users.</summary>
public enum HealthStatus
{
    /// <summary>All is well.</summary>
    Healthy,

    /// <summary>It serves, and somebody should look.</summary>
    Degraded,

    /// <summary>It is not fit to serve.</summary>
    Unhealthy,

    /// <summary>Its operator has taken it out.</summary>
    Draining,
}
