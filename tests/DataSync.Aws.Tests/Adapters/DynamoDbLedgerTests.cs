using Amazon.DynamoDBv2.Model;
using DataSync.Core.Items;
using DataSync.Core.Ledger;
using DataSync.Core.Versions;
using Xunit;

namespace DataSync.Aws.Tests.Adapters;

public sealed class DynamoDbLedgerTests
{
    private static readonly ItemKey Key = LocalRegion.Key("a");
    private static readonly ItemKey Object = Core.Objects.ObjectKey.Of("files", "a/b");
    private static readonly Digest Content = Digest.Of("x"u8);

    [Fact]
    public async Task A_first_write_advances_and_reports_that_there_was_nothing()
    {
        await using var region = await LocalRegion.CreateAsync();

        var (isWritten, before) = await region.Ledger.TryAdvanceAsync(Key, new LocalWrite(V(5), P(1), Content), afterTombstone: true, default);

        Assert.True(isWritten);
        Assert.Equal(default, before);
        Assert.Equal(new LedgerRow(V(5), P(1), Content, ItemVersion.Zero), await region.Ledger.ReadAsync(Key, default));
    }

    [Theory]
    [InlineData(5, 2)]
    [InlineData(6, 1)]
    [InlineData(4, 2)]
    public async Task An_advance_that_is_not_newer_in_both_is_refused_with_the_row(long ms, int position)
    {
        await using var region = await LocalRegion.CreateAsync();
        await region.Ledger.TryAdvanceAsync(Key, new LocalWrite(V(5), P(1), Content), afterTombstone: true, default);

        var (isWritten, before) = await region.Ledger.TryAdvanceAsync(Key, new LocalWrite(V(ms), P(position), null), afterTombstone: false, default);

        Assert.False(isWritten);
        Assert.Equal(new LedgerRow(V(5), P(1), Content, ItemVersion.Zero), before);
    }

    [Fact]
    public async Task An_advance_returns_what_it_replaced_and_leaves_the_tombstone()
    {
        await using var region = await LocalRegion.CreateAsync();
        await region.Ledger.ReplaceAsync(Key, default, new LedgerRow(V(5), P(1), Content, V(9)), default);

        var (isWritten, before) = await region.Ledger.TryAdvanceAsync(Key, new LocalWrite(V(7), P(2), null), afterTombstone: false, default);

        Assert.True(isWritten);
        Assert.Equal(new LedgerRow(V(5), P(1), Content, V(9)), before);
        Assert.Equal(new LedgerRow(V(7), P(2), null, V(9)), await region.Ledger.ReadAsync(Key, default));
    }

    [Fact]
    public async Task A_write_after_nothing_does_not_pass_a_newer_tombstone()
    {
        await using var region = await LocalRegion.CreateAsync();
        await region.Ledger.ReplaceAsync(Key, default, default(LedgerRow) with { Tombstone = V(9) }, default);

        var (isWritten, before) = await region.Ledger.TryAdvanceAsync(Key, new LocalWrite(V(7), P(2), Content), afterTombstone: true, default);

        Assert.False(isWritten);
        Assert.Equal(V(9), before.Tombstone);
    }

    [Fact]
    public async Task A_replacement_needs_the_row_as_it_was_read()
    {
        await using var region = await LocalRegion.CreateAsync();
        var first = new LedgerRow(V(5), P(1), Content, ItemVersion.Zero);
        await region.Ledger.ReplaceAsync(Key, default, first, default);

        var stale = await region.Ledger.ReplaceAsync(Key, default, first with { Tombstone = V(8) }, default);
        var other = await region.Ledger.ReplaceAsync(Key, first with { LocalDigest = null }, first with { Tombstone = V(8) }, default);
        var right = await region.Ledger.ReplaceAsync(Key, first, first with { Tombstone = V(8) }, default);

        Assert.False(stale);
        Assert.False(other);
        Assert.True(right);
        Assert.Equal(first with { Tombstone = V(8) }, await region.Ledger.ReadAsync(Key, default));
    }

    [Fact]
    public async Task Only_rows_of_deletes_expire()
    {
        await using var region = await LocalRegion.CreateAsync();

        await region.Ledger.TryAdvanceAsync(Key, new LocalWrite(V(5), P(1), null), afterTombstone: true, default);
        var deleted = await ExpiryAsync(region);
        await region.Ledger.TryAdvanceAsync(Key, new LocalWrite(V(6), P(2), Content), afterTombstone: true, default);
        var live = await ExpiryAsync(region);

        Assert.Equal((region.Time.GetUtcNow() + TimeSpan.FromDays(90)).ToUnixTimeSeconds(), deleted);
        Assert.Null(live);
    }

    [Fact]
    public async Task A_key_too_long_for_a_partition_key_gets_a_row_of_its_own()
    {
        await using var region = await LocalRegion.CreateAsync();
        var one = LocalRegion.Key(new string('x', 2000) + "1");
        var two = LocalRegion.Key(new string('x', 2000) + "2");

        await region.Ledger.TryAdvanceAsync(one, new LocalWrite(V(5), P(1), Content), afterTombstone: true, default);

        Assert.Equal(V(5), (await region.Ledger.ReadAsync(one, default)).Local);
        Assert.Equal(default, await region.Ledger.ReadAsync(two, default));
    }

