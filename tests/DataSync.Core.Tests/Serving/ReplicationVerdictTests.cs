using CsCheck;
using DataSync.Core.Ports;
using DataSync.Core.Serving;
using Xunit;

namespace DataSync.Core.Tests.Serving;

public sealed class ReplicationVerdictTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);
    private static readonly ReplicationLimits Limits = new()
    {
        MaxLag = TimeSpan.FromSeconds(900),
        MaxBacklogCount = 1000,
        MaxDeadLetterCount = 10,
        IsFailure = true,
    };

    [Fact]
    public void A_region_that_hears_of_the_others_and_has_little_to_do_is_well()
    {
        var outcome = Judge(Facts(Heard("b", agoSeconds: 30, delaySeconds: 2), Heard("c", agoSeconds: 50)));

        Assert.Equal(CheckStatus.Pass, outcome.Status);
        Assert.Equal("Heartbeats took up to 2 s, 0 messages wait, 0 dead letters.", outcome.Message);
    }

    [Fact]
    public void Heartbeats_that_take_longer_than_the_limit_are_lag()
    {
        Assert.Equal(CheckStatus.Pass, Judge(Facts(Heard("b", 10, delaySeconds: 900), Heard("c", 10))).Status);

        var outcome = Judge(Facts(Heard("b", 10, delaySeconds: 901), Heard("c", 10)));

        Assert.Equal(CheckStatus.Fail, outcome.Status);
        Assert.Equal("A heartbeat of b took 901 s, more than 900 s.", outcome.Message);
    }

    [Fact]
    public void A_region_that_is_gone_does_not_take_this_one_with_it()
    {
        var gone = Judge(Facts(Heard("b", agoSeconds: 100_000), Heard("c", 10)) with { Changes = new QueueDepth(500, 10, 10) });
        var allGone = Judge(Facts(Heard("b", agoSeconds: 100_000, delaySeconds: 5000), Heard("c", 100_000)));

        Assert.Equal(CheckStatus.Warn, gone.Status);
        Assert.StartsWith("Nothing was heard of b for 100,000 s; ", gone.Message, StringComparison.Ordinal);
        Assert.Equal(CheckStatus.Warn, allGone.Status);
    }

    [Fact]
    public void Changes_that_wait_while_nobody_is_heard_of_are_not_applied()
    {
        var outcome = Judge(Facts(Heard("b", agoSeconds: 901), Heard("c", 2000)) with { Changes = new QueueDepth(3, 0, 0) });

        Assert.Equal(CheckStatus.Fail, outcome.Status);
        Assert.StartsWith("3 changes wait and none is applied; ", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_put_off_or_in_hand_is_no_sign_that_nothing_is_applied()
    {
        var outcome = Judge(Facts(Heard("b", 901), Heard("c", 2000)) with { Changes = new QueueDepth(0, 5, 5) });

        Assert.Equal(CheckStatus.Warn, outcome.Status);
    }

    [Fact]
    public void A_new_region_that_nobody_has_called_yet_only_warns()
    {
        var outcome = Judge(Facts() with { Changes = new QueueDepth(5, 0, 0) });

        Assert.Equal(CheckStatus.Warn, outcome.Status);
        Assert.StartsWith("Nothing was ever heard of b; nothing was ever heard of c; ", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Heartbeats_that_can_not_be_read_only_warn() => Assert.Equal(CheckStatus.Warn, Judge(Facts() with { Heard = null }).Status);

    [Fact]
    public void Backlog_and_dead_letters_are_held_to_their_limits()
    {
        var well = Facts(Heard("b", 10), Heard("c", 10));

        Assert.Equal(CheckStatus.Pass, Judge(well with { Changes = new QueueDepth(300, 300, 300), ObjectEvents = new QueueDepth(100, 0, 0), DeadLetterCount = 10 }).Status);
        Assert.Equal("1,001 messages wait here, more than 1,000.", Judge(well with { Changes = new QueueDepth(300, 300, 300), ObjectEvents = new QueueDepth(101, 0, 0) }).Message);
        Assert.Equal("There are 11 dead letters, more than 10.", Judge(well with { DeadLetterCount = 11 }).Message);
    }

    [Fact]
    public void A_limit_of_zero_is_not_judged()
    {
        var none = Limits with { MaxLag = TimeSpan.Zero, MaxBacklogCount = 0, MaxDeadLetterCount = 0 };
        var bad = Facts(Heard("b", 10, delaySeconds: 100_000), Heard("c", 10)) with { Changes = new QueueDepth(1_000_000, 0, 0), DeadLetterCount = 1_000_000 };

        Assert.Equal(CheckStatus.Pass, ReplicationVerdict.Judge(none, bad, Now).Status);
    }

    [Fact]
    public void Where_replication_is_not_to_fail_the_same_only_warns()
    {
        var outcome = ReplicationVerdict.Judge(Limits with { IsFailure = false }, Facts(Heard("b", 10), Heard("c", 10)) with { DeadLetterCount = 11 }, Now);

        Assert.Equal(CheckStatus.Warn, outcome.Status);
        Assert.Equal("There are 11 dead letters, more than 10.", outcome.Message);
    }

    // The rule that keeps a failure from going round: nothing about when others were heard of makes a region fail that has
    // nothing waiting, as long as what did arrive arrived in time.
    [Fact]
    public void Silence_alone_never_makes_a_region_fail() =>
        Gen.Select(Gen.Long[0, 10_000_000], Gen.Long[0, 900], Gen.Long[0, 10_000_000], Gen.Long[0, 900]).Sample((agoB, delayB, agoC, delayC) =>
            Assert.NotEqual(CheckStatus.Fail, Judge(Facts(Heard("b", agoB, delayB), Heard("c", agoC, delayC))).Status));

    [Fact]
    public void As_long_as_one_region_is_heard_of_in_time_another_ones_silence_never_makes_a_region_fail() =>
        Gen.Select(Gen.Long[0, 900], Gen.Long[0, 10_000_000], Gen.Long[0, 900]).Sample((agoB, agoC, waiting) =>
            Assert.NotEqual(CheckStatus.Fail, Judge(Facts(Heard("b", agoB), Heard("c", agoC)) with { Changes = new QueueDepth(waiting, 0, 0) }).Status));

    private static CheckOutcome Judge(ReplicationFacts facts) => ReplicationVerdict.Judge(Limits, facts, Now);

    private static ReplicationFacts Facts(params HeardHeartbeat[] heard) => new()
    {
        Others = ["b", "c"],
        Heard = heard,
        Changes = default,
        ObjectEvents = default,
        DeadLetterCount = 0,
    };

    private static HeardHeartbeat Heard(string origin, long agoSeconds, long delaySeconds = 0)
    {
        var heardMs = Now.ToUnixTimeMilliseconds() - (agoSeconds * 1000);
        return new HeardHeartbeat(origin, heardMs - (delaySeconds * 1000), heardMs);
    }
}
