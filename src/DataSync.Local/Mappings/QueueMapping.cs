using System.Collections.Concurrent;
using System.Text.Json;
using DataSync.Local.Templates;
using DataSync.LocalAws.Sources;

namespace DataSync.Local.Mappings;

/// <summary>An event source mapping from an SQS queue: long polls, and runs up to a number of batches at the same time.</summary>
public sealed class QueueMapping : IEventSourceMapping
{
    private static readonly TimeSpan PollWait = TimeSpan.FromSeconds(20);

    private readonly QueueMappingSettings _settings;
    private readonly MappingContext _context;
    private readonly IQueueReader _reader;
    private readonly MappingLifetime _lifetime;
    private readonly FilterPattern[] _filters;
    private readonly BatchGate _gate;
    private readonly bool _isFifo;
    private readonly ConcurrentDictionary<Task, byte> _batches = new();

    /// <summary>A mapping that does nothing until <see cref="StartAsync"/>. <paramref name="concurrencyCap"/> limits the batches at the same time beside the mapping's own limit.</summary>
    public QueueMapping(QueueMappingSettings settings, MappingContext context, IQueueReader reader, int concurrencyCap)
    {
        _settings = settings;
        _context = context;
        _reader = reader;
        _lifetime = new MappingLifetime(startsPaused: !settings.Enabled);
        _filters = [.. settings.Filters.Select(FilterPattern.Parse)];
        _isFifo = settings.QueueArn.EndsWith(".fifo", StringComparison.Ordinal);
        _gate = new BatchGate(Math.Min(settings.MaximumConcurrency ?? int.MaxValue, concurrencyCap));
    }

    /// <inheritdoc/>
    public MappingSettings Settings => _settings;

    MappingLifetime IEventSourceMapping.Lifetime => _lifetime;

