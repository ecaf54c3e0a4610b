namespace DataSync.Core.Serving;

/// <summary>What a health check says.</summary>
public enum CheckStatus
{
    /// <summary>It is well.</summary>
    Pass,

    /// <summary>Somebody should look, and the region serves on.</summary>
    Warn,

    /// <summary>The region is not fit to serve.</summary>
    Fail,
}
