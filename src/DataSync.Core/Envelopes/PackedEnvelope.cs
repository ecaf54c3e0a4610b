namespace DataSync.Core.Envelopes;

/// <summary>A packed envelope, ready to be addressed.</summary>
/// <param name="FirstChange">Index of its first change among those that were packed.</param>
/// <param name="ChangeCount">How many consecutive changes it carries.</param>
/// <param name="Json">The envelope without a target.</param>
public readonly record struct PackedEnvelope(int FirstChange, int ChangeCount, ReadOnlyMemory<byte> Json)
{
    private static ReadOnlySpan<byte> Opening => "{\"format\":1,"u8;

    /// <summary>The same envelope naming the region it is parked for.</summary>
    public ReadOnlyMemory<byte> WithTarget(string region)
    {
        var target = System.Text.Encoding.ASCII.GetBytes($"\"target\":\"{region}\",");
        var body = new byte[Json.Length + target.Length];
        Json.Span[..Opening.Length].CopyTo(body);
        target.CopyTo(body, Opening.Length);
        Json.Span[Opening.Length..].CopyTo(body.AsSpan(Opening.Length + target.Length));
        return body;
    }
}
