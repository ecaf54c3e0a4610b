using System.Text.Json.Serialization;

namespace DataSync.Cli.Cost;

/// <summary>Reports for programs, and price tables. Fields are added, never renamed.</summary>
[JsonSerializable(typeof(CostReport))]
[JsonSerializable(typeof(PriceTable))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
internal sealed partial class CostJson : JsonSerializerContext;
