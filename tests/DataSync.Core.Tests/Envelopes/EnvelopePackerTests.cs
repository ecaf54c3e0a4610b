using System.Text;
using CsCheck;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;
using DataSync.Core.Tests.Generators;
using DataSync.Core.Tests.Support;
using DataSync.Core.Versions;
using Xunit;

namespace DataSync.Core.Tests.Envelopes;

public class EnvelopePackerTests
{
    private static readonly EnvelopeHeader Header = new(Make.There, 2, 1_234_567);

    [Fact]
    public void Decode_after_encode_is_identity() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var changes = Enumerable.Range(0, random.Next(30)).Select(_ => RandomItem.Change(random)).ToList();

                var read = Pack(changes).Select(p => new EnvelopeReader().Read(p.Json)).ToList();

                Assert.Equal(changes, read.SelectMany(e => e.Changes));
                Assert.All(read, e => Assert.Equal((Make.There, 2, 1_234_567L, null), (e.Origin, e.Hops, e.SentMs, e.Target)));
                Assert.All(read, e => Assert.Empty(e.Malformed));
            },
            iter: 400);

    [Fact]
    public void Packing_keeps_order_loses_nothing_and_never_exceeds_a_limit() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var sizes = Enumerable.Range(0, random.Next(80)).Select(_ => random.Next(12) == 0 ? random.Next(1_600_000) : random.Next(5_000));
                var changes = sizes.Select(size => new Change(Make.Key(), RandomItem.Version(random), ItemVersion.Zero, RandomItem.Filler(random, size))).ToList();
                var tooLarge = new List<int>();

                var packed = EnvelopePacker.Pack(Header, changes, tooLarge);

                var carried = packed.SelectMany(p => Enumerable.Range(p.FirstChange, p.ChangeCount)).ToList();
                Assert.Equal(carried.Order(), carried);
                Assert.Equal(Enumerable.Range(0, changes.Count), carried.Concat(tooLarge).Order());
                Assert.All(packed, p => Assert.True(p.Json.Length <= (p.ChangeCount > 1 ? EnvelopePacker.FillBytes : EnvelopePacker.MaxBytes)));
                Assert.All(packed, p => Assert.True(Xml.Allows(p.Json.Span)));
            },
            iter: 30);

    [Fact]
    public void No_two_neighbours_would_have_fitted_into_one_envelope() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var changes = Enumerable.Range(0, 60).Select(i => Make.Put(i) with { Image = RandomItem.Filler(random, random.Next(1, 9_000)) }).ToList();

                var packed = Pack(changes);

                for (var i = 1; i < packed.Count; i++)
                {
                    var more = changes.GetRange(packed[i - 1].FirstChange, packed[i - 1].ChangeCount + 1);
                    Assert.True(Pack(more).Count > 1);
                }
            },
            iter: 50);

    [Fact]
    public void Nothing_to_send_is_a_heartbeat()
    {
        var packed = Assert.Single(Pack([]));

        var read = new EnvelopeReader().Read(packed.Json);
        Assert.Equal(0, packed.ChangeCount);
        Assert.Empty(read.Changes);
        Assert.Equal(Make.There, read.Origin);
    }

    [Fact]
    public void A_large_change_is_compressed_where_that_saves_a_billing_unit()
    {
        var zeros = Make.Put(1) with { Image = StoredItem.Parse($$$"""{"b":{"S":"{{{new string('z', 300_000)}}}"} }""").Content };

        var packed = Assert.Single(Pack([zeros]));

        Assert.Contains("\"gzip\"", Make.TextOf(packed.Json.Span), StringComparison.Ordinal);
        Assert.True(packed.Json.Length < EnvelopePacker.BillingUnitBytes);
        Assert.Equal([zeros], new EnvelopeReader().Read(packed.Json).Changes);
    }

    [Fact]
    public void A_change_that_compression_does_not_make_cheaper_travels_plain()
    {
        var noise = Make.Put(1) with { Image = Noise(61 * 1024) };

        var packed = Assert.Single(Pack([noise]));

        Assert.DoesNotContain("\"gzip\"", Make.TextOf(packed.Json.Span), StringComparison.Ordinal);
        Assert.Equal([noise], new EnvelopeReader().Read(packed.Json).Changes);
    }

    [Fact]
    public void An_item_of_four_hundred_kilobytes_of_control_characters_fits_compressed()
    {
        var random = new Random(5);
        var text = string.Concat(Enumerable.Range(0, 400_000).Select(_ => $"\\u00{random.Next(32):x2}"));
        var change = Make.Put(1) with { Image = StoredItem.Parse($$$"""{"b":{"S":"{{{text}}}"} }""").Content };

        var packed = Assert.Single(Pack([change]));

        Assert.True(packed.Json.Length <= EnvelopePacker.MaxBytes);
        Assert.Equal([change], new EnvelopeReader().Read(packed.Json).Changes);
    }

    [Fact]
    public void A_change_too_large_for_a_message_is_reported_and_its_neighbours_are_packed()
    {
        var tooLarge = new List<int>();
        var changes = new[] { Make.Put(1), Make.Put(2) with { Image = Noise(1_200_000) }, Make.Put(3) };

        var packed = EnvelopePacker.Pack(Header, changes, tooLarge);

        Assert.Equal([1], tooLarge);
        Assert.Equal([(0, 1), (2, 1)], packed.Select(p => (p.FirstChange, p.ChangeCount)));
    }

    [Fact]
    public void Only_a_change_too_large_makes_no_envelope_and_no_heartbeat()
    {
        var tooLarge = new List<int>();

        var packed = EnvelopePacker.Pack(Header, [Make.Put(1) with { Image = Noise(1_200_000) }], tooLarge);

        Assert.Empty(packed);
        Assert.Equal([0], tooLarge);
    }

    [Fact]
    public void A_parked_envelope_names_its_target_plain_or_compressed()
    {
        var plain = Make.Put(1);
        var large = Make.Put(2) with { Image = StoredItem.Parse($$$"""{"b":{"S":"{{{new string('z', 300_000)}}}"} }""").Content };

        var parked = Pack([plain, large]).Select(p => new EnvelopeReader().Read(p.WithTarget(Make.Third))).ToList();

        Assert.Equal([Make.Third, Make.Third], parked.Select(e => e.Target));
        Assert.Equal([plain, large], parked.SelectMany(e => e.Changes));
    }

    [Fact]
    public void The_longest_names_of_regions_fit_wherever_they_fall_in_the_buffer()
    {
        var region = new string('r', ItemVersion.MaxRegionLength);
        var changes = Enumerable.Range(0, 400).Select(i => new Change(Make.Key(), new ItemVersion(9, i, region), new ItemVersion(8, i, region), Make.Image())).ToList();

        var packed = EnvelopePacker.Pack(new EnvelopeHeader(region, int.MaxValue, long.MaxValue), changes, new List<int>());

        Assert.Equal(changes, packed.SelectMany(p => new EnvelopeReader().Read(p.Json).Changes));
    }

    private static ItemImage Noise(int bytes)
    {
        var noise = new byte[bytes * 3 / 4];
        new Random(3).NextBytes(noise);
        return StoredItem.Parse(Encoding.UTF8.GetBytes($$$"""{"b":{"B":"{{{Convert.ToBase64String(noise)}}}"} }"""), "_sync", new CanonicalJson()).Content;
    }

    private static IReadOnlyList<PackedEnvelope> Pack(IReadOnlyList<Change> changes)
    {
        var tooLarge = new List<int>();
        var packed = EnvelopePacker.Pack(Header, changes, tooLarge);
        Assert.Empty(tooLarge);
        return packed;
    }
}
