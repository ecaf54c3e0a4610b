using DataSync.Core.Items;
using DataSync.Core.Versions;

namespace DataSync.Core.Ledger;

/// <summary>A local write as it is entered into the ledger.</summary>
/// <param name="Version">The version it is given.</param>
/// <param name="Position">Its place in the stream.</param>
/// <param name="Digest">Digest of what it left behind; null for a delete.</param>
public readonly record struct LocalWrite(ItemVersion Version, StreamPosition Position, Digest? Digest);
