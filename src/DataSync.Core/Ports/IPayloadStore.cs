using DataSync.Core.Envelopes;

namespace DataSync.Core.Ports;

/// <summary>Holds what is too large for a message.</summary>
public interface IPayloadStore
{
    /// <summary>Stores a payload in this region under a name made of its digest: storing it again changes nothing.</summary>
    /// <exception cref="StoreException">The store refused or could not be reached.</exception>
    ValueTask<PayloadReference> PutAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);

    /// <summary>Reads a payload from the region it was stored in, and checks it against its digest.</summary>
    /// <param name="reference">What a message says of it.</param>
    /// <param name="region">The region whose bucket holds it.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="StoreException">It is not there, is not what was stored, or the store could not be reached.</exception>
    ValueTask<ReadOnlyMemory<byte>> GetAsync(PayloadReference reference, string region, CancellationToken cancellationToken);
}
