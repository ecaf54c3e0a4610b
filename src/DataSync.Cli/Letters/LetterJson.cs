using System.Text.Json.Serialization;

namespace DataSync.Cli.Letters;

/// <summary>Summaries for programs. Fields are added, never renamed.</summary>
[JsonSerializable(typeof(ReplaySummary))]
[JsonSerializable(typeof(DiscardSummary))]
[JsonSerializable(typeof(EditSummary))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
internal sealed partial class LetterJson : JsonSerializerContext;

/// <summary>What became of a correction.</summary>
/// <param name="Id">The letter.</param>
/// <param name="Outcome">In short.</param>
/// <param name="Problem">What is wrong; null when nothing is.</param>
/// <param name="Archive">Name under which the original is kept; null when it is not.</param>
internal sealed record EditSummary(string Id, Core.Redrive.EditOutcome Outcome, string? Problem, string? Archive);
