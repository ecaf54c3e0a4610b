using System.Text;
using CsCheck;
using DataSync.Core.Items;
using DataSync.Core.Tests.Generators;
using DataSync.Core.Tests.Support;
using Xunit;

namespace DataSync.Core.Tests.Items;

public class CanonicalNumberTests
{
    [Fact]
    public void Every_notation_of_a_number_gives_plain_decimal() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var number = NumberNotation.Random(random);

                Assert.Equal(NumberNotation.Canonical(number), Write(NumberNotation.Of(number, random)));
            },
            iter: 20_000);

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("-0.000", "0")]
    [InlineData("0e9999", "0")]
    [InlineData("00012", "12")]
    [InlineData("+5", "5")]
    [InlineData("5.", "5")]
    [InlineData(".5", "0.5")]
    [InlineData("-.50", "-0.5")]
    [InlineData("100", "100")]
    [InlineData("1E2", "100")]
    [InlineData("1.5e-3", "0.0015")]
    [InlineData("99999999999999999999999999999999999999", "99999999999999999999999999999999999999")]
    [InlineData("100000000000000000000000000000000000000000000000000", "100000000000000000000000000000000000000000000000000")]
    [InlineData("0.1234567890123456789012345678901234567800", "0.12345678901234567890123456789012345678")]
    public void A_number_has_one_text(string text, string canonical) => Assert.Equal(canonical, Write(text));

    [Fact]
    public void The_ends_of_the_range_are_inside()
    {
        Assert.Equal("0." + new string('0', 129) + "1", Write("1E-130"));
        Assert.Equal(new string('9', 38) + new string('0', 88), Write("9." + new string('9', 37) + "E+125"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e99999")]
    [InlineData("1e5x")]
    [InlineData("--1")]
    [InlineData("0x1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1,5")]
    [InlineData("１")]
    [InlineData("1E126")]
    [InlineData("1E-131")]
    [InlineData("123456789012345678901234567890123456789")]
    [InlineData("0.123456789012345678901234567890123456789")]
    public void What_DynamoDB_does_not_hold_is_refused(string text) => Assert.Throws<MalformedItemException>(() => Write(text));

    [Fact]
    public void A_text_of_any_length_is_refused_rather_than_overrun() =>
        Gen.Int[1, 2_000].Sample(length =>
        {
            var nines = new string('9', length);

            Assert.True(length <= 38 ? Write(nines) == nines : Record.Exception(() => Write(nines)) is MalformedItemException);
        });

    private static string Write(string text)
    {
        var output = new CanonicalBuffer();
        CanonicalNumber.Write(Encoding.UTF8.GetBytes(text), output);
        return Make.TextOf(output.Written);
    }
}
