using DataSync.Local.Faults;
using DataSync.Local.Tests.Mappings;

namespace DataSync.Local.Tests.Faults;

public sealed class RegionClocksTests
{
    private const string Here = "us-east-1";
    private const string There = "eu-west-1";

    private readonly SignallingTime _time = new();
    private readonly RegionFaults _faults;

    public RegionClocksTests() => _faults = new RegionFaults(_time);

    [Fact]
    public void Frozen_clock_stands_until_it_is_healed_and_then_is_right_again()
    {
        using var clocks = new RegionClocks(_time, _faults, ClockControl.None);
        var start = _time.GetUtcNow();
        _faults.Begin(new Fault(FaultKind.Freeze, Here));
        var atFirst = clocks.Now(Here);

        _time.Advance(TimeSpan.FromHours(1));
        var frozen = clocks.Stamp(Here, _time.GetUtcNow());
        var other = clocks.Stamp(There, _time.GetUtcNow());
        _faults.Heal(Here);

        Assert.Equal((start, start, start + TimeSpan.FromHours(1)), (atFirst, frozen, other));
        Assert.Equal(start + TimeSpan.FromHours(1), clocks.Now(Here));
        Assert.Equal((1, 0), (_faults.Count(Here, FaultKind.Freeze), _faults.Count(There, FaultKind.Freeze)));
    }

    [Fact]
    public void Skewed_clock_goes_on_beside_the_right_one()
    {
        using var clocks = new RegionClocks(_time, _faults, ClockControl.None);
        _faults.Begin(new Fault(FaultKind.Skew, Here) { Amount = TimeSpan.FromSeconds(-90) });

        var stamp = clocks.Stamp(Here, _time.GetUtcNow());

        Assert.Equal(_time.GetUtcNow() - TimeSpan.FromSeconds(90), stamp);
        Assert.Equal(1, _faults.Count(Here, FaultKind.Skew));
    }

    [SkippableFact]
    public void Threads_of_a_process_take_turns_at_its_clock()
    {
        Skip.If(RegionClocks.FindLibrary() is null, "skipped: libfaketime is not installed");
        using var clocks = new RegionClocks(_time, _faults, ClockControl.AtOnce);

        var library = clocks.Variables(Here)["LD_PRELOAD"];

        Assert.Equal("libfaketimeMT.so.1", Path.GetFileName(library));
    }

    [Fact]
    public void Processes_are_told_the_time_through_a_file_that_is_never_half_written()
    {
        var clocks = new RegionClocks(_time, _faults, ClockControl.AtOnce);
        var variables = clocks.Variables(Here);
        var file = variables["FAKETIME_TIMESTAMP_FILE"];

        var right = double.Parse(File.ReadAllText(file), System.Globalization.CultureInfo.InvariantCulture);
        _faults.Begin(new Fault(FaultKind.Freeze, Here));
        var frozen = File.ReadAllText(file);
        _faults.Heal(Here);
        _time.Advance(TimeSpan.FromDays(3));
        clocks.Apply();
        var jumped = double.Parse(File.ReadAllText(file), System.Globalization.CultureInfo.InvariantCulture);
        clocks.Dispose();

        Assert.Equal("1", variables["FAKETIME_NO_CACHE"]);
        Assert.Equal(_time.Start.ToString("yyyy-MM-dd HH:mm:ss\n"), frozen);
        Assert.InRange(jumped - right, TimeSpan.FromDays(3).TotalSeconds - 60, TimeSpan.FromDays(3).TotalSeconds);
        Assert.False(File.Exists(file));
    }
}
