using System.Text.Json.Serialization;

namespace DataSync.Cli.Status;

/// <summary>A status on one line, for programs that read a stream of them.</summary>
[JsonSerializable(typeof(DeploymentStatus))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
internal sealed partial class StatusLineJson : JsonSerializerContext;
