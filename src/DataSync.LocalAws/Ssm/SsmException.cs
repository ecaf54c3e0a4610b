namespace DataSync.LocalAws.Ssm;

/// <summary>An error that the caller gets as a response: always status 400, known by its type.</summary>
internal sealed class SsmException(string type, string message) : Exception(message)
{
    /// <summary>The <c>__type</c> by which clients know it.</summary>
    public string Type { get; } = type;

    public static SsmException Validation(string message) => new("ValidationException", message);

    public static SsmException NotFound(string name) => new("ParameterNotFound", $"Parameter {name} not found.");
}
