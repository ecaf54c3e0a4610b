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

        Assert.Equal((1, 1), (_faults.Count(Here, FaultKind.Cut), _faults.Count(There, FaultKind.Cut)));
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
        _faults.Begin(new Fault(FaultKind.Throttle, Here) { Target = "sqs" });

        _faults.Heal(Here);

        Assert.Null(await CallAsync(There, Here));
        Assert.False(_faults.IsCutOff(Here));
    }

    [Fact]
    public async Task Delay_holds_calls_between_regions_and_no_others()
    {
        _faults.Begin(new Fault(FaultKind.Delay, Here) { Amount = TimeSpan.FromMilliseconds(80) });

        Assert.Null(await CallAsync(Here, Here));
        var crossing = CallAsync(There, Here).AsTask();
        await _time.SetAsync(TimeSpan.FromMilliseconds(80));
        Assert.False(crossing.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(80));

        Assert.Null(await crossing);
        Assert.Equal(1, _faults.Count(Here, FaultKind.Delay));
    }

    [Fact]
    public async Task Call_under_way_when_the_cut_comes_is_lost()
    {
        _faults.Begin(new Fault(FaultKind.Delay, Here) { Amount = TimeSpan.FromSeconds(1) });
        var crossing = CallAsync(There, Here).AsTask();
        await _time.SetAsync(TimeSpan.FromSeconds(1));

        _faults.CutOff(Here);
        _time.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<HttpRequestException>(() => crossing);
    }

    [Fact]
    public async Task Throttling_strikes_exactly_the_share_of_one_service()
    {
        _faults.Begin(new Fault(FaultKind.Throttle, Here) { Target = "sqs", Share = 0.25 });
        var struck = 0;

        for (var i = 0; i < 8; i++)
        {
            struck += await CallAsync(null, Here) is { QueryErrorCode: "RequestThrottled;Sender" } ? 1 : 0;
        }

        Assert.Equal(2, struck);
        Assert.Null(await _faults.BeforeAsync(new AwsRequest("dynamodb", Here, "PutItem", default), CancellationToken.None));
        Assert.Null(await CallAsync(null, There));
        Assert.Equal(2, _faults.Count(Here, FaultKind.Throttle));
    }

    [Theory]
    [InlineData(FaultKind.Error, "sqs", 500, "InternalFailure;Receiver")]
    [InlineData(FaultKind.Error, "dynamodb", 500, null)]
    [InlineData(FaultKind.Deny, "sqs", 403, "AccessDenied;Sender")]
    [InlineData(FaultKind.Deny, "dynamodb", 400, null)]
    [InlineData(FaultKind.Throttle, "dynamodb", 400, null)]
    [InlineData(FaultKind.Throttle, "s3", 503, null)]
    [InlineData(FaultKind.Error, "s3", 500, null)]
    [InlineData(FaultKind.Deny, "s3", 403, null)]
    public async Task Service_that_fails_says_so_in_its_own_words_and_the_others_do_not_fail(FaultKind kind, string service, int status, string? code)
    {
        _faults.Begin(new Fault(kind, Here) { Target = service });

        var answer = await _faults.BeforeAsync(new AwsRequest(service, Here, "Any", default), CancellationToken.None);
        var other = await _faults.BeforeAsync(new AwsRequest(service == "sqs" ? "dynamodb" : "sqs", Here, "Any", default), CancellationToken.None);

        Assert.Equal((status, code), (answer!.Status, answer.QueryErrorCode));
        Assert.Null(other);
        Assert.Equal(1, _faults.Count(Here, kind));
    }

    [Fact]
    public async Task Text_narrows_a_fault_to_the_calls_that_contain_it()
    {
        _faults.Begin(new Fault(FaultKind.Deny, Here) { Target = "sqs", Text = "/changes" });

        var struck = await _faults.BeforeAsync(Send("http://queue/changes"), CancellationToken.None);
        var passed = await _faults.BeforeAsync(Send("http://queue/parked"), CancellationToken.None);

        Assert.Equal(403, struck!.Status);
        Assert.Null(passed);
    }

    [Fact]
    public async Task Function_is_killed_at_its_own_calls_only_and_counted_only_when_a_process_was_there()
    {
        var killed = new List<string>();
        var isThere = true;
        _faults.Kill = (region, function) =>
        {
            killed.Add(region + " " + function);
            return isThere;
        };
        _faults.Begin(new Fault(FaultKind.Kill, Here) { Target = "Apply", Share = 0.5 });

        for (var i = 0; i < 2; i++)
        {
            Assert.Null(await CallAsync(Here, Here));
            Assert.Null(await FunctionCallAsync("Capture"));
        }

        Assert.Null(await FunctionCallAsync("Apply"));
        await Assert.ThrowsAsync<HttpRequestException>(() => FunctionCallAsync("Apply"));
        isThere = false;
        Assert.Null(await FunctionCallAsync("Apply"));
        Assert.Null(await FunctionCallAsync("Apply"));

        Assert.Equal([Here + " Apply", Here + " Apply"], killed);
        Assert.Equal(1, _faults.Count(Here, FaultKind.Kill));
    }

    [Fact]
    public void Answers_are_lost_for_functions_and_never_for_the_developer()
    {
        _faults.Begin(new Fault(FaultKind.Lose, Here) { Target = "sqs", Share = 0.5 });
        var function = Send("x") with { AccessKeyId = RegionFaults.AccessKeyId(There, "Capture") };

        Assert.Equal([false, true, false, true], Enumerable.Range(0, 4).Select(_ => _faults.LosesAnswer(function)));
        Assert.False(_faults.LosesAnswer(Send("x")));
        Assert.False(_faults.LosesAnswer(Send("x")));
        Assert.Equal(2, _faults.Count(Here, FaultKind.Lose));
    }

    [Fact]
    public async Task Fault_that_begins_twice_ends_once_and_others_stay()
    {
        var error = new Fault(FaultKind.Error, Here) { Target = "sqs" };
        var changes = 0;
        _faults.Changed = () => changes++;

        _faults.Begin(error);
        _faults.Begin(error with { });
        _faults.CutOff(Here);
        _faults.End(error);

        Assert.Null(await CallAsync(Here, Here));
        Assert.Equal([new Fault(FaultKind.Cut, Here)], _faults.Active);
        Assert.Equal(4, changes);
    }

    [Theory]
    [InlineData(Here, There)]
    [InlineData(null, There)]
    public async Task Copy_from_or_to_a_region_that_is_cut_off_breaks_whoever_asks_for_it(string? caller, string source)
    {
        var copy = Copy(caller, source);
        _faults.CutOff(source);

        await Assert.ThrowsAsync<HttpRequestException>(async () => await _faults.BeforeAsync(copy, CancellationToken.None));
        _faults.Heal(source);
        _faults.CutOff(Third);

        Assert.Null(await _faults.BeforeAsync(copy, CancellationToken.None));
        Assert.Equal((1, 1), (_faults.Count(Here, FaultKind.Cut), _faults.Count(There, FaultKind.Cut)));
    }

    [Fact]
    public async Task Copy_within_a_region_crosses_nothing()
    {
        _faults.CutOff(Here);

        Assert.Null(await _faults.BeforeAsync(Copy(Here, Here), CancellationToken.None));
    }

    [Fact]
    public async Task Source_that_denies_access_denies_the_copy_too()
    {
        _faults.Begin(new Fault(FaultKind.Deny, There) { Target = "s3", Text = "files/a" });

        var answer = await _faults.BeforeAsync(Copy(Here, There), CancellationToken.None);

        Assert.Equal(403, answer!.Status);
        Assert.Equal((0, 1), (_faults.Count(Here, FaultKind.Deny), _faults.Count(There, FaultKind.Deny)));
    }

    private static AwsRequest Copy(string? caller, string source) => new(
        "s3", Here, "CopyObject", "copies/a\nfiles/a"u8.ToArray(), caller is null ? "SOMEBODY" : RegionFaults.AccessKeyId(caller, "Apply"))
    { ReadsFrom = source };

    private static AwsRequest Send(string queueUrl) =>
        new("sqs", Here, "SendMessage", System.Text.Encoding.UTF8.GetBytes($$"""{"QueueUrl":"{{queueUrl}}"}"""));

    private Task<AwsResponse?> FunctionCallAsync(string function) =>
        _faults.BeforeAsync(Send("x") with { AccessKeyId = RegionFaults.AccessKeyId(Here, function) }, CancellationToken.None).AsTask();

    private ValueTask<AwsResponse?> CallAsync(string? caller, string target) => _faults.BeforeAsync(
        new AwsRequest("sqs", target, "SendMessage", default, caller is null ? "SOMEBODY" : RegionFaults.AccessKeyId(caller)), CancellationToken.None);
}
