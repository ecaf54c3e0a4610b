using System.IO.Compression;
using System.Text;
using CsCheck;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;
using DataSync.Core.Tests.Generators;
using DataSync.Core.Tests.Support;
using Xunit;

namespace DataSync.Core.Tests.Envelopes;

public class EnvelopeReaderTests
{
    private const string Good = """{"entity":"orders","key":{"pk":{"S":"a"}},"version":"0000000000001-00000-eu-west-1","put":{"pk":{"S":"a"}}}""";

    [Theory]
    [InlineData("""{"format":2,"origin":"eu-west-1","changes":[]}""")]
    [InlineData("""{"format":2,"something":"else"}""")]
    [InlineData("""{"format":0,"origin":"eu-west-1","changes":[]}""")]
    [InlineData("""{"format":-1}""")]
    [InlineData("""{"origin":"eu-west-1","changes":[]}""")]
    public void An_unknown_format_says_what_to_update(string json)
    {
        var error = Assert.Throws<UnknownFormatException>(() => Read(json));

        Assert.Contains("Update this region's stack", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"format":"1"}""")]
    [InlineData("""{"format":99999999999}""")]
    [InlineData("""{"format":1.5}""")]
    [InlineData("""{"format":1}""")]
    [InlineData("""{"format":1,"origin":"eu-west-1"}""")]
    [InlineData("""{"format":1,"changes":[]}""")]
    [InlineData("""{"format":1,"origin":"","changes":[]}""")]
    [InlineData("""{"format":1,"origin":null,"changes":[]}""")]
    [InlineData("""{"format":1,"origin":"eu\"west","changes":[]}""")]
    [InlineData("""{"format":1,"origin":"a-name-that-is-longer-than-any-region","changes":[]}""")]
    [InlineData("""{"format":1,"origin":5,"changes":[]}""")]
    [InlineData("""{"format":1,"origin":"eu-west-1","changes":{}}""")]
    [InlineData("""{"format":1,"origin":"eu-west-1","changes":null}""")]
    [InlineData("""{"format":1,"origin":"eu-west-1","changes":[""")]
    [InlineData("""{"format":1,"origin":"eu-west-1","hops":"x","changes":[]}""")]
    [InlineData("""{"format":1,"origin":"eu-west-1","sentMs":1e300,"changes":[]}""")]
    [InlineData("""{"format":1,"gzip":"?"}""")]
    [InlineData("""{"format":1,"gzip":""}""")]
    [InlineData("""{"format":1,"gzip":"AAAA"}""")]
    [InlineData("""{"format":1,"gzip":null}""")]
    public void What_is_not_an_envelope_says_so(string json)
    {
        var error = Assert.Throws<MalformedItemException>(() => Read(json));

        Assert.StartsWith("The message is not an envelope: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"text\"")]
    [InlineData("""{"entity":"orders","key":{"pk":{"S":"a"}},"version":"0000000000001-00000-eu-west-1"}""")]
    [InlineData("""{"entity":"orders","key":{"pk":{"S":"a"}},"version":"0000000000001-00000-eu-west-1","put":{},"delete":true}""")]
    [InlineData("""{"entity":"orders","key":{"pk":{"S":"a"}},"version":"0000000000001-00000-eu-west-1","delete":"yes"}""")]
    [InlineData("""{"entity":"orders","key":{"pk":{"S":"a"}},"version":"1","delete":true}""")]
    [InlineData("""{"entity":"orders","key":{"pk":{"S":"a"}},"version":1,"delete":true}""")]
    [InlineData("""{"entity":"orders","key":{"pk":{"S":"a"}},"delete":true}""")]
    [InlineData("""{"entity":"orders","key":{"pk":{"S":"a"}},"version":"0000000000000-00000-","delete":true}""")]
    [InlineData("""{"entity":"orders","key":{"pk":{"S":"a"}},"version":"0000000000001-00000-eu-west-1","base":"x","delete":true}""")]
    [InlineData("""{"entity":"orders","key":{"pk":{"M":{}}},"version":"0000000000001-00000-eu-west-1","delete":true}""")]
    [InlineData("""{"entity":"orders","version":"0000000000001-00000-eu-west-1","delete":true}""")]
    [InlineData("""{"key":{"pk":{"S":"a"}},"version":"0000000000001-00000-eu-west-1","delete":true}""")]
    [InlineData("""{"entity":"","key":{"pk":{"S":"a"}},"version":"0000000000001-00000-eu-west-1","delete":true}""")]
    [InlineData("""{"entity":7,"key":{"pk":{"S":"a"}},"version":"0000000000001-00000-eu-west-1","delete":true}""")]
    [InlineData("""{"entity":"a\"b","key":{"pk":{"S":"a"}},"version":"0000000000001-00000-eu-west-1","delete":true}""")]
    [InlineData("""{"entity":"a\u0001b","key":{"pk":{"S":"a"}},"version":"0000000000001-00000-eu-west-1","delete":true}""")]
    [InlineData("""{"entity":"orders","key":{"pk":{"S":"a"}},"version":"0000000000001-00000-eu-west-1","put":null}""")]
    [InlineData("""{"entity":"orders","key":{"pk":{"S":"a"}},"version":"0000000000001-00000-eu-west-1","put":{"x":1}}""")]
    [InlineData("""{"entity":"orders","key":{"pk":{"S":"a"}},"version":"0000000000001-00000-eu-west-1","delete":true,"attempts":"2"}""")]
    [InlineData("""{"entity":"orders","key":{"pk":{"S":"a"}},"version":"0000000000001-00000-eu-west-1","delete":true,"sinceMs":99999999999999999999}""")]
    public void A_malformed_change_is_reported_as_it_came_and_its_neighbours_are_read(string bad)
    {
        var envelope = Read($$"""{"format":1,"origin":"eu-west-1","hops":1,"sentMs":5,"changes":[{{Good}},{{bad}},{{Good}}]}""");

        Assert.Equal(2, envelope.Changes.Count);
        var malformed = Assert.Single(envelope.Malformed);
        Assert.Equal(bad, Make.TextOf(malformed.Json.Span));
        Assert.True(malformed.Error.Length > 10, malformed.Error);
    }

    [Fact]
    public void What_a_later_release_adds_is_passed_over()
    {
        var envelope = Read($$"""{"format":1,"new":{"a":[1]},"origin":"eu-west-1","hops":1,"sentMs":5,"changes":[{{Good[..^1]}},"new":[{}]}],"more":null}""");

        Assert.Single(envelope.Changes);
        Assert.Empty(envelope.Malformed);
    }

    [Fact]
    public void A_compressed_bomb_is_refused_before_it_unpacks()
    {
        var bomb = Zip(new byte[EnvelopeReader.MaxUnpackedBytes + 1]);

        var error = Assert.Throws<MalformedItemException>(() => Read($$"""{"format":1,"gzip":"{{bomb}}"}"""));

        Assert.Contains("unpacks to more than", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compressed_envelope_inside_a_compressed_one_is_refused_and_not_taken_for_a_heartbeat()
    {
        var inner = Zip(Encoding.UTF8.GetBytes($$"""{"format":1,"origin":"eu-west-1","hops":1,"sentMs":5,"changes":[{{Good}}]}"""));
        var outer = Zip(Encoding.UTF8.GetBytes($$"""{"format":1,"gzip":"{{inner}}"}"""));

        Assert.Throws<MalformedItemException>(() => Read($$"""{"format":1,"gzip":"{{outer}}"}"""));
    }

    [Fact]
    public void An_unknown_format_inside_a_compressed_envelope_is_an_unknown_format()
    {
        var inner = Zip("""{"format":7}"""u8);

        Assert.Throws<UnknownFormatException>(() => Read($$"""{"format":1,"gzip":"{{inner}}"}"""));
    }

    // The last byte may hold nothing but the mark of the end: what is read then is whole.
    [Fact]
    public void A_truncated_compressed_envelope_is_malformed_or_whole_and_never_read_in_part()
    {
        var json = Encoding.UTF8.GetBytes($$"""{"format":1,"origin":"eu-west-1","changes":[{{Good}}]}""");
        var zipped = Convert.FromBase64String(Zip(json));
        var whole = new EnvelopeReader().Read(json).Changes;
        var refused = 0;

        for (var length = 0; length < zipped.Length; length++)
        {
            try
            {
                Assert.Equal(whole, Read($$"""{"format":1,"gzip":"{{Convert.ToBase64String(zipped.AsSpan(0, length))}}"}""").Changes);
            }
            catch (MalformedItemException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, zipped.Length - 12, zipped.Length);
    }

    [Fact]
    public void A_damaged_envelope_never_throws_anything_else() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var changes = Enumerable.Range(0, 3).Select(_ => RandomItem.Change(random)).ToList();
                var json = EnvelopePacker.Pack(new EnvelopeHeader(Make.There, 1, 5), changes, new List<int>())[0].Json;
                try
                {
                    new EnvelopeReader().Read(Damage.Bytes(json.ToArray(), random));
                }
                catch (Exception e) when (e is MalformedItemException or UnknownFormatException)
                {
                    Assert.NotEmpty(e.Message);
                }
            },
            iter: 1_500);

    [Fact]
    public void One_reader_reads_many_envelopes_with_different_entities()
    {
        var reader = new EnvelopeReader();
        var other = Good.Replace("orders", "customers", StringComparison.Ordinal);

        var envelope = reader.Read(Encoding.UTF8.GetBytes($$"""{"format":1,"origin":"eu-west-1","changes":[{{Good}},{{other}},{{Good}}]}"""));

        Assert.Equal(["orders", "customers", "orders"], envelope.Changes.Select(c => c.Key.Entity));
    }

    private static Envelope Read(string json) => new EnvelopeReader().Read(Encoding.UTF8.GetBytes(json));

    private static string Zip(ReadOnlySpan<byte> plain)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        return Convert.ToBase64String(zipped.ToArray());
    }
}
