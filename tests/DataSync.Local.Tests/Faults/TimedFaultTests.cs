using DataSync.Local.Faults;

namespace DataSync.Local.Tests.Faults;

public sealed class TimedFaultTests
{
    private static readonly string[] Regions = ["us-east-1", "eu-west-1"];

    [Theory]
    [InlineData("cut:eu-west-1", FaultKind.Cut, null, null, 1, 0, 0, null)]
    [InlineData("cut:eu-west-1@10s+30s", FaultKind.Cut, null, null, 1, 0, 10, 30.0)]
    [InlineData("delay:eu-west-1=250ms+2m", FaultKind.Delay, null, null, 1, 0.25, 0, 120.0)]
    [InlineData("throttle:eu-west-1/dynamodb=0.5", FaultKind.Throttle, "dynamodb", null, 0.5, 0, 0, null)]
    [InlineData("deny:eu-west-1/sqs:datasync-changes@1h", FaultKind.Deny, "sqs", "datasync-changes", 1, 0, 3600, null)]
    [InlineData("lose:eu-west-1=0.01", FaultKind.Lose, null, null, 0.01, 0, 0, null)]
    [InlineData("kill:eu-west-1/ApplyFunction=0.02", FaultKind.Kill, "ApplyFunction", null, 0.02, 0, 0, null)]
    [InlineData("KILL:eu-west-1", FaultKind.Kill, null, null, 1, 0, 0, null)]
    [InlineData("duplicate:eu-west-1=0.2", FaultKind.Duplicate, null, null, 0.2, 0, 0, null)]
    [InlineData("freeze:eu-west-1+3d", FaultKind.Freeze, null, null, 1, 0, 0, 259200.0)]
    [InlineData("skew:eu-west-1=-1500ms", FaultKind.Skew, null, null, 1, -1.5, 0, null)]
    public void Fault_is_read_as_it_is_written(string text, FaultKind kind, string? target, string? contains, double share, double amount, double start, double? duration)
    {
        var timed = Assert.Single(TimedFault.Parse(text, Regions));

        var expected = new Fault(kind, "eu-west-1") { Target = target, Text = contains, Share = share, Amount = TimeSpan.FromSeconds(amount) };
        Assert.Equal(new TimedFault(expected, TimeSpan.FromSeconds(start), duration is { } seconds ? TimeSpan.FromSeconds(seconds) : null), timed);
        Assert.Equal(text.ToLowerInvariant(), timed.ToString().ToLowerInvariant());
    }

    [Fact]
    public void Star_stands_for_every_region()
    {
        var faults = TimedFault.Parse("cut:*@1s", Regions);

        Assert.Equal(Regions, faults.Select(timed => timed.Fault.Region));
    }

    [Theory]
    [InlineData("cut", "must look like KIND:REGION")]
    [InlineData("break:eu-west-1", "'break' is none of cut, delay, throttle")]
    [InlineData("3:eu-west-1", "'3' is none of")]
    [InlineData("cut:eu-west-9", "region 'eu-west-9' is none of us-east-1, eu-west-1")]
    [InlineData("cut:eu-west-1/sqs", "concerns the whole region; leave out /sqs")]
    [InlineData("cut:eu-west-1=0.5", "has no strength; leave out =0.5")]
    [InlineData("throttle:eu-west-1/kinesis", "service 'kinesis' is none of dynamodb, sqs, s3")]
    [InlineData("throttle:eu-west-1=2", "'2' must be a share above 0, up to 1")]
    [InlineData("throttle:eu-west-1=0", "'0' must be a share above 0, up to 1")]
    [InlineData("delay:eu-west-1", "needs a time, such as =250ms")]
    [InlineData("delay:eu-west-1=0s", "must be longer than nothing")]
    [InlineData("delay:eu-west-1=10", "'10' is not a time; write 250ms, 10s")]
    [InlineData("cut:eu-west-1@soon", "'soon' is not a time")]
    public void Mistake_is_named_with_the_fault_and_the_remedy(string text, string reason)
    {
        var error = Assert.Throws<ArgumentException>(() => TimedFault.Parse(text, Regions));

        Assert.StartsWith($"Fault '{text}': ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
