namespace DataSync.Functions.Hosting;

/// <summary>Reads an invocation's payload.</summary>
internal static class EventBytes
{
    /// <summary>The whole payload, without a copy where the stream already holds it in memory.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(Stream payload, CancellationToken cancellationToken)
    {
        if (payload is MemoryStream memory && memory.TryGetBuffer(out var buffer))
        {
            return buffer.AsMemory((int)memory.Position);
        }

        using var copy = new MemoryStream();
        await payload.CopyToAsync(copy, cancellationToken);
        return copy.GetBuffer().AsMemory(0, (int)copy.Length);
    }
}
