using System.Text.Json;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.CloudWatch;

/// <summary>
/// CloudWatch's metrics over the JSON protocol (<c>GraniteServiceVersion20100801</c>): GetMetricData without math, ListMetrics, PutMetricData.
/// No alarms and no dashboards. What it keeps and how exactly is the store's matter.
/// </summary>
public sealed class CloudWatchService : IAwsService, IDisposable
{
    private static readonly TimeSpan SampleEvery = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private IMetricSampler[] _samplers = [];
    private ITimer? _timer;
    private bool _isDisposed;

    /// <param name="time">Every minute, age and sample is of this clock.</param>
    public CloudWatchService(TimeProvider time)
    {
        _time = time;
        Store = new MetricStore(time);
    }

    /// <summary>The figures.</summary>
    public MetricStore Store { get; }

    /// <summary>Asks the sampler from now on, too.</summary>
    public void Add(IMetricSampler sampler)
    {
        lock (_lock)
        {
            _samplers = [.. _samplers, sampler];
        }
    }

    /// <summary>Begins to take samples once a minute, and to forget what is too old; without it both happen at queries only.</summary>
    public void Start()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _timer ??= _time.CreateTimer(static service => ((CloudWatchService)service!).OnMinute(), this, SampleEvery, SampleEvery);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<AwsResponse> HandleAsync(AwsRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var body = JsonDocument.Parse(request.Body.IsEmpty ? "{}"u8.ToArray() : request.Body);
            var input = new CloudWatchInput(body.RootElement, "");
            switch (request.Operation)
            {
                case "GetMetricData":
                    await SampleAsync(cancellationToken);
                    return CloudWatchAnswers.Ok(new MetricDataQueries(Store, request.Region).Answer(input));
                case "ListMetrics":
                    await SampleAsync(cancellationToken);
                    return CloudWatchAnswers.Ok(new MetricListing(Store, request.Region).Answer(input));
                case "PutMetricData":
                    new MetricIntake(Store, request.Region).Take(input);
                    return CloudWatchAnswers.Ok(static json =>
                    {
                        json.WriteStartObject();
                        json.WriteEndObject();
                    });
                default:
                    throw CloudWatchException.UnknownOperation(request.Operation);
            }
        }
        catch (CloudWatchException error)
        {
            return CloudWatchAnswers.Error(error);
        }
        catch (JsonException error)
        {
            return CloudWatchAnswers.Error(CloudWatchException.Validation($"The request is not JSON: {error.Message}"));
        }
    }

    /// <summary>Ends the samples.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }
    }

    private async ValueTask SampleAsync(CancellationToken cancellationToken)
    {
        Store.Trim();
        foreach (var sampler in _samplers)
        {
            await sampler.SampleAsync(Store, cancellationToken);
        }
    }

    // Nobody waits for it: the next query samples for itself, and a sampler leaves out what it can't get.
    private void OnMinute() => _ = SampleAsync(CancellationToken.None).AsTask();
}
