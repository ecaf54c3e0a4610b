using System.Globalization;
using System.Numerics;
using CsCheck;
using DataSync.Core.Versions;
using Xunit;

namespace DataSync.Core.Tests.Versions;

public class StreamPositionTests
{
    private const string Label = "2026-01-31T08:15:30.123";

    private static readonly Gen<string> Sequence = Gen.Select(Gen.Int[21, 40], Gen.Char['0', '9'].Array[40], (length, digits) => new string(digits)[..length]);

    [Fact]
    public void Sequence_numbers_of_any_length_compare_as_numbers() =>
        Gen.Select(Sequence, Sequence).Sample(
            (left, right) =>
            {
                var byNumber = BigInteger.Parse(left, CultureInfo.InvariantCulture).CompareTo(BigInteger.Parse(right, CultureInfo.InvariantCulture));

                Assert.Equal(byNumber, Math.Sign(StreamPosition.Of(Label, left).CompareTo(StreamPosition.Of(Label, right))));
            },
            iter: 10_000);

    [Fact]
    public void A_stream_created_later_is_newer_whatever_its_sequence_numbers()
    {
        var old = StreamPosition.Of(Label, new string('9', 40));
        var recreated = StreamPosition.Of("2026-01-31T08:15:30.124", new string('1', 21));

        Assert.True(recreated > old);
        Assert.True(old >= StreamPosition.None && old > StreamPosition.None && StreamPosition.None < recreated);
    }

    [Fact]
    public void A_stored_text_reads_back() =>
        Sequence.Sample(sequence => StreamPosition.FromText(StreamPosition.Of(Label, sequence).Text) == StreamPosition.Of(Label, sequence));

    [Fact]
    public void No_text_is_no_position()
    {
        Assert.Equal(StreamPosition.None, StreamPosition.FromText(""));
        Assert.Equal("", StreamPosition.None.Text);
    }

    [Theory]
    [InlineData(Label, "")]
    [InlineData(Label, "12a")]
    [InlineData(Label, "-1")]
    [InlineData(Label, "11111111111111111111111111111111111111111")]
    [InlineData("", "1")]
    public void What_is_no_position_is_refused(string label, string sequence) =>
        Assert.Throws<FormatException>(() => StreamPosition.Of(label, sequence));
}
