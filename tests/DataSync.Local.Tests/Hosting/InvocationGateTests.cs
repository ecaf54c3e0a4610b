using DataSync.Local.Hosting;
using DataSync.Local.Tests.Mappings;

namespace DataSync.Local.Tests.Hosting;

public sealed class InvocationGateTests
{
    private readonly InvocationGate _gate = new();

    [Fact]
    public async Task Action_runs_when_those_inside_have_left_and_before_anybody_enters()
    {
        var events = new List<string>();
        await _gate.EnterAsync(CancellationToken.None);
        await _gate.EnterAsync(CancellationToken.None);

        var action = _gate.WhileEmptyAsync(() => events.Add("action"));
        var entering = EnterAsync();
        _gate.Leave();
        var tooEarly = (action.IsCompleted, entering.IsCompleted);
        _gate.Leave();
        await action.InTimeAsync();
        await entering.InTimeAsync();

        Assert.Equal((false, false), tooEarly);
        Assert.Equal(["action", "entered"], events);

        async Task EnterAsync()
        {
            await _gate.EnterAsync(CancellationToken.None);
            events.Add("entered");
        }
    }

    [Fact]
    public async Task Gate_opens_again_after_an_action_that_fails()
    {
        await Assert.ThrowsAsync<FormatException>(() => _gate.WhileEmptyAsync(() => throw new FormatException()));

        await _gate.EnterAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Waiting_at_the_gate_ends_with_the_token()
    {
        using var stopping = new CancellationTokenSource();
        await _gate.EnterAsync(CancellationToken.None);
        var action = _gate.WhileEmptyAsync(() => { });
        var entering = _gate.EnterAsync(stopping.Token).AsTask();

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => entering);
        _gate.Leave();
        await action.InTimeAsync();
    }
}
