using System.Text.Json;

namespace DataSync.Local.Mappings;

/// <summary>Reads a function's answer to a batch the way Lambda does.</summary>
internal static class BatchResponse
{
    /// <summary>
    /// The identifiers that failed; empty when all is done, null when the answer counts as a failure of the whole batch:
    /// not JSON, an empty or missing identifier, or one that is not in the batch.
    /// </summary>
    public static IReadOnlySet<string>? FailedIdentifiers(ReadOnlyMemory<byte> answer, IReadOnlySet<string> batch)
    {
        var failed = new HashSet<string>(StringComparer.Ordinal);
        if (answer.Span.Trim(" \r\n\t"u8).IsEmpty)
        {
            return failed;
        }

        try
        {
            using var document = JsonDocument.Parse(answer);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("batchItemFailures", out var failures)
                || failures.ValueKind == JsonValueKind.Null)
            {
                return failed;
            }

            foreach (var failure in failures.EnumerateArray())
            {
                var identifier = failure.TryGetProperty("itemIdentifier", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
                if (!batch.Contains(identifier))
                {
                    return null;
                }

                failed.Add(identifier);
            }

            return failed;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
