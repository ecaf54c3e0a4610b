namespace DataSync.LocalAws.S3.Wire;

/// <summary>An error that the caller gets as a response.</summary>
internal sealed class S3Exception(int status, string code, string message, params (string Name, string Value)[] details) : Exception(message)
{
    public int Status => status;

    public string Code => code;

    /// <summary>Elements of the error document beside code and message.</summary>
    public (string Name, string Value)[] Details => details;

    /// <summary>Headers of the response beside the usual ones.</summary>
    public Dictionary<string, string> Headers { get; init; } = [];
}
