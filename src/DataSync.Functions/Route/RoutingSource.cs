using DataSync.Core.Ports;
using DataSync.Core.Routing;
using Microsoft.Extensions.Logging;

namespace DataSync.Functions.Route;

/// <summary>
/// The routing configuration that an operator keeps in a parameter: JSON, or the word <c>nearest</c> for the regions with nothing
/// but their places. It is read once a minute. What can't be read or used leaves the last good one in force; before there is
/// one nobody is routed, since a residency that is not known can't be kept.
/// </summary>
/// <param name="read">Gives the parameter's text.</param>
/// <param name="regions">All regions in sync.</param>
/// <param name="log">Told what is wrong.</param>
/// <param name="time">The clock.</param>
public sealed class RoutingSource(Func<CancellationToken, ValueTask<string>> read, IReadOnlyList<string> regions, ILogger log, TimeProvider time)
{
    /// <summary>The parameter's text that asks for no more than the nearest region.</summary>
    public const string NearestWord = "nearest";

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private string? _text;
    private RegionRouter? _router;
    private IReadOnlyCollection<string> _regions = [];
    private long? _readAt;

    /// <summary>The router of the last good configuration, and the regions it knows; null when there has not been one.</summary>
    public async ValueTask<(RegionRouter Router, IReadOnlyCollection<string> Regions)?> GetAsync(CancellationToken cancellationToken)
    {
        if (_readAt is not { } at || time.GetElapsedTime(at) >= Period)
        {
            await ReadAsync(cancellationToken);
        }

        return _router is null ? null : (_router, _regions);
    }

    private async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var text = await read(cancellationToken);

            // What was wrong is looked at, and told, again each time; what was right is not.
            if (text != _text)
            {
                var configuration = text.Trim().Equals(NearestWord, StringComparison.OrdinalIgnoreCase) ? RoutingConfiguration.Nearest(regions) : RoutingConfiguration.Parse(text);
                (_router, _regions, _text) = (new RegionRouter(configuration), [.. configuration.Regions.Keys], text);
            }

            _readAt = time.GetTimestamp();
        }
        catch (RoutingConfigurationException e)
        {
            log.RoutingRefused(e.Message);
            _readAt = time.GetTimestamp();
        }
        catch (StoreException e)
        {
            // Tried again with the next request when there is nothing yet, else in a minute.
            log.RoutingUnread(e.Message);
            _readAt = _router is null ? null : time.GetTimestamp();
        }
    }
}
