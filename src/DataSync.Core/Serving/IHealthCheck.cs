namespace DataSync.Core.Serving;

/// <summary>Something that a region needs to be fit to serve.</summary>
public interface IHealthCheck
{
    /// <summary>Its name in the answer.</summary>
    string Name { get; }

    /// <summary>What it counts as when it is not done in time, or throws.</summary>
    CheckStatus WhenBroken { get; }

    /// <summary>Looks. What a dependency does wrong is an outcome; what is thrown is a bug, and is told by its type alone.</summary>
    ValueTask<CheckOutcome> RunAsync(CancellationToken cancellationToken);
}
