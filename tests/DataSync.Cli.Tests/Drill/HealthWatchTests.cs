using CsCheck;
using DataSync.Cli.Drill;

namespace DataSync.Cli.Tests.Drill;

public sealed class HealthWatchTests
{
    [Theory]
    [InlineData(3, "+++", true)]
    [InlineData(3, "--", true)]
    [InlineData(3, "---", false)]
    [InlineData(3, "--+---", false)]
    [InlineData(3, "--+--", true)]
    [InlineData(3, "---++", false)]
    [InlineData(3, "---+++", true)]
    [InlineData(3, "---++-++", false)]
    [InlineData(1, "-", false)]
    [InlineData(1, "-+", true)]
    public void Only_so_many_checks_in_a_row_change_the_health(int threshold, string checks, bool isHealthy)
    {
        var watch = new HealthWatch(threshold);

        foreach (var check in checks)
        {
            watch.Observe(check == '+');
        }

        Assert.Equal(isHealthy, watch.IsHealthy);
    }

    [Fact]
    public void The_health_is_what_the_last_checks_in_a_row_of_one_kind_said() => Gen.Select(Gen.Int[1, 5], Gen.Bool.List[0, 40]).Sample((threshold, checks) =>
    {
        var watch = new HealthWatch(threshold);
        var changes = checks.Count(watch.Observe);

        var expected = true;
        for (var i = threshold; i <= checks.Count; i++)
        {
            var run = checks.GetRange(i - threshold, threshold);
            expected = run.TrueForAll(c => c) || (!run.TrueForAll(c => !c) && expected);
        }

        return watch.IsHealthy == expected && changes % 2 == (expected ? 0 : 1);
    });
}
