namespace DataSync.Local.Templates;

/// <summary>A function to run.</summary>
/// <param name="LogicalId">Its id in the template.</param>
/// <param name="Name">The function's name.</param>
/// <param name="Arn">As AWS would give it.</param>
/// <param name="Handler">What the executable finds in <c>_HANDLER</c>.</param>
/// <param name="Environment">Its environment variables.</param>
/// <param name="Timeout">After which an invocation is ended.</param>
/// <param name="MemorySizeMb">Memory in MiB.</param>
/// <param name="ReservedConcurrency">The most environments at once, or null for no limit of its own.</param>
/// <param name="AsyncRetries">How often a failed asynchronous invocation (a schedule's) is tried again, 0 to 2.</param>
public sealed record LocalFunction(
    string LogicalId,
    string Name,
    string Arn,
    string Handler,
    IReadOnlyDictionary<string, string> Environment,
    TimeSpan Timeout,
    int MemorySizeMb,
    int? ReservedConcurrency,
    int AsyncRetries)
{
    /// <summary>How old the event of an asynchronous invocation may get before it is dropped.</summary>
    public TimeSpan AsyncMaximumAge { get; init; } = TimeSpan.FromHours(6);
}
