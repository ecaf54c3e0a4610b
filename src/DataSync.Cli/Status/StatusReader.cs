using DataSync.Cli.Deployments;

namespace DataSync.Cli.Status;

/// <summary>Looks at all regions.</summary>
internal sealed class StatusReader(Deployment deployment, TimeProvider time)
{
    // A region that is slow must not keep the others from being seen.
    private static readonly TimeSpan RegionTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Looks at all regions side by side. One that does not answer is reported as such; its figures are missing, not zero.</summary>
    public async Task<DeploymentStatus> ReadAsync(CancellationToken cancellationToken)
    {
        await deployment.RetryAsync(cancellationToken);
        var reports = await Task.WhenAll(deployment.Regions.Select(region => ReadAsync(region, cancellationToken)));
        var settings = deployment.Reachable.ToDictionary(r => r.Name, r => r.Settings, StringComparer.Ordinal);
        var now = time.GetUtcNow();
        return new DeploymentStatus(now, reports, [.. Diagnosis.Of(reports, now).Concat(Diagnosis.OfSettings(settings)).OrderByDescending(f => f.Severity)]);
    }

    private async Task<RegionReport> ReadAsync(RegionStack region, CancellationToken cancellationToken)
    {
        if (region.Error is { } error)
        {
            return new RegionReport(region.Name) { Error = error };
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(RegionTimeout);
        try
        {
            var others = deployment.Regions.Select(r => r.Name).Where(r => r != region.Name).ToList();
            return await new RegionReader(region, others, time).ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new RegionReport(region.Name) { Error = $"no answer within {RegionTimeout.TotalSeconds:0} seconds" };
        }
        catch (Exception e) when (e is Amazon.Runtime.AmazonClientException or Amazon.Runtime.AmazonServiceException or HttpRequestException)
        {
            return new RegionReport(region.Name) { Error = e.Message };
        }
    }
}
