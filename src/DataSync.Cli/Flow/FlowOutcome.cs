namespace DataSync.Cli.Flow;

/// <summary>What a pause or a resume did.</summary>
/// <param name="Action"><c>pause</c> or <c>resume</c>.</param>
/// <param name="Region">The region it is about.</param>
/// <param name="Steps">What was done, or was so already, or could not be done.</param>
/// <param name="Notes">What a person should know about it.</param>
internal sealed record FlowOutcome(string Action, string Region, IReadOnlyList<FlowStep> Steps, IReadOnlyList<string> Notes)
{
    /// <summary>True when every step was done, or was so already.</summary>
    public bool IsComplete => Steps.All(step => step.Error is null);
}

/// <summary>One thing that was switched.</summary>
/// <param name="Kind"><c>apply</c>: the region's event source mapping of Apply. <c>hold</c>: the holds in a region's ledger.</param>
/// <param name="At">The region where it was switched.</param>
/// <param name="For">The regions that are held or released there; empty for <c>apply</c>.</param>
/// <param name="IsChanged">False when it was so already.</param>
/// <param name="Text">The same in words.</param>
internal sealed record FlowStep(string Kind, string At, IReadOnlyList<string> For, bool IsChanged, string Text)
{
    /// <summary>The kind of a mapping.</summary>
    public const string Apply = "apply";

    /// <summary>The kind of a hold.</summary>
    public const string Hold = "hold";

    /// <summary>Why it could not be done; null when it was.</summary>
    public string? Error { get; init; }
}
