namespace DataSync.LocalAws.CloudWatch;

/// <summary>Knows figures that nobody reports and that have to be looked at: how full queues are, say.</summary>
public interface IMetricSampler
{
    /// <summary>Looks at them now and says so with <see cref="MetricStore.Set"/>. Called once a minute and before every query; what can't be had is left out.</summary>
    ValueTask SampleAsync(MetricStore store, CancellationToken cancellationToken);
}
