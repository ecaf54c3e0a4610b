using DataSync.Core.Ports;
using DataSync.Core.Serving;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Core.Tests.Serving;

public sealed class HealthChecksTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_check_that_hangs_fails_when_its_time_is_over_and_holds_up_no_other()
    {
        var stuck = new TaskCompletionSource<CheckOutcome>();
        var run = Run(new FakeCheck("stuck", _ => stuck.Task), FakeCheck.That("well", CheckStatus.Pass), new FakeCheck("optional", _ => stuck.Task, CheckStatus.Warn));
        Assert.False(run.IsCompleted);

        _time.Advance(Limit);
        var results = await run;

        Assert.Equal(["stuck", "well", "optional"], results.Select(r => r.Name));
        Assert.Equal([CheckStatus.Fail, CheckStatus.Pass, CheckStatus.Warn], results.Select(r => r.Outcome.Status));
        Assert.Equal("It took longer than 2000 ms.", results[0].Outcome.Message);
        Assert.Equal([2000L, 0, 2000], results.Select(r => r.LatencyMs));
    }

    [Fact]
    public async Task A_check_that_obeys_its_cancellation_has_run_out_of_time_too()
    {
        var run = Run(new FakeCheck("slow", async token =>
        {
            await Task.Delay(TimeSpan.FromMinutes(1), _time, token);
            return CheckOutcome.Pass("");
        }));

        _time.Advance(Limit);

        Assert.Equal("It took longer than 2000 ms.", (await run)[0].Outcome.Message);
    }

    [Fact]
    public async Task Checks_run_at_the_same_time()
    {
        var first = new TaskCompletionSource<CheckOutcome>();
        var run = Run(
            new FakeCheck("first", _ => first.Task),
            new FakeCheck("second", _ =>
            {
                first.SetResult(CheckOutcome.Pass("freed by the second"));
                return Task.FromResult(CheckOutcome.Pass(""));
            }));

        Assert.Equal("freed by the second", (await run)[0].Outcome.Message);
    }

    [Fact]
    public async Task What_a_check_throws_is_told_by_its_type_alone()
    {
        var results = await Run(
            new FakeCheck("bug", _ => throw new InvalidOperationException("password=hunter2")),
            new FakeCheck("cancelled", _ => throw new OperationCanceledException("password=hunter2")));

        Assert.All(results, r => Assert.Equal(CheckStatus.Fail, r.Outcome.Status));
        Assert.Equal("The check failed (InvalidOperationException).", results[0].Outcome.Message);
        Assert.All(results, r => Assert.DoesNotContain("hunter2", r.Outcome.Message, StringComparison.Ordinal));
        Assert.All(results, r => Assert.Contains("hunter2", r.Outcome.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public void A_store_that_throttles_is_said_to()
    {
        var throttled = new StoreException("arn:aws:dynamodb:secret", new TimeoutException("secret")) { IsThrottling = true };

        var outcome = CheckOutcome.Broken(CheckStatus.Fail, "Writing it", throttled);

        Assert.Equal("Writing it was refused for its rate (TimeoutException).", outcome.Message);
    }

    private Task<CheckResult[]> Run(params IHealthCheck[] checks) => new HealthChecks(checks, Limit, _time).RunAsync();
}
