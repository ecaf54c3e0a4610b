namespace Amazon.Lambda.Core;

/// <summary>How much a log line matters, least first.</summary>
public enum LogLevel
{
    /// <summary>Every step.</summary>
    Trace = 0,

    /// <summary>For whoever debugs.</summary>
    Debug = 1,

    /// <summary>The normal course of things.</summary>
    Information = 2,

    /// <summary>Unusual, and handled.</summary>
    Warning = 3,

    /// <summary>An operation failed.</summary>
    Error = 4,

    /// <summary>The function can't go on.</summary>
    Critical = 5,
}
