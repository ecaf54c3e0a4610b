using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DataSync.LocalAws.Http;

/// <summary>Source-generated, so that nothing here needs reflection.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class QueryJsonContext : JsonSerializerContext;
