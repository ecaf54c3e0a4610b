using CsCheck;
using DataSync.Core.Capture;
using DataSync.Core.Items;
using DataSync.Core.Tests.Generators;
using DataSync.Core.Tests.Support;
using DataSync.Core.Versions;
using Xunit;

namespace DataSync.Core.Tests.Capture;

public class EchoRuleTests
{
    private static readonly StoredItem One = StoredItem.Stamped(Make.Image(1), Make.Version(1));
    private static readonly StoredItem Two = StoredItem.Stamped(Make.Image(2), Make.Version(2));
    private static readonly StoredItem Marked = StoredItem.Stamped(Make.Image(1), Make.Version(3), deleting: true);

    /// <summary>A case in words, the record, and the echo's version; null for a local write.</summary>
    public static TheoryData<string, StoredItem?, StoredItem?, ItemVersion?> Cases => new()
    {
        { "application inserts", null, Make.Plain(1), null },
        { "application deletes", Make.Plain(1), null, null },
        { "application deletes what the service wrote", One, null, null },
        { "application updates what the service wrote", One, new StoredItem(Make.Image(2), One.Stamp), null },
        { "application changes nothing but the stamp's neighbour", new StoredItem(Make.Image(2), One.Stamp), One, null },
        { "application puts an older copy back", Two, One, null },
        { "application puts a mark on what is not there", null, Marked, null },
        { "application puts a mark on other content", Two, Marked, null },
        { "service inserts", null, One, Make.Version(1) },
        { "service overwrites a local write", Make.Plain(1), Two, Make.Version(2) },
        { "service overwrites its own", One, Two, Make.Version(2) },
        { "service marks", One, Marked, Make.Version(3) },
        { "service removes what it marked", Marked, null, Make.Version(3) },
        { "application removes what it changed after the mark", new StoredItem(Make.Image(2), Marked.Stamp), null, null },
    };

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void The_service_knows_its_own_writes(string what, StoredItem? old, StoredItem? @new, ItemVersion? echo) =>
        Assert.True(EchoRule.EchoVersion(old, @new) == echo, what);

    [Fact]
    public void The_rule_is_that_of_the_model() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var old = ModelItem.Random(random);
                var @new = ModelItem.Random(random, isPresent: old is null);

                Assert.Equal(ModelEchoVersion(old, @new), EchoRule.EchoVersion(old, @new));
            },
            iter: 50_000);

    // echo_version of protocol/model.py, line by line.
    private static ItemVersion? ModelEchoVersion(StoredItem? old, StoredItem? @new)
    {
        if (@new is null)
        {
            return ModelItem.Stamped(old) && old!.Stamp!.Value.Deleting ? old.Stamp.Value.Version : null;
        }

        if (!ModelItem.Stamped(@new) || (old is not null && old.Stamp == @new.Stamp))
        {
            return null;
        }

        var stamp = @new.Stamp!.Value;
        var putBack = old is not null && old.Stamp is not null && old.Stamp.Value.Version > stamp.Version;
        var markedByHand = stamp.Deleting && (old is null || old.Content.Digest != @new.Content.Digest);
        return putBack || markedByHand ? null : stamp.Version;
    }
}
