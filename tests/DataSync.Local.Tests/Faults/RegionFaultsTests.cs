using DataSync.Local.Faults;
using DataSync.Local.Tests.Mappings;
using DataSync.LocalAws.Protocol;

namespace DataSync.Local.Tests.Faults;

public sealed class RegionFaultsTests
{
    private const string Here = "us-east-1";
    private const string There = "eu-west-1";
    private const string Third = "ap-southeast-1";

    private readonly SignallingTime _time = new();
    private readonly RegionFaults _faults;

    public RegionFaultsTests() => _faults = new RegionFaults(_time);

    [Theory]
    [InlineData(Here, There)]
    [InlineData(There, Here)]
    public async Task Region_that_is_cut_off_reaches_no_other_and_no_other_reaches_it(string caller, string target)
    {
        _faults.CutOff(Here);

        await Assert.ThrowsAsync<HttpRequestException>(async () => await CallAsync(caller, target));

        Assert.Equal((1, 1), (_faults.Counts(Here).Broken, _faults.Counts(There).Broken));
    }

    [Theory]
    [InlineData(Here, Here)]
    [InlineData(There, Third)]
    [InlineData(null, Here)]
    public async Task Cut_leaves_alone_what_does_not_cross_it(string? caller, string target)
    {
        _faults.CutOff(Here);

        Assert.Null(await CallAsync(caller, target));
    }

    [Fact]
    public async Task Healed_region_is_reached_again()
    {
        _faults.CutOff(Here);
        _faults.Throttle(Here, "sqs", 1);

        _faults.Heal(Here);

        Assert.Null(await CallAsync(There, Here));
        Assert.False(_faults.IsCutOff(Here));
    }

    [Fact]
    public async Task Delay_holds_calls_between_regions_and_no_others()
    {
        _faults.Delay(Here, TimeSpan.FromMilliseconds(80));

        Assert.Null(await CallAsync(Here, Here));
        var crossing = CallAsync(There, Here).AsTask();
        await _time.SetAsync(TimeSpan.FromMilliseconds(80));
        Assert.False(crossing.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(80));

        Assert.Null(await crossing);
        Assert.Equal(1, _faults.Counts(Here).Delayed);
    }

    [Fact]
    public async Task Call_under_way_when_the_cut_comes_is_lost()
    {
        _faults.Delay(Here, TimeSpan.FromSeconds(1));
        var crossing = CallAsync(There, Here).AsTask();
        await _time.SetAsync(TimeSpan.FromSeconds(1));

        _faults.CutOff(Here);
        _time.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<HttpRequestException>(() => crossing);
    }

    [Fact]
    public async Task Throttling_strikes_exactly_the_share_of_one_service()
    {
        _faults.Throttle(Here, "sqs", 0.25);
        var struck = 0;

        for (var i = 0; i < 8; i++)
        {
            struck += await CallAsync(null, Here) is { QueryErrorCode: "RequestThrottled;Sender" } ? 1 : 0;
        }

        Assert.Equal(2, struck);
        Assert.Null(await _faults.BeforeAsync(new AwsRequest("dynamodb", Here, "PutItem", default), CancellationToken.None));
        Assert.Null(await CallAsync(null, There));
        Assert.Equal(2, _faults.Counts(Here).Throttled);
    }

    private ValueTask<AwsResponse?> CallAsync(string? caller, string target) => _faults.BeforeAsync(
        new AwsRequest("sqs", target, "SendMessage", default, caller is null ? "SOMEBODY" : RegionFaults.AccessKeyId(caller)), CancellationToken.None);
}
