using System.Collections.Concurrent;

namespace DataSync.LocalAws.DynamoDb.Tables;

/// <summary>Client tokens of finished transactions, so that a repeated call is not a second transaction.</summary>
internal sealed class TransactionTokens
{
    private const int MaxTokens = 10_000;

    /// <summary>AWS remembers a token for ten minutes.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (ulong BodyHash, DateTimeOffset At)> _finished = new(StringComparer.Ordinal);

    /// <summary>True when this very request has been done. Throws when the token came with another request.</summary>
    public bool IsRepeated(string token, ulong bodyHash, DateTimeOffset now)
    {
        if (!_finished.TryGetValue(token, out (ulong BodyHash, DateTimeOffset At) known) || now - known.At > Lifetime)
        {
            return false;
        }
        return known.BodyHash == bodyHash
            ? true
            : throw DynamoDbError.Service("IdempotentParameterMismatchException", "The request uses the same client token as a previous, but non-identical request.");
    }

    public void Remember(string token, ulong bodyHash, DateTimeOffset now)
    {
        if (_finished.Count >= MaxTokens)
        {
            Forget(now);
        }
        _finished[token] = (bodyHash, now);
    }

    public static ulong BodyHash(ReadOnlySpan<byte> body)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in body)
        {
            hash = (hash ^ b) * 1099511628211;
        }
        return hash;
    }

    // Expired ones first; when all are young, the oldest half.
    private void Forget(DateTimeOffset now)
    {
        KeyValuePair<string, (ulong BodyHash, DateTimeOffset At)>[] byAge = [.. _finished.OrderBy(t => t.Value.At)];
        for (int i = 0; i < byAge.Length; i++)
        {
            if (i < byAge.Length / 2 || now - byAge[i].Value.At > Lifetime)
            {
                _finished.TryRemove(byAge[i].Key, out _);
            }
        }
    }
}
