namespace DataSync.Cli.Deployments;

/// <summary>Why a command ends here, in words for the person who gave it.</summary>
internal sealed class OperatorException(int exitCode, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>What the tool ends with.</summary>
    public int ExitCode { get; } = exitCode;
}
