namespace DataSync.LocalAws.Sqs;

/// <summary>The operations that send dead letters back.</summary>
internal sealed class MoveTaskOperations(TimeProvider time, QueueDirectory queues)
{
    private const int MaxListed = 10;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<MoveTask>> _bySource = new(StringComparer.Ordinal);

    public StartMessageMoveTaskResult Start(string region, StartMessageMoveTaskRequest request)
    {
        var source = Source(region, request.SourceArn);
        if (!queues.SourcesOf(source).Any())
        {
            throw SqsException.InvalidParameter("Source queue must be configured as a Dead Letter Queue.");
        }

        if (request.MaxNumberOfMessagesPerSecond is < 1 or > MoveTask.MaxPerSecond)
        {
            throw SqsException.InvalidParameter(
                $"Value {request.MaxNumberOfMessagesPerSecond} for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: Must be between 1 and {MoveTask.MaxPerSecond}.");
        }

        var task = new MoveTask(time, source, Destination(source, request.DestinationArn), request.MaxNumberOfMessagesPerSecond, queues.FromArn);
        lock (_lock)
        {
            if (!_bySource.TryGetValue(source.Arn, out var tasks))
            {
                _bySource[source.Arn] = tasks = [];
            }

            if (tasks.Exists(earlier => earlier.IsRunning))
            {
                task.Dispose();
                throw SqsException.InvalidParameter("There is already a task running. Only one active task is allowed for a source queue arn at a given time.");
            }

            // Newest first, and only as many as can ever be listed.
            tasks.Insert(0, task);
            tasks.RemoveRange(Math.Min(tasks.Count, MaxListed), Math.Max(0, tasks.Count - MaxListed));
        }

        task.Start();
        return new StartMessageMoveTaskResult(task.Handle);
    }

    public ListMessageMoveTasksResult List(string region, ListMessageMoveTasksRequest request)
    {
        var source = Source(region, request.SourceArn);
        var max = request.MaxResults ?? 1;
        if (max is < 1 or > MaxListed)
        {
            throw SqsException.InvalidParameter($"Value {max} for parameter MaxResults is invalid. Reason: Must be between 1 and {MaxListed}.");
        }

        lock (_lock)
        {
            var entries = _bySource.GetValueOrDefault(source.Arn)?.Take(max).Select(task => task.Describe()).ToList();
            return new ListMessageMoveTasksResult(entries);
        }
    }

    public CancelMessageMoveTaskResult Cancel(CancelMessageMoveTaskRequest request)
    {
        var handle = request.TaskHandle ?? throw SqsException.MissingParameter("TaskHandle");
        lock (_lock)
        {
            var task = _bySource.Values.SelectMany(tasks => tasks).FirstOrDefault(task => task.Handle == handle)
                ?? throw SqsException.ResourceNotFound("Task does not exist.");
            var moved = task.Cancel() ?? throw SqsException.InvalidParameter("Only active tasks can be cancelled.");
            return new CancelMessageMoveTaskResult(moved);
        }
    }

    private SqsQueue Source(string region, string? arn)
    {
        var source = queues.FromArn(arn ?? throw SqsException.MissingParameter("SourceArn"));
        return source is not null && source.Name.Region == region
            ? source
            : throw SqsException.ResourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");
    }

    private SqsQueue? Destination(SqsQueue source, string? arn)
    {
        if (arn is null)
        {
            return null;
        }

        var destination = queues.FromArn(arn);
        if (destination is null || destination.Name.Region != source.Name.Region)
        {
            throw SqsException.ResourceNotFound("The resource that you specified for the DestinationArn parameter doesn't exist.");
        }

        return destination.Name.IsFifo == source.Name.IsFifo && destination.Arn != source.Arn
            ? destination
            : throw SqsException.InvalidParameter("The destination must be another queue of the same type as the source.");
    }
}