    /// <inheritdoc/>
    public ValueTask StartAsync(CancellationToken cancellationToken = default)
    {
        _lifetime.Start(RunAsync);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _lifetime.DisposeAsync();

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _gate.EnterAsync(cancellationToken);
                await _lifetime.EnterAsync(cancellationToken);
                var messages = await PollAsync(cancellationToken);
                if (messages.Count == 0)
                {
                    _lifetime.Leave();
                    _gate.Leave();
                    continue;
                }

                // Filled here, not beside the next poll: two that collect at the same time would only make smaller batches.
                var visibleAgain = _context.Time.GetUtcNow() + _settings.VisibilityTimeout;
                var batch = await FillAsync(messages, cancellationToken);
                Track(HandleAsync(batch, visibleAgain, cancellationToken));
            }
        }
        finally
        {
            await Task.WhenAll(_batches.Keys);
        }
    }

    private async ValueTask<IReadOnlyList<ReceivedMessage>> PollAsync(CancellationToken cancellationToken)
    {
        using var poll = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lifetime.Pausing);
        try
        {
            var messages = await _reader.ReceiveAsync(_settings.QueueArn, _settings.BatchSize, PollWait, visibility: null, poll.Token);
            _lifetime.Counters.Read(messages.Count);
            return messages;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Paused in the middle of a poll.
            return [];
        }
    }

    private void Track(Task batch)
    {
        _batches.TryAdd(batch, 0);
        _ = batch.ContinueWith(done => _batches.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task HandleAsync(IReadOnlyList<ReceivedMessage> messages, DateTimeOffset visibleAgain, CancellationToken cancellationToken)
    {
        var pending = messages.Count;
        try
        {
            var matching = await FilterAsync(messages, cancellationToken);
            pending = matching.Count;
            foreach (var batch in Split(matching))
            {
                var isDone = await InvokeAsync(batch, visibleAgain, cancellationToken);
                pending -= batch.Count;
                if (_isFifo && !isDone)
                {
                    // What follows may be of the same group: it comes back together with what failed.
                    _lifetime.Counters.Returned(pending);
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping: the messages come back by themselves after their visibility timeout.
            _lifetime.Counters.Returned(pending);
        }
        catch (Exception exception)
        {
            _lifetime.Fail(exception);
        }
        finally
        {
            _lifetime.Leave();
            _gate.Leave();
        }
    }

    private async ValueTask<IReadOnlyList<ReceivedMessage>> FillAsync(IReadOnlyList<ReceivedMessage> first, CancellationToken cancellationToken)
    {
        if (first.Count >= _settings.BatchSize || _settings.BatchWindow == TimeSpan.Zero)
        {
            return first;
        }

        var windowEnd = _context.Time.GetUtcNow() + _settings.BatchWindow;
        var messages = new List<ReceivedMessage>(first);
        using var filling = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lifetime.Pausing);
        try
        {
            while (messages.Count < _settings.BatchSize && windowEnd - _context.Time.GetUtcNow() is { } left && left > TimeSpan.Zero)
            {
                var more = await _reader.ReceiveAsync(_settings.QueueArn, _settings.BatchSize - messages.Count, left, visibility: null, filling.Token);
                _lifetime.Counters.Read(more.Count);
                messages.AddRange(more);
            }

            return messages;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Paused: what is there is the batch.
            return messages;
        }
        catch (OperationCanceledException)
        {
            _lifetime.Counters.Returned(messages.Count);
            throw;
        }
    }

    private async ValueTask<IReadOnlyList<ReceivedMessage>> FilterAsync(IReadOnlyList<ReceivedMessage> messages, CancellationToken cancellationToken)
    {
        if (_filters.Length == 0)
        {
            return messages;
        }

        var matching = new List<ReceivedMessage>(messages.Count);
        foreach (var message in messages)
        {
            using var document = JsonDocument.Parse(message.Json);
            if (_filters.Any(filter => filter.Matches(document.RootElement)))
            {
                matching.Add(message);
                continue;
            }

            await _reader.DeleteAsync(_settings.QueueArn, message.ReceiptHandle, cancellationToken);
            _lifetime.Counters.Filtered(1);
        }

        return matching;
    }

    /// <summary>Parts that fit into an event each; nearly always one.</summary>
    private static IEnumerable<IReadOnlyList<ReceivedMessage>> Split(IReadOnlyList<ReceivedMessage> messages)
    {
        var part = new List<ReceivedMessage>();
        var bytes = EventPayload.Overhead;
        foreach (var message in messages)
        {
            if (part.Count > 0 && bytes + message.Json.Length + 1 > EventPayload.MaxBytes)
            {
                yield return part;
                part = [];
                bytes = EventPayload.Overhead;
            }

            part.Add(message);
            bytes += message.Json.Length + 1;
        }

        if (part.Count > 0)
        {
            yield return part;
        }
    }

    /// <summary>True when every message of the batch is done.</summary>
    private async Task<bool> InvokeAsync(IReadOnlyList<ReceivedMessage> batch, DateTimeOffset visibleAgain, CancellationToken cancellationToken)
    {
        var payload = EventPayload.Of(batch, message => message.Json);
        for (var throttles = 1; ; throttles++)
        {
            var invocation = await _lifetime.Counters.InvokeAsync(_context.Invoker, payload, cancellationToken);
            if (invocation.Outcome != InvocationOutcome.Throttled)
            {
                Scale(invocation);
                return await SettleAsync(batch, invocation, cancellationToken) == 0;
            }

            _gate.BackOff();
            var wait = Backoff.Before(throttles);
            if (_context.Time.GetUtcNow() + wait >= visibleAgain)
            {
                // Held for as long as it was ours; now the queue hands it out again.
                _lifetime.Counters.Returned(batch.Count);
                return false;
            }

            await Task.Delay(wait, _context.Time, cancellationToken);
        }
    }

    /// <summary>With ReportBatchItemFailures a failed invocation is no reason to poll less; that is documented.</summary>
    private void Scale(Invocation invocation)
    {
        if (invocation.Outcome == InvocationOutcome.Succeeded)
        {
            _gate.Grow();
        }
        else if (!_settings.ReportsBatchItemFailures)
        {
            _gate.BackOff();
        }
    }

    /// <summary>Deletes what is done and returns how many messages are not.</summary>
    private async ValueTask<int> SettleAsync(IReadOnlyList<ReceivedMessage> batch, Invocation invocation, CancellationToken cancellationToken)
    {
        var failed = Failed(batch, invocation);
        foreach (var message in batch)
        {
            // A failed message is left alone: it becomes visible when its visibility timeout ends, not before.
            if (failed?.Contains(message.MessageId) == false)
            {
                await _reader.DeleteAsync(_settings.QueueArn, message.ReceiptHandle, cancellationToken);
            }
        }

        var failedCount = failed?.Count ?? batch.Count;
        if (failedCount > 0)
        {
            _lifetime.Counters.Failed(failedCount);
        }

        _lifetime.Counters.Finished(batch.Count - failedCount);
        _lifetime.Counters.Returned(failedCount);
        return failedCount;
    }

    private IReadOnlySet<string>? Failed(IReadOnlyList<ReceivedMessage> batch, Invocation invocation)
    {
        if (invocation.Outcome != InvocationOutcome.Succeeded)
        {
            return null;
        }

        return _settings.ReportsBatchItemFailures
            ? BatchResponse.FailedIdentifiers(invocation.Payload, batch.Select(message => message.MessageId).ToHashSet(StringComparer.Ordinal))
            : new HashSet<string>(StringComparer.Ordinal);
    }
}
