using System.Text.Json;

namespace DataSync.Local.Runtime;

/// <summary>The end of one invocation.</summary>
/// <param name="RequestId">The invocation's id.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Payload">The function's answer; for a failure the JSON that Lambda gives its caller (<c>errorType</c>, <c>errorMessage</c>).</param>
/// <param name="ErrorType">Null if it succeeded.</param>
/// <param name="ErrorMessage">Null if it succeeded.</param>
/// <param name="LogTail">The last lines written during the invocation, at most 4 KB. Complete when the process ended; otherwise lines just written may be missing.</param>
public sealed record InvocationResult(
    string RequestId,
    InvocationStatus Status,
    ReadOnlyMemory<byte> Payload,
    string? ErrorType,
    string? ErrorMessage,
    string LogTail)
{
    /// <summary>Whether the function answered.</summary>
    public bool Succeeded => Status == InvocationStatus.Succeeded;

    internal static InvocationResult Success(string requestId, ReadOnlyMemory<byte> payload, string logTail) =>
        new(requestId, InvocationStatus.Succeeded, payload, null, null, logTail);

    internal static InvocationResult Failure(string requestId, InvocationStatus status, string errorType, string errorMessage, string logTail = "") =>
        new(requestId, status, ErrorJson(errorType, errorMessage), errorType, errorMessage, logTail);

    /// <summary>For an error in the function's own words; a body that is not the usual JSON is handed on as it is.</summary>
    internal static InvocationResult Reported(string requestId, InvocationStatus status, ReportedError error, string logTail) =>
        new(requestId, status, error.Payload, error.ErrorType, error.ErrorMessage, logTail);

    private static byte[] ErrorJson(string errorType, string errorMessage)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("errorType", errorType);
            writer.WriteString("errorMessage", errorMessage);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
