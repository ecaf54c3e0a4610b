namespace DataSync.Cli.WebConsole;

/// <summary>Two writes of one item that did not know of each other.</summary>
/// <param name="Region">Where it was noticed.</param>
/// <param name="Entity">Table or bucket.</param>
/// <param name="Name">Key of the item or object.</param>
/// <param name="Winner">Version that stays.</param>
/// <param name="Loser">Version that was replaced.</param>
/// <param name="KeptMs">When the loser was put aside, in milliseconds since the Unix epoch.</param>
/// <param name="KeptAt">Where the loser is kept; null when it is not.</param>
internal sealed record ConsoleConflict(string Region, string Entity, string Name, string Winner, string Loser, long KeptMs, string? KeptAt);
