using System.Text.Json.Serialization;

namespace DataSync.Cli.Status;

/// <summary>A status for programs. Fields are added, never renamed.</summary>
[JsonSerializable(typeof(DeploymentStatus))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
internal sealed partial class StatusJson : JsonSerializerContext;
