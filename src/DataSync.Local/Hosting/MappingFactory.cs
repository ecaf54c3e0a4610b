using DataSync.Local.LambdaApi;
using DataSync.Local.Mappings;
using DataSync.Local.Runtime;
using DataSync.Local.Templates;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.Remote;
using DataSync.LocalAws.Sources;

namespace DataSync.Local.Hosting;

/// <summary>Makes a region's event source mappings.</summary>
internal sealed class MappingFactory(LocalHostOptions options, SourceReaders readers, IAwsService sqs, IRestService s3, InvocationGate gate, LambdaMetrics metrics)
{
    private readonly Dictionary<FunctionPool, SemaphoreSlim> _turns = [];

    public async ValueTask<IEventSourceMapping> MakeAsync(LocalStack stack, MappingSettings settings, FunctionPool pool, CancellationToken cancellationToken)
    {
        if (!_turns.TryGetValue(pool, out var turns))
        {
            turns = _turns[pool] = new SemaphoreSlim(options.ConcurrencyCap);
        }

        var context = new MappingContext(new PoolInvoker(pool, turns, gate), pool.Function.Arn, options.Time) { BatchSent = age => metrics.BatchSent(pool.Function, age) };
        return settings switch
        {
            StreamMappingSettings stream => new StreamMapping(Fitted(stream), context, await CheckedAsync(stack.Region, stream, cancellationToken), Destination(stack, stream)),
            QueueMappingSettings queue => new QueueMapping(queue, context, readers.Queues(stack.Region), options.ConcurrencyCap),
            ScheduleMappingSettings schedule => new ScheduleMapping(schedule, context),
            _ => throw new InvalidOperationException($"Unknown mapping {settings.GetType().Name}."),
        };
    }

    /// <summary>More lanes than environments would only cut batches into smaller ones; the order of each item's records is the same.</summary>
    private StreamMappingSettings Fitted(StreamMappingSettings stream) =>
        stream with { ParallelizationFactor = Math.Min(stream.ParallelizationFactor, options.ConcurrencyCap) };

    private async ValueTask<IStreamReader> CheckedAsync(string region, StreamMappingSettings stream, CancellationToken cancellationToken)
    {
        var streams = readers.Streams(region);
        try
        {
            _ = await streams.ListShardsAsync(stream.StreamArn, cancellationToken);
            return streams;
        }
        catch (KeyNotFoundException)
        {
            throw new LocalHostException($"Mapping {stream.LogicalId}: there is no stream {stream.StreamArn} here. Only tables that the template makes exist locally.");
        }
    }

    private IFailureDestination? Destination(LocalStack stack, StreamMappingSettings stream)
    {
        if (stream.OnFailureArn is not { } arn)
        {
            return null;
        }

        return stack.Queues.FirstOrDefault(queue => queue.Arn == arn) is { } queue
            ? new QueueFailureDestination(sqs, stack.Region, queue.Url)
            : new BucketFailureDestination(new RestCalls(s3, stack.Region), arn.Split(":::")[1]);
    }
}
