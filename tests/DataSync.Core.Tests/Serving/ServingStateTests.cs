using CsCheck;
using DataSync.Core.Serving;
using Xunit;

namespace DataSync.Core.Tests.Serving;

public sealed class ServingStateTests
{
    private static readonly DateTimeOffset Since = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("serving", false)]
    [InlineData(" Serving\n", false)]
    [InlineData("draining", true)]
    [InlineData("DRAINING 2026-11-24T10:00:00Z", true)]
    [InlineData("draining 2026-11-24T10:00:00Z planned failover, see ticket 7", true)]
    public void What_an_operator_writes_is_understood(string text, bool isDraining)
    {
        Assert.True(ServingState.TryParse(text, out var state));

        Assert.Equal(isDraining, state.IsDraining);
    }

    [Theory]
    [InlineData("")]
    [InlineData("drain")]
    [InlineData("true")]
    [InlineData("draining soon")]
    [InlineData("serving 2026-11-24T10:00:00Z")]
    public void What_is_not_clear_is_not_guessed(string text) => Assert.False(ServingState.TryParse(text, out _));

    [Fact]
    public void Time_and_reason_are_told()
    {
        var state = ServingState.Draining(Since.AddMilliseconds(300), "a drill\nof  the year");

        Assert.Equal("draining 2026-11-24T10:00:00Z a drill of the year", state.ToString());
        Assert.Equal(Since, state.Since);
    }

    [Fact]
    public void Every_state_is_read_as_it_was_written() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.String).Sample((seconds, reason) =>
        {
            var state = ServingState.Draining(DateTimeOffset.FromUnixTimeSeconds(seconds), reason);

            Assert.True(ServingState.TryParse(state.ToString(), out var read));
            Assert.Equal(state, read);
        });
}
