using System.Text;
using CsCheck;
using DataSync.Core.DeadLetters;
using DataSync.Core.Items;
using DataSync.Core.Tests.Generators;
using DataSync.Core.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Core.Tests.DeadLetters;

public class DeadLetterCodecTests
{
    [Fact]
    public void A_letter_with_an_envelope_or_a_record_survives() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var payload = AttributeNode.Render(RandomItem.Attributes(random), random);
                var letter = Letter(random) with { Payload = Encoding.UTF8.GetBytes(payload.Trim()), IsRecord = random.Next(2) == 0 };

                var encoded = DeadLetterCodec.Encode(letter);
                var read = DeadLetterCodec.Decode(encoded);

                Assert.True(Xml.Allows(encoded.Span), Make.TextOf(encoded.Span));
                Assert.Equal(letter with { Payload = default }, read with { Payload = default });
                Assert.Equal(StoredItem.Parse(payload), StoredItem.Parse(Make.TextOf(read.Payload.Span)));
            },
            iter: 3_000);

    [Fact]
    public void A_letter_with_any_text_as_its_body_survives() =>
        Gen.Select(Gen.Int, Gen.OneOf(Gen.String, Gen.Char.Array[0, 20].Select(c => new string(c).Replace("\ud800", "", StringComparison.Ordinal)))).Sample(
            (seed, text) =>
            {
                var body = string.Concat(text.Where(c => !char.IsSurrogate(c))) + "\0\u0001\u001f\ufffe\uffff😀";
                var letter = Letter(new Random(seed)) with { Body = body };

                var encoded = DeadLetterCodec.Encode(letter);

                Assert.True(Xml.Allows(encoded.Span));
                Assert.Equal(letter, DeadLetterCodec.Decode(encoded));
            },
            iter: 2_000);

    [Fact]
    public void A_letter_whose_text_was_cut_in_half_a_character_is_still_a_letter()
    {
        var encoded = DeadLetterCodec.Encode(Letter(new Random(1)) with { Body = "half \ud83d" });

        Assert.Equal("half \ufffd", DeadLetterCodec.Decode(encoded).Body);
    }

    [Fact]
    public void The_reason_comes_first_so_that_a_person_sees_it_first() =>
        Assert.StartsWith(
            """{"format":1,"reason":"Loop","detail":""",
            Make.TextOf(DeadLetterCodec.Encode(Letter(new Random(1)) with { Reason = DeadLetterReason.Loop }).Span),
            StringComparison.Ordinal);

    [Fact]
    public void Every_reason_survives() =>
        Assert.All(Enum.GetValues<DeadLetterReason>(), reason =>
            Assert.Equal(reason, DeadLetterCodec.Decode(DeadLetterCodec.Encode(Letter(new Random(1)) with { Reason = reason })).Reason));

    [Fact]
    public void A_letter_of_this_moment_names_the_invocation()
    {
        var letter = DeadLetter.Now(DeadLetterReason.Loop, "why", Make.Here, Make.Scope, new FakeTimeProvider(Make.Start));

        Assert.Equal((Make.StartMs, Make.StartMs, 1), (letter.FirstMs, letter.LastMs, letter.AttemptCount));
        Assert.Equal((Make.Here, "Function", "request-1"), (letter.Region, letter.Function, letter.RequestId));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"format":2,"reason":"Loop"}""")]
    [InlineData("""{"format":"1"}""")]
    [InlineData("""{"format":1,"attempts":"many"}""")]
    [InlineData("""{"format":1,"detail":5}""")]
    [InlineData("""{"format":1,"envelope":{""")]
    public void What_is_not_a_letter_is_malformed(string json)
    {
        var error = Assert.Throws<MalformedItemException>(() => DeadLetterCodec.Decode(Encoding.UTF8.GetBytes(json)));

        Assert.StartsWith("The dead letter is not", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_letter_gives_a_malformed_item_and_nothing_else() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var letter = Letter(random) with { Payload = Encoding.UTF8.GetBytes(AttributeNode.Render(RandomItem.Attributes(random), random)) };
                var damaged = Damage.Bytes(DeadLetterCodec.Encode(letter).ToArray(), random);

                var error = Record.Exception(() => DeadLetterCodec.Decode(damaged));

                Assert.True(error is null or MalformedItemException, error?.ToString());
            },
            iter: 5_000);

    [Fact]
    public void A_reason_of_a_later_release_is_read_as_retries_exhausted() =>
        Assert.Equal(DeadLetterReason.RetriesExhausted, DeadLetterCodec.Decode("""{"format":1,"reason":"Bored","later":[1,{}]}"""u8.ToArray()).Reason);

    private static DeadLetter Letter(Random random) => new()
    {
        Reason = (DeadLetterReason)random.Next(Enum.GetValues<DeadLetterReason>().Length),
        Detail = RandomItem.Text(random),
        ExceptionType = random.Next(2) == 0 ? null : "TimeoutException",
        AttemptCount = random.Next(100),
        FirstMs = random.NextInt64(1L << 42),
        LastMs = random.NextInt64(1L << 42),
        Region = Make.Here,
        Function = "Apply",
        RequestId = RandomItem.Text(random),
    };
}
