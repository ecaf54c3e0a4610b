using DataSync.Local.Mappings;

namespace DataSync.Local.Tests.Mappings;

public sealed class BatchGateTests
{
    [Theory]
    [InlineData(1000, 5)]
    [InlineData(2, 2)]
    [InlineData(0, 1)]
    public void Gate_starts_with_five_or_with_its_limit(int limit, int expected)
    {
        Assert.Equal(expected, new BatchGate(limit).Allowed);
    }

    [Fact]
    public void Gate_grows_up_to_its_limit_and_backs_off_down_to_one()
    {
        var gate = new BatchGate(7);
        var allowed = new List<int>();

        for (var i = 0; i < 3; i++)
        {
            gate.Grow();
            allowed.Add(gate.Allowed);
        }

        for (var i = 0; i < 3; i++)
        {
            gate.BackOff();
            allowed.Add(gate.Allowed);
        }

        Assert.Equal([6, 7, 7, 3, 1, 1], allowed);
    }

    [Fact]
    public async Task Whoever_waits_enters_when_another_leaves_and_not_before_enough_did()
    {
        var gate = new BatchGate(2);
        await gate.EnterAsync(CancellationToken.None);
        await gate.EnterAsync(CancellationToken.None);
        gate.BackOff();

        var third = gate.EnterAsync(CancellationToken.None);
        gate.Leave();
        Assert.False(third.IsCompleted);
        gate.Leave();

        await third.InTimeAsync();
    }
}
