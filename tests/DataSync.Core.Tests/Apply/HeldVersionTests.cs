using CsCheck;
using DataSync.Core.Apply;
using DataSync.Core.Items;
using DataSync.Core.Ledger;
using DataSync.Core.Tests.Generators;
using DataSync.Core.Tests.Support;
using DataSync.Core.Versions;
using Xunit;

namespace DataSync.Core.Tests.Apply;

public class HeldVersionTests
{
    private static LedgerRow None => default;
    private static readonly LedgerRow Wrote1 = new(Make.Version(5), Make.Position(1), Make.Image(1).Digest, default);
    private static readonly LedgerRow Deleted = new(Make.Version(5), Make.Position(1), null, default);
    private static readonly LedgerRow Tombstone9 = new(default, default, null, Make.Version(9));

    /// <summary>A case in words, what is held, whether it waited long, and the version; null for "not known yet".</summary>
    public static TheoryData<string, StoredItem?, LedgerRow, bool, ItemVersion?> Cases => new()
    {
        { "nothing ever", null, None, false, ItemVersion.Zero },
        { "deleted here", null, Deleted, false, Make.Version(5) },
        { "deleted elsewhere", null, Tombstone9, false, Make.Version(9) },
        { "gone, but the delete is not sequenced", null, Wrote1, false, null },
        { "gone by a newer delete from elsewhere", null, Wrote1 with { Tombstone = Make.Version(9) }, false, Make.Version(9) },
        { "written by the service", StoredItem.Stamped(Make.Image(2), Make.Version(7)), None, false, Make.Version(7) },
        { "written by the service, deleted since", StoredItem.Stamped(Make.Image(2), Make.Version(7)), Tombstone9, false, Make.Version(9) },
        { "older replica over a newer local write", StoredItem.Stamped(Make.Image(2), Make.Version(4)), Wrote1, false, null },
        { "written here", Make.Plain(1), Wrote1, false, Make.Version(5) },
        { "written here, not sequenced", Make.Plain(2), Wrote1, true, null },
        { "written on top of the service's", new StoredItem(Make.Image(1), new Stamp(Make.Version(8), Make.Image(2).Digest, false)), Wrote1, false, null },
        { "first write, not sequenced", Make.Plain(1), None, false, null },
        { "there before the service", Make.Plain(1), None, true, ItemVersion.Zero },
    };

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void What_is_held_has_a_version_or_is_not_sequenced_yet(string what, StoredItem? item, LedgerRow row, bool isBaseline, ItemVersion? version) =>
        Assert.True(HeldVersion.Of(item, row, isBaseline) == version, what);

    [Fact]
    public void The_version_is_that_of_the_model() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var item = ModelItem.Random(random);
                var local = random.Next(3) == 0 ? ItemVersion.Zero : RandomItem.Version(random);
                Digest? digest = local == ItemVersion.Zero || random.Next(4) == 0 ? null : ModelItem.Content(random).Digest;
                var row = new LedgerRow(local, default, digest, random.Next(2) == 0 ? ItemVersion.Zero : RandomItem.Version(random));
                var isBaseline = random.Next(2) == 0;

                Assert.Equal(ModelVersionHere(item, row, isBaseline ? 61 : 60), HeldVersion.Of(item, row, isBaseline));
            },
            iter: 50_000);

    // version_here of protocol/model.py, line by line.
    private static ItemVersion? ModelVersionHere(StoredItem? item, LedgerRow ledger, int tries)
    {
        var zero = ItemVersion.Zero;
        if (item is null)
        {
            if (ledger.Local == zero || ledger.LocalDigest is null || ledger.Tombstone > ledger.Local)
            {
                return new[] { ledger.Tombstone, ledger.LocalDigest is null ? ledger.Local : zero }.Max();
            }

            return null;
        }

        var known = item.Content.Digest;
        if (ModelItem.Stamped(item))
        {
            var stamp = item.Stamp!.Value.Version;
            if (ledger.Local > stamp && ledger.LocalDigest != known && ledger.Tombstone < ledger.Local)
            {
                return null;
            }

            return new[] { stamp, ledger.Tombstone, ledger.LocalDigest == known ? ledger.Local : zero }.Max();
        }

        if (item.Stamp is not null && item.Stamp.Value.Version > ledger.Local)
        {
            return null;
        }

        if (ledger.Local > zero && ledger.LocalDigest == known)
        {
            return new[] { ledger.Local, ledger.Tombstone }.Max();
        }

        return ledger.Local == zero && tries > 60 ? ledger.Tombstone : null;
    }
}
