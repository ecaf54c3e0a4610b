using CsCheck;
using Xunit;

namespace DataSync.Core.Tests;

public class BackoffTests
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(9, 512)]
    [InlineData(10, 900)]
    [InlineData(int.MaxValue, 900)]
    public void Attempts_wait_twice_as_long_each_time_up_to_fifteen_minutes(int attempt, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.ForAttempt(attempt));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(100, 50)]
    [InlineData(86_400, 60)]
    public void Waiting_is_looked_at_again_after_half_of_its_length_up_to_a_minute(int waited, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.ForWait(TimeSpan.FromSeconds(waited)));

    [Fact]
    public void Every_delay_is_one_a_queue_takes() =>
        Gen.Select(Gen.Int, Gen.Long[0, 1L << 40]).Sample((attempt, waitedMs) =>
        {
            foreach (var delay in new[] { Backoff.ForAttempt(attempt), Backoff.ForWait(TimeSpan.FromMilliseconds(waitedMs)) })
            {
                Assert.InRange(delay, TimeSpan.FromSeconds(1), Backoff.MaxDelay);
                Assert.Equal(0, delay.Ticks % TimeSpan.TicksPerSecond);
            }
        });
}
