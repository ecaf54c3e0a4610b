using System.Text;
using DataSync.LocalAws.Sources;

namespace DataSync.Local.Tests.Mappings;

/// <summary>A queue in memory that hands each message out once and remembers what was done to it.</summary>
internal sealed class ScriptedQueue(TimeProvider time) : IQueueReader
{
    public const string Arn = "arn:aws:sqs:eu-west-1:000000000000:work";

    private readonly Lock _lock = new();
    private readonly Queue<ReceivedMessage> _visible = new();
    private readonly List<string> _deleted = [];
    private TaskCompletionSource _changed = New();

    /// <summary>Receives that had to wait.</summary>
    public int Polls { get; private set; }

    public string Deleted
    {
        get
        {
            lock (_lock)
            {
                return string.Join(' ', _deleted);
            }
        }
    }

    public void Send(params string[] ids) => Send(0, ids);

    public void Send(int padding, params string[] ids) => Change(() =>
    {
        foreach (var id in ids)
        {
            var json = $$"""{"id":"{{id}}","body":"{\"kind\":\"{{id}}\"}","padding":"{{new string('x', padding)}}"}""";
            _visible.Enqueue(new ReceivedMessage(id, "receipt-" + id, Encoding.UTF8.GetBytes(json)));
        }
    });

    public async ValueTask<IReadOnlyList<ReceivedMessage>> ReceiveAsync(string queueArn, int maxMessages, TimeSpan wait, TimeSpan? visibility, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task? end = null;
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                changed = _changed.Task;
                var messages = new List<ReceivedMessage>();
                while (messages.Count < maxMessages && _visible.TryDequeue(out var message))
                {
                    messages.Add(message);
                }

                if (messages.Count > 0 || end?.IsCompleted == true)
                {
                    ended.Cancel();
                    return messages;
                }

                Polls++;
            }

            end ??= Task.Delay(wait, time, ended.Token);
            await Task.WhenAny(changed, end);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public ValueTask DeleteAsync(string queueArn, string receiptHandle, CancellationToken cancellationToken)
    {
        Change(() => _deleted.Add(receiptHandle["receipt-".Length..]));
        return ValueTask.CompletedTask;
    }

    /// <summary>Waits until exactly these messages were deleted, in this order.</summary>
    public async Task DeletedAsync(string ids)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                changed = _changed.Task;
                if (Deleted == ids)
                {
                    return;
                }
            }

            await changed.InTimeAsync();
        }
    }

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            _changed.SetResult();
            _changed = New();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
