namespace DataSync.Local.Runtime;

/// <summary>How an invocation ended.</summary>
public enum InvocationStatus
{
    /// <summary>The function reported an error, or its process ended.</summary>
    Unhandled,

    /// <summary>The function took longer than its timeout; its process was ended.</summary>
    Timeout,

    /// <summary>The function could not be started or initialized; it never saw the payload.</summary>
    InitError,

    /// <summary>All the function's environments were busy; it never saw the payload.</summary>
    Throttled,

    /// <summary>The function answered.</summary>
    Succeeded,
}
