using DataSync.Cli.Flow;
using DataSync.Core.Serving;

namespace DataSync.Cli.Failover;

/// <summary>What a failover asks of the regions, and does to them.</summary>
internal interface IFailoverSite
{
    /// <summary>A region as it is now. One that does not answer has its <see cref="RegionFacts.Error"/>.</summary>
    Task<RegionFacts> LookAsync(string region, CancellationToken cancellationToken);

    /// <summary>Sets a region's serving state.</summary>
    /// <exception cref="Core.Ports.StoreException">It could not be set.</exception>
    Task SetServingAsync(string region, ServingState state, CancellationToken cancellationToken);

    /// <summary>Dead letters with writes of a region that another one lacks.</summary>
    /// <param name="from">Where they were written.</param>
    /// <param name="to">Where they are missing.</param>
    /// <param name="isFromReachable">False: only those that lie at the target are counted.</param>
    /// <param name="cancellationToken">Ends the count.</param>
    Task<LetterCounts> CountLettersAsync(string from, string to, bool isFromReachable, CancellationToken cancellationToken);

    /// <summary>Writes of a region that were captured since a time.</summary>
    Task<WriteFacts> CountWritesAsync(string region, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>What is on its way from one region to another.</summary>
    Task<DrainLook> LookAtBacklogAsync(string from, string to, CancellationToken cancellationToken);

    /// <summary>What waits to be applied in a region, whoever wrote it.</summary>
    Task<DrainTarget> LookAtTargetAsync(string to, CancellationToken cancellationToken);

    /// <summary>When the newest heartbeat of a region that another one handled was sent; null when there was none.</summary>
    Task<DateTimeOffset?> LastHeardAsync(string at, string from, CancellationToken cancellationToken);

    /// <summary>Runs a command of the operator's in a shell.</summary>
    /// <param name="command">The command.</param>
    /// <param name="variables">Environment variables for it.</param>
    /// <param name="tell">Hears each line that it prints.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its exit code.</returns>
    Task<int> ExecuteAsync(string command, IReadOnlyDictionary<string, string> variables, Action<string> tell, CancellationToken cancellationToken);
}
