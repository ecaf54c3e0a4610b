using CsCheck;
using DataSync.Core.Versions;
using Xunit;

namespace DataSync.Core.Tests.Versions;

public class HybridClockTests
{
    private static readonly Gen<ItemVersion> Floor = Gen.Select(
        Gen.Long[0, 50],
        Gen.OneOf(Gen.Int[0, 3], Gen.Int[ItemVersion.MaxCounter - 2, ItemVersion.MaxCounter]),
        Gen.OneOf("", "eu-west-1", "us-east-1"),
        (ms, counter, region) => new ItemVersion(ms, counter, region));

    [Fact]
    public void Next_is_after_its_floor_and_never_behind_physical_time() =>
        Gen.Select(Gen.Long[0, 50], Floor).Sample(
            (written, floor) =>
            {
                var next = HybridClock.Next(written, floor, "a");

                Assert.True(next > floor);
                Assert.True(next.Ms >= written);
                Assert.Equal("a", next.Region);
            },
            iter: 20_000);

    [Fact]
    public void Next_is_monotone_in_time_and_floor() =>
        Gen.Select(Gen.Long[0, 50], Gen.Long[0, 50], Floor, Floor).Sample(
            (t1, t2, f1, f2) =>
            {
                var earlier = HybridClock.Next(Math.Min(t1, t2), f1 < f2 ? f1 : f2, "eu-west-1");
                var later = HybridClock.Next(Math.Max(t1, t2), ItemVersion.Max(f1, f2), "eu-west-1");

                Assert.True(earlier <= later, $"{earlier} after {later}");
            },
            iter: 20_000);

    [Fact]
    public void A_full_counter_carries_into_the_milliseconds()
    {
        var next = HybridClock.Next(7, new ItemVersion(7, ItemVersion.MaxCounter, "eu-west-1"), "us-east-1");

        Assert.Equal(new ItemVersion(8, 0, "us-east-1"), next);
    }

    [Fact]
    public void A_write_in_the_second_of_its_floor_counts_up()
    {
        var next = HybridClock.Next(7, new ItemVersion(7, 4, "us-east-1"), "eu-west-1");

        Assert.Equal(new ItemVersion(7, 5, "eu-west-1"), next);
    }
}
