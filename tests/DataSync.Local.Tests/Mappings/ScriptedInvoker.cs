using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using DataSync.Local.Mappings;

namespace DataSync.Local.Tests.Mappings;

/// <summary>A function whose answers the test gives, call by call.</summary>
internal sealed class ScriptedInvoker : IInvoker
{
    private readonly Channel<ScriptedCall> _calls = Channel.CreateUnbounded<ScriptedCall>();
    private int _count;

    /// <summary>Calls so far.</summary>
    public int Count => Volatile.Read(ref _count);

    public async ValueTask<Invocation> InvokeAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        var call = new ScriptedCall(payload);
        await using var registration = cancellationToken.Register(call.Cancel);
        _calls.Writer.TryWrite(call);
        return await call.Result;
    }

    public Task<ScriptedCall> NextAsync() => _calls.Reader.ReadAsync().InTimeAsync();
}

/// <summary>A call that waits for its answer.</summary>
internal sealed class ScriptedCall(ReadOnlyMemory<byte> payload)
{
    private readonly TaskCompletionSource<Invocation> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Invocation> Result => _result.Task;

    public string Text => Encoding.UTF8.GetString(payload.Span);

    /// <summary>The ids of the records, joined.</summary>
    public string Ids
    {
        get
        {
            using var document = JsonDocument.Parse(payload);
            return string.Join(' ', document.RootElement.GetProperty("Records").EnumerateArray().Select(record => record.GetProperty("id").GetString()));
        }
    }

    public void Succeed(string answer = "") =>
        _result.TrySetResult(new Invocation(InvocationOutcome.Succeeded, Encoding.UTF8.GetBytes(answer), null, "request"));

    public void Report(params string[] failed) => Succeed(JsonSerializer.Serialize(new { batchItemFailures = failed.Select(itemIdentifier => new { itemIdentifier }) }));

    public void Fail() => _result.TrySetResult(new Invocation(InvocationOutcome.Failed, default, "Boom: it broke", "request"));

    public void Throttle() => _result.TrySetResult(new Invocation(InvocationOutcome.Throttled, default, null, "request"));

    public void Cancel() => _result.TrySetCanceled();
}
