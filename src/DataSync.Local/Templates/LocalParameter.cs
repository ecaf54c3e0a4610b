namespace DataSync.Local.Templates;

/// <summary>A parameter of the Parameter Store to create.</summary>
/// <param name="LogicalId">Its id in the template.</param>
/// <param name="Name">The parameter's name.</param>
/// <param name="Type"><c>String</c> or <c>StringList</c>.</param>
/// <param name="Value">Its first value.</param>
public sealed record LocalParameter(string LogicalId, string Name, string Type, string Value)
{
    /// <summary>What it is for, or null.</summary>
    public string? Description { get; init; }

    /// <summary>What every value must match, or null.</summary>
    public string? AllowedPattern { get; init; }

    /// <summary><c>Standard</c>, <c>Advanced</c> or <c>Intelligent-Tiering</c>; null: the default.</summary>
    public string? Tier { get; init; }
}
