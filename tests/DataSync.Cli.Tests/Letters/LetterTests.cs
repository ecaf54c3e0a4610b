using System.IO.Compression;
using System.Text;
using DataSync.Cli.Deployments;
using DataSync.Cli.Letters;
using DataSync.Core.DeadLetters;
using DataSync.Core.Ports;
using DataSync.Core.Redrive;

namespace DataSync.Cli.Tests.Letters;

public sealed class LetterTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("eu-west-1/changes/6f1c-2a", QueueKind.ChangesDeadLetters, "6f1c-2a")]
    [InlineData("eu-west-1/failures/aws/lambda/2026/x", QueueKind.FailedBatches, "aws/lambda/2026/x")]
    public void An_id_says_where_a_letter_is_and_is_printed_as_it_is_read(string text, object queue, string message)
    {
        var id = LetterId.Parse(text);

        Assert.Equal(new LetterId("eu-west-1", (QueueKind)queue, message), id);
        Assert.Equal(text, id.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("6f1c2a")]
    [InlineData("eu-west-1/changes")]
    [InlineData("eu-west-1/changes/")]
    [InlineData("eu-west-1/nothing/6f1c2a")]
    public void What_is_no_id_is_refused_with_what_an_id_looks_like(string text)
    {
        var refusal = Assert.Throws<OperatorException>(() => LetterId.Parse(text));

        Assert.Equal(ExitCodes.CannotStart, refusal.ExitCode);
        Assert.Contains("REGION/QUEUE/MESSAGE", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_packed_envelope_is_shown_unpacked_and_keeps_what_stands_outside_the_package()
    {
        var packed = Pack("""{"format":1,"origin":"us-east-1","hops":1,"sentMs":5,"changes":[]}""");

        var text = ReadableJson.Of(Encoding.UTF8.GetBytes($$"""{"format":1,"gzip":"{{packed}}","target":"eu-west-1"}"""));

        Assert.Contains("\"origin\": \"us-east-1\"", text, StringComparison.Ordinal);
        Assert.Contains("\"target\": \"eu-west-1\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("gzip", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json at all")]
    [InlineData("""{"gzip":"AAAA"}""")]
    [InlineData("""{"gzip":"no base64!"}""")]
    public void What_cannot_be_read_is_shown_as_it_is(string message)
    {
        var text = ReadableJson.Of(Encoding.UTF8.GetBytes(message));

        Assert.Equal(message, text);
    }

    [Fact]
    public void A_letter_of_a_package_that_unpacks_to_more_than_any_envelope_is_shown_as_it_is()
    {
        var message = $$"""{"gzip":"{{Pack(new string(' ', 17 * 1024 * 1024))}}"}""";

        var text = ReadableJson.Of(Encoding.UTF8.GetBytes(message));

        Assert.Equal(message, text);
    }

    [Fact]
    public void A_line_tells_reason_age_tries_origin_and_key()
    {
        var letter = Letter("""{"format":1,"reason":"RetriesExhausted","detail":"d","attempts":10,"firstMs":1795521000000,"lastMs":1795521600000,"region":"eu-west-1","function":"Apply","requestId":"r","envelope":{"format":1,"origin":"us-east-1","hops":1,"sentMs":1,"changes":[{"entity":"items","key":{"pk":{"S":"order#1"}},"version":"1795521000000-00000-us-east-1","delete":true}]}}""");

        var line = LetterText.Line(letter, DateTimeOffset.FromUnixTimeMilliseconds(1_795_521_600_000 + (5 * 60_000)));

        Assert.Equal("eu-west-1/changes/m-1  RetriesExhausted  5 min  10  0  us-east-1  items order#1", line);
    }

    [Fact]
    public void A_line_of_json_is_one_line_and_names_every_change()
    {
        var letter = Letter("""{"format":1,"origin":"us-east-1","hops":1,"sentMs":1,"changes":[{"entity":"items","key":{"pk":{"S":"a\nb"}},"version":"1795521000000-00000-us-east-1","delete":true},{"entity":"items","key":{"pk":{"S":"c"}},"version":"1795521000000-00001-us-east-1","delete":true}]}""");

        var json = LetterText.Json(letter);

        Assert.DoesNotContain('\n', json);
        Assert.Contains("\"kind\":\"MovedEnvelope\"", json, StringComparison.Ordinal);
        Assert.Contains("\"changeCount\":2", json, StringComparison.Ordinal);
    }

    private static Letter Letter(string body)
    {
        var received = new ReceivedLetter("m-1", "receipt", Encoding.UTF8.GetBytes(body)) { SentAt = Now };
        return new Letter("eu-west-1", QueueKind.ChangesDeadLetters, received, LetterFacts.Read(received.Body, received.SentAt));
    }

    private static string Pack(string text)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return Convert.ToBase64String(zipped.ToArray());
    }
}
