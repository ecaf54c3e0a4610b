using DataSync.Core.Serving;

namespace DataSync.Core.Ports;

/// <summary>Where a region's serving state is kept.</summary>
public interface IServingSwitch
{
    /// <summary>The text that is there, whatever it says; see <see cref="ServingState.TryParse"/>.</summary>
    /// <exception cref="StoreException">It is not there, or could not be reached.</exception>
    ValueTask<string> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Puts a state there, over what was there before.</summary>
    /// <exception cref="StoreException">It was refused, or the place could not be reached.</exception>
    ValueTask WriteAsync(ServingState state, CancellationToken cancellationToken);
}
