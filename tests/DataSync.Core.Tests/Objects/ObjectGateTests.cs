using DataSync.Core.Apply;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;
using DataSync.Core.Ports;
using DataSync.Core.Tests.Support;
using DataSync.Core.Versions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Core.Tests.Objects;

/// <summary>Item and object together, through the apply side.</summary>
public sealed class ObjectGateTests
{
    private readonly MemoryLedger _ledger = new();
    private readonly MemoryItemStore _items = new();
    private readonly MemoryObjectStore _objects = new();
    private readonly MemoryQueues _queues = new();
    private readonly FakeTimeProvider _time = new(Make.Start);

    [Theory]
    [InlineData("photo.jpg")]
    [InlineData("s3://bucket-of-another-region/photo.jpg")]
    public async Task An_item_waits_for_the_object_it_names(string reference)
    {
        var waiting = await ApplyAsync(Naming(reference));
        _objects[MakeObject.Key("photo.jpg")] = MakeObject.Plain(name: "photo.jpg");
        var arrived = await ApplyAsync(Naming(reference));

        Assert.Equal((0, 1), (waiting.AppliedCount, waiting.HeldBackCount));
        Assert.Single(_queues[QueueKind.Changes]);
        Assert.Equal((1, 0), (arrived.AppliedCount, arrived.HeldBackCount));
    }

    [Fact]
    public async Task After_the_longest_wait_it_goes_ahead_and_that_is_counted()
    {
        var change = Naming("photo.jpg") with { SinceMs = Make.StartMs };
        _time.Advance(SyncOptions.DefaultObjectWaitLimit);

        var report = await ApplyAsync(change);

        Assert.Equal((1, 0, 1), (report.AppliedCount, report.HeldBackCount, report.WentAheadCount));
    }

    [Fact]
    public async Task Items_that_name_no_object_and_deletes_wait_for_nothing()
    {
        var report = await ApplyAsync(Make.Put(1));
        await ApplyAsync(Make.Delete(2));

        Assert.Equal(1, report.AppliedCount);
        Assert.Empty(_objects.Calls);
    }

    [Fact]
    public async Task An_image_too_large_for_a_message_is_read_from_where_it_was_put()
    {
        var payloads = new MemoryPayloads();
        var change = Make.Put(1);
        var stored = change with { Image = null, Payload = await payloads.PutAsync(change.Image!.Memory, CancellationToken.None) };

        var report = await Handler(payloads).HandleAsync([Make.Message("1", stored)], Make.Scope, CancellationToken.None);

        Assert.Equal(1, report.AppliedCount);
        Assert.Equal(change.Image, _items[Make.Key()]!.Content);
    }

    [Fact]
    public async Task Objects_that_this_stack_does_not_sync_become_dead_letters()
    {
        var handler = new ApplyHandler(Make.Options, _ledger, _items, _queues, _time);

        var report = await handler.HandleAsync([Make.Message("1", MakeObject.Put(1))], Make.Scope, CancellationToken.None);

        Assert.Equal(1, report.DeadLetterCount);
        Assert.Contains("ObjectEntityName", Make.Letter(Assert.Single(_queues[QueueKind.ChangesDeadLetters])).Detail, StringComparison.Ordinal);
    }

    private static Change Naming(string reference) =>
        new(Make.Key(), Make.Version(1), ItemVersion.Zero, StoredItem.Parse("{\"pk\":{\"S\":\"a\"},\"file\":{\"S\":\"" + reference + "\"}}").Content);

    private ValueTask<ApplyReport> ApplyAsync(Change change) => Handler().HandleAsync([Make.Message("1", change)], Make.Scope, CancellationToken.None);

    private ApplyHandler Handler(IPayloadStore? payloads = null)
    {
        var options = (MakeObject.Options with { ObjectReferenceAttribute = "file" }).Check();
        return new ApplyHandler(options, _ledger, _items, _queues, _time)
        {
            Objects = new ObjectApplier(options, _ledger, _objects, _objects, _time),
            Gate = new ObjectGate(options, _objects),
            Payloads = payloads,
        };
    }

    private sealed class MemoryPayloads : IPayloadStore
    {
        private readonly Dictionary<string, ReadOnlyMemory<byte>> _payloads = [];

        public ValueTask<PayloadReference> PutAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
        {
            var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(payload.Span));
            _payloads[sha256] = payload.ToArray();
            return ValueTask.FromResult(new PayloadReference("payloads", sha256, payload.Length, sha256));
        }

        public ValueTask<ReadOnlyMemory<byte>> GetAsync(PayloadReference reference, string region, CancellationToken cancellationToken) =>
            ValueTask.FromResult(_payloads[reference.Sha256]);
    }
}
