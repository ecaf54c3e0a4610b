namespace DataSync.Core.Ports;

/// <summary>The regions that an operator holds back from here: what is written here waits here until they are released.</summary>
public interface IHolds
{
    /// <summary>The regions on hold, by a consistent read; empty when there are none.</summary>
    /// <exception cref="StoreException">The store refused or could not be reached: nobody knows whether there are any.</exception>
    ValueTask<IReadOnlySet<string>> ReadAsync(CancellationToken cancellationToken);
}
