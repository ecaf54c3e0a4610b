using DataSync.Core.DeadLetters;
using DataSync.Core.Tests.Support;
using Xunit;

namespace DataSync.Core.Tests.DeadLetters;

public sealed class LetterFilterTests
{
    private static readonly LetterFacts Facts = new()
    {
        Kind = LetterKind.Envelope,
        Reason = DeadLetterReason.Rejected,
        Origin = Make.There,
        LastMs = Make.StartMs,
        Changes = [new("orders", """{"pk":{"S":"user#1"},"sk":{"N":"7"}}""", null, false), new("files", "\"user/2\"", null, true)],
        ChangeCount = 2,
    };

    [Theory]
    [InlineData(null, null, null, null, null, null, true, true)]
    [InlineData("rejected", null, null, null, null, null, true, true)]
    [InlineData("RetriesExhausted,Rejected", null, null, null, null, null, true, true)]
    [InlineData("RetriesExhausted", null, null, null, null, null, false, false)]
    [InlineData(null, "eu-west-1", null, null, null, null, true, true)]
    [InlineData(null, "us-east-1", null, null, null, null, false, false)]
    [InlineData(null, null, "orders", null, null, null, true, false)]
    [InlineData(null, null, "other", null, null, null, false, false)]
    [InlineData(null, null, null, "user", null, null, true, true)]
    [InlineData(null, null, null, "user#", null, null, true, false)]
    [InlineData(null, null, "files", "user#", null, null, false, false)]
    [InlineData(null, null, null, null, "2h", null, true, true)]
    [InlineData(null, null, null, null, "121m", null, false, false)]
    [InlineData(null, null, null, null, null, "PT2H", true, true)]
    [InlineData(null, null, null, null, null, "7199s", false, false)]
    public void A_letter_matches_when_one_change_is_meant_and_as_a_whole_when_all_are(
        string? reasons, string? origin, string? entity, string? prefix, string? older, string? newer, bool matches, bool whole)
    {
        var filter = LetterFilter.Parse(reasons, origin, entity, prefix, older, newer);
        var now = Make.Start.AddHours(2);

        Assert.Equal((matches, whole), (filter.Matches(Facts, now), filter.MatchesWhole(Facts, now)));
    }

    [Fact]
    public void A_letter_of_which_not_all_changes_are_listed_is_not_meant_as_a_whole()
    {
        var filter = LetterFilter.Parse(keyPrefix: "user");

        Assert.False(filter.MatchesWhole(Facts with { ChangeCount = 3 }, Make.Start));
    }

    [Theory]
    [InlineData("Because", null, null, "'Because'")]
    [InlineData("3", null, null, "'3'")]
    [InlineData(null, "soon", null, "'soon'")]
    [InlineData(null, "h", null, "'h'")]
    [InlineData(null, "-1h", null, "'-1h'")]
    [InlineData(null, "99999999d", null, "'99999999d'")]
    [InlineData(null, null, "P", "'P'")]
    [InlineData(null, "2h", "1h", "no letter is both")]
    public void A_value_that_is_not_understood_is_named(string? reasons, string? older, string? newer, string words)
    {
        var error = Assert.Throws<ArgumentException>(() => LetterFilter.Parse(reasons, olderThan: older, newerThan: newer));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }
}
