using DataSync.Core.FanOut;
using DataSync.Core.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Core.Tests.FanOut;

public class TargetBreakerTests
{
    private readonly FakeTimeProvider _time = new(Make.Start);

    [Fact]
    public void A_region_that_failed_is_left_alone_until_the_retry_time()
    {
        var breaker = new TargetBreaker(_time);

        breaker.Report(Make.There, isReachable: false);

        Assert.True(breaker.IsOpen(Make.There));
        Assert.False(breaker.IsOpen(Make.Third));
        _time.Advance(TargetBreaker.RetryAfter - TimeSpan.FromMilliseconds(1));
        Assert.True(breaker.IsOpen(Make.There));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(breaker.IsOpen(Make.There));
    }

    [Fact]
    public void A_region_that_answered_is_tried_at_once()
    {
        var breaker = new TargetBreaker(_time);
        breaker.Report(Make.There, isReachable: false);

        breaker.Report(Make.There, isReachable: true);

        Assert.False(breaker.IsOpen(Make.There));
    }

    [Fact]
    public void Each_failed_try_starts_the_wait_anew()
    {
        var breaker = new TargetBreaker(_time);
        breaker.Report(Make.There, isReachable: false);
        _time.Advance(TargetBreaker.RetryAfter);

        breaker.Report(Make.There, isReachable: false);

        _time.Advance(TimeSpan.FromSeconds(14));
        Assert.True(breaker.IsOpen(Make.There));
    }
}
