using DataSync.Cli.Failover;

namespace DataSync.Cli.Drill;

/// <summary>The regions, as a drill sees them from outside.</summary>
internal interface IDrillSite
{
    /// <summary>What a region answers to a health check.</summary>
    Task<HealthAnswer> CheckAsync(string region, CancellationToken cancellationToken);

    /// <summary>A user's request: through the front door, then the application there writes the item.</summary>
    /// <param name="region">Where simulated routing sends it.</param>
    /// <param name="item">What is written.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The region that served it.</returns>
    /// <exception cref="HttpRequestException">It was not served.</exception>
    Task<string> ServeAsync(string region, DrillItem item, CancellationToken cancellationToken);

    /// <summary>What a region's table holds of these items: digest of the content by key.</summary>
    Task<IReadOnlyDictionary<string, string>> ReadAsync(string region, IReadOnlyList<DrillItem> items, CancellationToken cancellationToken);

    /// <summary>The version of an item in the region that it was written in; null when it is not sequenced there yet, or nobody can be asked.</summary>
    Task<string?> VersionAsync(DrillItem item, CancellationToken cancellationToken);

    /// <summary>What waits in all queues.</summary>
    Task<Backlog> ReadBacklogAsync(CancellationToken cancellationToken);

    /// <summary>Deletes items in the regions that they were written in: from there the delete follows the write everywhere.</summary>
    Task DeleteAsync(IReadOnlyList<DrillItem> items, CancellationToken cancellationToken);
}

/// <summary>How a region is taken out and brought back.</summary>
internal interface IOutage
{
    /// <summary>True when the drill itself takes the region out, and has to bring it back whatever happens.</summary>
    bool IsOurs { get; }

    /// <summary>Takes the region out.</summary>
    /// <returns>The moment of loss.</returns>
    Task<DateTimeOffset> BeginAsync(CancellationToken cancellationToken);

    /// <summary>Brings it back. Doing it twice, or without a begin, changes nothing.</summary>
    /// <returns>When it was back.</returns>
    Task<DateTimeOffset> EndAsync(CancellationToken cancellationToken);
}
