using System.Text.Json.Serialization;

namespace DataSync.Cli.Trace;

/// <summary>A trace for programs. Fields are added, never renamed.</summary>
[JsonSerializable(typeof(TraceReport))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class TraceJson : JsonSerializerContext;
