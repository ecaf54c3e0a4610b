namespace DataSync.Simulation.Tests;

/// <summary>One piece of Core taken out or done wrong.</summary>
/// <param name="Name">What is wrong, in words.</param>
/// <param name="File">The source file, below the source folder.</param>
/// <param name="Piece">Text that stands in the file exactly once.</param>
/// <param name="Instead">What stands there in the planted version.</param>
/// <param name="Scenarios">Scenarios that notice it, the quickest first.</param>
public sealed record PlantedBug(string Name, string File, string Piece, string Instead, params string[] Scenarios)
{
    /// <summary>Where to look first: schedules that notice a thing that few do.</summary>
    public int FirstSeed { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
