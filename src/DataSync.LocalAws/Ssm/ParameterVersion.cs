namespace DataSync.LocalAws.Ssm;

/// <summary>One version of a parameter; it never changes.</summary>
internal sealed record ParameterVersion(string Name, string Type, string Value, long Version, DateTimeOffset At)
{
    public string? Description { get; init; }

    public string? AllowedPattern { get; init; }

    public string Tier { get; init; } = "Standard";

    public string DataType { get; init; } = "text";

    /// <summary>The access key of the caller who wrote it.</summary>
    public string? WrittenBy { get; init; }
}
