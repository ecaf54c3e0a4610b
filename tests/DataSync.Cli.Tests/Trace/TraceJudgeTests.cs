using DataSync.Cli.Trace;

namespace DataSync.Cli.Tests.Trace;

public sealed class TraceJudgeTests
{
    private const string Older = "1767225600000-00000-us-east-1";
    private const string Newer = "1767225601000-00000-eu-west-1";

    [Fact]
    public void The_same_content_everywhere_is_the_same()
    {
        var verdict = Judge(Holds("us-east-1", "a", Older), Holds("eu-west-1", "a", Older));

        Assert.Equal((true, true, Older), (verdict.IsSame, verdict.IsCertain, verdict.NewestVersion));
        Assert.Equal(["It is the same in all 2 regions. Newest version: 2026-01-01 00:00:00.000Z by us-east-1."], verdict.Words);
    }

    [Fact]
    public void Nothing_anywhere_and_never_known_asks_whether_the_key_is_right()
    {
        var verdict = Judge(Nothing("us-east-1"), Nothing("eu-west-1"));

        Assert.True(verdict.IsSame);
        Assert.Contains("Is the key right?", Assert.Single(verdict.Words), StringComparison.Ordinal);
    }

    [Fact]
    public void Deleted_everywhere_is_the_same() =>
        Assert.StartsWith("It is deleted in all 2 regions.", Assert.Single(Judge(Deleted("us-east-1", Newer), Deleted("eu-west-1", Newer)).Words), StringComparison.Ordinal);

    [Fact]
    public void Content_from_before_the_service_that_is_equal_is_the_same()
    {
        var verdict = Judge(Holds("us-east-1", "a", null), Holds("eu-west-1", "a", null));

        Assert.True(verdict.IsSame);
        Assert.Contains("before the service", Assert.Single(verdict.Words), StringComparison.Ordinal);
    }

    [Fact]
    public void A_region_with_older_content_lags_behind_the_one_that_holds_the_newest()
    {
        var verdict = Judge(Holds("us-east-1", "a", Older), Holds("eu-west-1", "b", Newer), Holds("ap-southeast-1", "b", Newer));

        Assert.Equal((false, Newer), (verdict.IsSame, verdict.NewestVersion));
        Assert.Equal(["us-east-1"], verdict.Lagging);
        Assert.Contains("with it: eu-west-1, ap-southeast-1; us-east-1 holds that of 2026-01-01 00:00:00.000Z by us-east-1.", verdict.Words[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_delete_that_did_not_arrive_is_told_as_one()
    {
        var verdict = Judge(Holds("us-east-1", "a", Older), Deleted("eu-west-1", Newer));

        Assert.Equal(["us-east-1"], verdict.Lagging);
        Assert.Contains("that was a delete: eu-west-1", verdict.Words[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_write_that_capture_has_not_seen_may_be_newer_than_all_and_does_not_lag()
    {
        var verdict = Judge(Holds("us-east-1", "c", null), Holds("eu-west-1", "b", Newer));

        Assert.False(verdict.IsSame);
        Assert.Empty(verdict.Lagging);
        Assert.Contains(verdict.Words, w => w.StartsWith("us-east-1 does not know the version of what it holds", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_in_the_way_is_said_of_the_region_that_lags()
    {
        var lagging = Holds("us-east-1", "a", Older) with { Apply = "Disabled" };
        var origin = Holds("eu-west-1", "b", Newer) with { OnHold = ["us-east-1"] };
        FoundMessage[] messages =
        [
            new("us-east-1", "changes-dead-letters", "id-1") { IsDeadLetter = true, Reason = "RetriesExhausted", Version = Newer },
            new("eu-west-1", "parked", "id-2") { Target = "us-east-1", Version = Newer, IsDelete = true },
            new("eu-west-1", "changes", "id-3") { Version = Newer },
        ];

        var words = TraceJudge.Of([lagging, origin], messages).Words;

        Assert.Contains("us-east-1: a dead letter in changes-dead-letters of us-east-1 holds it (a put of 2026-01-01 00:00:01.000Z by eu-west-1): RetriesExhausted. `datasync dlq show us-east-1/changes/id-1`.", words);
        Assert.Contains("us-east-1: it is on its way, in parked of eu-west-1 (a delete of 2026-01-01 00:00:01.000Z by eu-west-1).", words);
        Assert.Contains("us-east-1 is on hold in eu-west-1: `datasync resume us-east-1 --from eu-west-1`.", words);
        Assert.Contains("us-east-1: Apply is Disabled: `datasync resume us-east-1`.", words);
        Assert.DoesNotContain(words, w => w.Contains("in changes of eu-west-1", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_nothing_is_in_the_way_that_is_said_too() =>
        Assert.Contains(Judge(Holds("us-east-1", "a", Older), Holds("eu-west-1", "b", Newer)).Words, w => w.Contains("nothing was found that is in the way", StringComparison.Ordinal));

    [Fact]
    public void A_region_that_does_not_answer_makes_the_verdict_uncertain()
    {
        var verdict = Judge(Holds("us-east-1", "a", Older), new RegionTrace("eu-west-1") { Error = "timeout" });

        Assert.Equal((true, false), (verdict.IsSame, verdict.IsCertain));
        Assert.Contains("eu-west-1 does not answer: nobody can tell what it holds.", verdict.Words);
    }

    [Fact]
    public void Objects_with_other_bytes_of_one_algorithm_differ_and_without_a_common_one_they_do_not()
    {
        var left = new HeldContent("d") { Checksum = "CRC32=a" };

        Assert.False(left.IsSameAs(left with { Checksum = "CRC32=b" }));
        Assert.True(left.IsSameAs(left with { Checksum = "MD5=b" }));
        Assert.True(left.IsSameAs(left with { Checksum = null, ETag = "other" }));
        Assert.False(left.IsSameAs(new HeldContent("e") { Checksum = "CRC32=a" }));
    }

    private static TraceVerdict Judge(params RegionTrace[] regions) => TraceJudge.Of(regions, []);

    private static RegionTrace Holds(string region, string digest, string? version) =>
        new(region) { Held = new HeldContent(digest), Version = version, Apply = "Enabled" };

    private static RegionTrace Deleted(string region, string tombstone) =>
        new(region) { Version = tombstone, Ledger = new LedgerFacts(null, null, null, tombstone, null, null, null), Apply = "Enabled" };

    private static RegionTrace Nothing(string region) => new(region) { Version = "", Apply = "Enabled" };
}
