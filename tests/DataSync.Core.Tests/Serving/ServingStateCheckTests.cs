using DataSync.Core.Ports;
using DataSync.Core.Serving;
using Xunit;

namespace DataSync.Core.Tests.Serving;

public sealed class ServingStateCheckTests
{
    private readonly FakeSwitch _switch = new();
    private readonly ServingStateCheck _check;

    public ServingStateCheckTests() => _check = new ServingStateCheck(_switch);

    [Fact]
    public async Task Serving_passes()
    {
        _switch.Text = "serving";

        Assert.Equal(CheckOutcome.Pass("Serving."), await _check.RunAsync(default));
        Assert.False(_check.Last.IsDraining);
    }

    [Fact]
    public async Task Draining_is_told_with_its_time_and_without_its_reason()
    {
        _switch.Text = "draining 2026-11-24T10:00:00Z key AKIA123 leaked";

        var outcome = await _check.RunAsync(default);

        Assert.True(_check.Last.IsDraining);
        Assert.Equal("Draining since 2026-11-24T10:00:00Z.", outcome.Message);
        Assert.Contains("AKIA123", outcome.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("draining", true)]
    [InlineData("serving", false)]
    public async Task When_it_can_not_be_read_the_last_state_stands(string before, bool isDraining)
    {
        _switch.Text = before;
        await _check.RunAsync(default);
        _switch.Text = null;

        var outcome = await _check.RunAsync(default);

        Assert.Equal(CheckStatus.Warn, outcome.Status);
        Assert.Equal($"Reading the serving state, which was {before} before, failed (TimeoutException).", outcome.Message);
        Assert.Equal(isDraining, _check.Last.IsDraining);
    }

    [Fact]
    public async Task A_word_that_is_neither_leaves_the_last_state_and_says_what_to_do()
    {
        _switch.Text = "draining";
        await _check.RunAsync(default);
        _switch.Text = "hunter2";

        var outcome = await _check.RunAsync(default);

        Assert.True(_check.Last.IsDraining);
        Assert.Equal("The serving state's parameter says neither serving nor draining; draining stands. Set it to one of the two.", outcome.Message);
    }

    [Fact]
    public async Task A_region_whose_state_was_never_read_serves()
    {
        _switch.Text = null;

        await _check.RunAsync(default);

        Assert.False(_check.Last.IsDraining);
    }

    private sealed class FakeSwitch : IServingSwitch
    {
        public string? Text { get; set; }

        public ValueTask<string> ReadAsync(CancellationToken cancellationToken) =>
            Text is { } text ? new(text) : throw new StoreException("arn:aws:ssm:secret", new TimeoutException("secret"));

        public ValueTask WriteAsync(ServingState state, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
