using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using DataSync.Local.Templates;

namespace DataSync.Local.Mappings;

/// <summary>
/// A schedule. Each firing is an asynchronous invocation: on failure tried again after one and after two minutes (or less often, as the function says),
/// then dropped.
/// </summary>
public sealed class ScheduleMapping : IEventSourceMapping
{
    /// <summary>Timers can't be set for longer than some weeks.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private readonly ScheduleMappingSettings _settings;
    private readonly MappingContext _context;
    private readonly MappingLifetime _lifetime;
    private readonly ConcurrentDictionary<Task, byte> _firings = new();

    /// <summary>A mapping that does nothing until <see cref="StartAsync"/>; the first firing is the schedule's first time after it.</summary>
    public ScheduleMapping(ScheduleMappingSettings settings, MappingContext context)
    {
        _settings = settings;
        _context = context;
        _lifetime = new MappingLifetime(startsPaused: !settings.Enabled);
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
            while (_settings.Schedule.Next(_context.Time.GetUtcNow()) is { } next)
            {
                await WaitUntilAsync(next, cancellationToken);
                if (_lifetime.State == MappingState.Running)
                {
                    Track(FireAsync(cancellationToken));
                }
            }
        }
        finally
        {
            await Task.WhenAll(_firings.Keys);
        }
    }

    private void Track(Task firing)
    {
        _firings.TryAdd(firing, 0);
        _ = firing.ContinueWith(done => _firings.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task WaitUntilAsync(DateTimeOffset due, CancellationToken cancellationToken)
    {
        while (due - _context.Time.GetUtcNow() is { } left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < LongestWait ? left : LongestWait, _context.Time, cancellationToken);
        }
    }

    private async Task FireAsync(CancellationToken cancellationToken)
    {
        var payload = Payload();
        _lifetime.Counters.Read(1);
        try
        {
            var succeeded = await AsynchronousInvocation.RunAsync(
                async () => (await _lifetime.Counters.InvokeAsync(_context.Invoker, payload, cancellationToken)).Outcome,
                _settings.RetryAttempts,
                _settings.MaximumEventAge,
                _context.Time,
                () => _lifetime.Counters.Failed(1),
                cancellationToken);
            if (succeeded)
            {
                _lifetime.Counters.Finished(1);
            }
            else
            {
                _lifetime.Counters.GivenUp(1);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _lifetime.Counters.Returned(1);
        }
    }

    private byte[] Payload()
    {
        if (_settings.Input is { } input)
        {
            return Encoding.UTF8.GetBytes(input);
        }

        var arn = _settings.RuleArn.Split(':');
        return Encoding.UTF8.GetBytes(new JsonObject
        {
            ["version"] = "0",
            ["id"] = Guid.NewGuid().ToString(),
            ["detail-type"] = "Scheduled Event",
            ["source"] = "aws.events",
            ["account"] = arn[4],
            ["time"] = _context.Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
            ["region"] = arn[3],
            ["resources"] = new JsonArray(_settings.RuleArn),
            ["detail"] = new JsonObject(),
        }.ToJsonString());
    }
}
