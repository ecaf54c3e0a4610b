using System.Text.Json.Serialization;

namespace DataSync.Cli.Flow;

/// <summary>Outcomes for programs. Fields are added, never renamed.</summary>
[JsonSerializable(typeof(FlowOutcome))]
[JsonSerializable(typeof(DrainReport))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class FlowJson : JsonSerializerContext;
