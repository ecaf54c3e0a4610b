using DataSync.Core.Tests.Support;
using Xunit;

namespace DataSync.Core.Tests;

public class SyncOptionsTests
{
    private static readonly SyncOptions Good = Make.Options;

    /// <summary>A bad setting and what its message must name: the setting, the value, the remedy.</summary>
    public static TheoryData<string, SyncOptions, string[]> Bad => new()
    {
        { "not among the regions", Good with { Region = "mars-1" }, ["Regions", "'mars-1'", "Add it"] },
        { "no regions", Good with { Regions = [] }, ["Regions", "''", "Add it"] },
        { "a region twice", Good with { Regions = [Make.Here, Make.There, Make.There] }, ["Regions", Make.There, "each once"] },
        { "capitals", Good with { Regions = [Make.Here, "EU-west-1"] }, ["Region", "'EU-west-1'", "eu-west-1"] },
        { "a space", Good with { Regions = [Make.Here, " eu-west-1"] }, ["Region", "' eu-west-1'", "eu-west-1"] },
        { "empty region", Good with { Regions = [Make.Here, ""] }, ["Region", "''", "eu-west-1"] },
        { "long region", Good with { Regions = [Make.Here, new string('a', 33)] }, ["Region", new string('a', 33), "eu-west-1"] },
        { "empty entity", Good with { Entity = "" }, ["Entity", "''", "1 to 255"] },
        { "entity with a quote", Good with { Entity = "or\"ders" }, ["Entity", "or\"ders", "letters, digits"] },
        { "entity with a slash", Good with { Entity = "a/b" }, ["Entity", "a/b", "letters, digits"] },
        { "long entity", Good with { Entity = new string('e', 256) }, ["Entity", "1 to 255"] },
        { "no stamp attribute", Good with { StampAttribute = "" }, ["StampAttribute", "''", "1 to 255"] },
        { "long stamp attribute", Good with { StampAttribute = new string('s', 256) }, ["StampAttribute", "1 to 255"] },
        { "no drift", Good with { MaxDrift = TimeSpan.Zero }, ["MaxDrift", "00:00:00", "between one second and one hour"] },
        { "hours of drift", Good with { MaxDrift = TimeSpan.FromHours(2) }, ["MaxDrift", "02:00:00", "between one second and one hour"] },
        { "negative baseline", Good with { BaselineAfter = TimeSpan.FromSeconds(-1) }, ["BaselineAfter", "-00:00:01", "between zero"] },
        { "baseline after the limit", Good with { DeferralLimit = TimeSpan.FromMinutes(9) }, ["BaselineAfter", "DeferralLimit", "00:09:00"] },
        { "no attempt", Good with { MaxAttempts = 0 }, ["MaxAttempts", "0", "between 1 and 100"] },
        { "too many attempts", Good with { MaxAttempts = 101 }, ["MaxAttempts", "101", "between 1 and 100"] },
        { "no concurrency", Good with { Concurrency = 0 }, ["Concurrency", "0", "between 1 and 256"] },
        { "too much concurrency", Good with { Concurrency = 257 }, ["Concurrency", "257", "between 1 and 256"] },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void A_bad_setting_is_named_with_its_value_and_the_remedy(string what, SyncOptions options, string[] words)
    {
        var error = Assert.Throws<ArgumentException>(options.Check);

        Assert.All(words, word => Assert.True(error.Message.Contains(word, StringComparison.Ordinal), $"{what}: no '{word}' in: {error.Message}"));
    }

    [Fact]
    public void Good_settings_come_back()
    {
        Assert.Same(Good, Good.Check());
        Assert.Equal([Make.There, Make.Third], Good.Others);
    }

    [Fact]
    public void The_limits_themselves_are_allowed()
    {
        var options = Good with
        {
            MaxDrift = TimeSpan.FromHours(1),
            BaselineAfter = TimeSpan.FromHours(26),
            MaxAttempts = 100,
            Concurrency = 256,
            Entity = new string('e', 255),
            Regions = [Make.Here, new string('a', 32)],
        };

        Assert.Same(options, options.Check());
    }

    [Fact]
    public void The_defaults_outlive_a_stream()
    {
        Assert.True(Good.DeferralLimit > TimeSpan.FromHours(24), "A stream keeps its records for a day.");
        Assert.Equal("_sync", Good.StampAttribute);
    }
}
