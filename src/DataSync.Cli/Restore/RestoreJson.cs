using System.Text.Json.Serialization;

namespace DataSync.Cli.Restore;

/// <summary>Summaries for programs. Fields are added, never renamed.</summary>
[JsonSerializable(typeof(RestoreSummary))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class RestoreJson : JsonSerializerContext;
