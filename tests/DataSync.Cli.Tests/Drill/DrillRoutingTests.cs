using DataSync.Cli.Drill;

namespace DataSync.Cli.Tests.Drill;

public sealed class DrillRoutingTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);
    private readonly HashSet<string> _ill = new(StringComparer.Ordinal);

    [Fact]
    public void Users_go_to_the_first_healthy_region_and_back_when_it_is_healthy_again()
    {
        var routing = new DrillRouting(["a", "b", "c"], r => !_ill.Contains(r), TimeSpan.Zero);

        var first = routing.Where(Now);
        _ill.UnionWith(["a", "b"]);
        var moved = routing.Where(Now);
        _ill.Clear();

        Assert.Equal(("a", "c", "a"), (first, moved, routing.Where(Now)));
    }

    [Fact]
    public void When_no_region_is_healthy_all_are_taken_for_it()
    {
        _ill.UnionWith(["a", "b"]);

        Assert.Equal("a", new DrillRouting(["a", "b"], r => !_ill.Contains(r), TimeSpan.Zero).Where(Now));
    }

    [Fact]
    public void An_answer_is_kept_for_its_time_to_live()
    {
        var routing = new DrillRouting(["a", "b"], r => !_ill.Contains(r), TimeSpan.FromSeconds(60));

        routing.Where(Now);
        _ill.Add("a");

        Assert.Equal(("a", "b"), (routing.Where(Now.AddSeconds(59)), routing.Where(Now.AddSeconds(60))));
    }
}