    [Fact]
    public async Task A_row_of_an_object_comes_back_with_what_the_service_wrote_and_writes()
    {
        await using var region = await LocalRegion.CreateAsync();
        var row = new LedgerRow(V(5), P(1), Content, V(4)) { Seen = V(9), Written = V(8), Pending = V(9), PendingMs = 1_767_225_600_123 };

        var isWritten = await region.Ledger.ReplaceAsync(Object, default, row, default);

        Assert.True(isWritten);
        Assert.Equal(row, await region.Ledger.ReadAsync(Object, default));
    }

    public static TheoryData<string> Fields() => ["seen", "written", "pending", "pendingMs", "none"];

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task A_replacement_of_an_objects_row_needs_each_value_as_it_was_read(string field)
    {
        await using var region = await LocalRegion.CreateAsync();
        var row = default(LedgerRow) with { Seen = V(9), Written = V(8), Pending = V(9), PendingMs = 7 };
        await region.Ledger.ReplaceAsync(Object, default, row, default);
        var other = field switch
        {
            "seen" => row with { Seen = V(10) },
            "written" => row with { Written = ItemVersion.Zero },
            "pending" => row with { Pending = V(10) },
            "pendingMs" => row with { PendingMs = 8 },
            _ => default,
        };

        var isWritten = await region.Ledger.ReplaceAsync(Object, other, row with { Tombstone = V(11) }, default);

        Assert.False(isWritten);
        Assert.Equal(row, await region.Ledger.ReadAsync(Object, default));
    }

    [Fact]
    public async Task A_lease_given_back_leaves_no_trace_of_itself()
    {
        await using var region = await LocalRegion.CreateAsync();
        var row = default(LedgerRow) with { Seen = V(9), Pending = V(9), PendingMs = 7 };
        await region.Ledger.ReplaceAsync(Object, default, row, default);

        await region.Ledger.ReplaceAsync(Object, row, row with { Pending = ItemVersion.Zero, PendingMs = 0, Written = V(9) }, default);
        var rows = await region.Clients.DynamoDb.ScanAsync(new ScanRequest { TableName = LocalRegion.LedgerTable });

        Assert.Equal(["expires", "item", "seen", "written"], rows.Items.Single().Keys.Order(StringComparer.Ordinal));
        Assert.Equal(default(LedgerRow) with { Seen = V(9), Written = V(9) }, await region.Ledger.ReadAsync(Object, default));
    }

    [Fact]
    public async Task A_local_write_of_an_object_leaves_what_the_service_wrote()
    {
        await using var region = await LocalRegion.CreateAsync();
        var row = default(LedgerRow) with { Seen = V(4), Written = V(4), Pending = V(6), PendingMs = 7 };
        await region.Ledger.ReplaceAsync(Object, default, row, default);

        var (isWritten, before) = await region.Ledger.TryAdvanceAsync(Object, new LocalWrite(V(5), P(1), Content), afterTombstone: true, default);

        Assert.True(isWritten);
        Assert.Equal(row, before);
        Assert.Equal(row with { Local = V(5), Position = P(1), LocalDigest = Content }, await region.Ledger.ReadAsync(Object, default));
    }

    [Fact]
    public async Task Requests_for_items_name_nothing_of_objects()
    {
        var recorder = new Recorder();
        await using var region = await LocalRegion.CreateAsync(faults: recorder);

        await region.Ledger.ReplaceAsync(Key, default, new LedgerRow(V(5), P(1), Content, V(9)), default);

        Assert.DoesNotContain("seen", recorder.Last, StringComparison.Ordinal);
        Assert.DoesNotContain("pending", recorder.Last, StringComparison.Ordinal);
        Assert.Contains("tombstone", recorder.Last, StringComparison.Ordinal);
    }

    private sealed class Recorder : LocalAws.Protocol.IFaultInjector
    {
        public string Last { get; private set; } = "";

        public ValueTask<LocalAws.Protocol.AwsResponse?> BeforeAsync(LocalAws.Protocol.AwsRequest request, CancellationToken cancellationToken)
        {
            Last = System.Text.Encoding.UTF8.GetString(request.Body.Span);
            return ValueTask.FromResult<LocalAws.Protocol.AwsResponse?>(null);
        }
    }

    private static async Task<long?> ExpiryAsync(LocalRegion region)
    {
        var rows = await region.Clients.DynamoDb.ScanAsync(new ScanRequest { TableName = LocalRegion.LedgerTable });
        return rows.Items.Single().TryGetValue("expires", out var value) ? long.Parse(value.N, System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    private static ItemVersion V(long ms) => new(1_767_225_600_000 + ms, 0, LocalRegion.Region);

    private static StreamPosition P(int number) => StreamPosition.Of("2026-01-01T00:00:00.000", $"{number}00000000000000000000000");
}
