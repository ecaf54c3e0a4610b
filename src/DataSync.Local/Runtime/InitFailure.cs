namespace DataSync.Local.Runtime;

/// <summary>Why a process did not come up.</summary>
/// <param name="Reported">What the function itself said; null when it said nothing.</param>
/// <param name="ErrorType">The error's type.</param>
/// <param name="ErrorMessage">The function's own message where there is one.</param>
/// <param name="LogTail">The last lines it wrote.</param>
internal sealed record InitFailure(ReportedError? Reported, string ErrorType, string ErrorMessage, string LogTail)
{
    public InvocationResult For(string requestId) => Reported is null
        ? InvocationResult.Failure(requestId, InvocationStatus.InitError, ErrorType, ErrorMessage, LogTail)
        : InvocationResult.Reported(requestId, InvocationStatus.InitError, Reported, LogTail);
}
