using System.Text.Json;

namespace DataSync.Aws.Control;

/// <summary>An event source mapping of Lambda.</summary>
/// <param name="Id">Its UUID.</param>
/// <param name="SourceArn">The queue or stream it reads.</param>
/// <param name="State">As Lambda says: Creating, Enabling, Enabled, Disabling, Disabled, Updating or Deleting.</param>
/// <param name="FailureArn">Where batches go that are given up on; null for nowhere.</param>
public sealed record SourceMapping(string Id, string SourceArn, string State, string? FailureArn)
{
    /// <summary>True when it reads.</summary>
    public bool IsEnabled => State == "Enabled";

    /// <summary>True when it does not read and will not.</summary>
    public bool IsDisabled => State == "Disabled";

    internal static SourceMapping Read(JsonElement json) => new(
        json.GetProperty("UUID"u8).GetString()!,
        json.TryGetProperty("EventSourceArn"u8, out var arn) ? arn.GetString() ?? "" : "",
        json.GetProperty("State"u8).GetString()!,
        json.TryGetProperty("DestinationConfig"u8, out var config) && config.ValueKind == JsonValueKind.Object
            && config.TryGetProperty("OnFailure"u8, out var failure) && failure.ValueKind == JsonValueKind.Object
            && failure.TryGetProperty("Destination"u8, out var destination) ? destination.GetString() : null);
}
