using DataSync.Aws.Items;
using DataSync.Cli.Deployments;
using DataSync.Cli.Restore;
using DataSync.Core.DeadLetters;
using DataSync.Core.Items;
using DataSync.Core.Ports;
using Microsoft.Extensions.Time.Testing;
using static DataSync.Cli.Tests.Restore.RestoredTables;

namespace DataSync.Cli.Tests.Restore;

public sealed class ItemRestorerTests : IAsyncLifetime
{
    private RestoredTables _tables = null!;

    public async Task InitializeAsync() => _tables = await RestoredTables.CreateAsync();

    public async Task DisposeAsync() => await _tables.DisposeAsync();

    [Fact]
    public async Task What_is_missing_comes_back_without_its_stamp_and_what_is_there_stays()
    {
        await _tables.PutAsync(Source, "missing", "old", Stamped);
        await _tables.PutAsync(Source, "same", "old", Stamped);
        await _tables.PutAsync(Source, "changed", "old");
        await _tables.PutAsync(Live, "same", "old");
        await _tables.PutAsync(Live, "changed", "new");
        await _tables.PutAsync(Live, "later", "new");

        var summary = await _tables.RestoreAsync();

        Assert.Equal((3L, 1L, 1L, 1L, 0L), (summary.Seen, summary.Restored, summary.Same, summary.Changed, summary.SetBack));
        var live = await _tables.LiveAsync();
        Assert.Equal(["changed=new", "later=new", "missing=old", "same=old"], live.Select(i => $"{i.Key}={i.Value}"));
    }

    [Fact]
    public async Task A_second_run_finds_nothing_to_do()
    {
        for (var i = 0; i < 250; i++)
        {
            await _tables.PutAsync(Source, $"item-{i}", "old", i % 2 == 0 ? Stamped : null);
        }

        var first = await _tables.RestoreAsync();
        var second = await _tables.RestoreAsync();

        Assert.Equal((250L, 250L), (first.Seen, first.Restored));
        Assert.Equal((250L, 0L, 250L), (second.Seen, second.Restored, second.Same));
    }

    [Fact]
    public async Task Changed_items_are_set_back_when_that_is_wanted()
    {
        await _tables.PutAsync(Source, "changed", "old", Stamped);
        await _tables.PutAsync(Live, "changed", "new", Stamped);

        var summary = await _tables.RestoreAsync(new RestoreOptions { IsChangedToo = true });

        Assert.Equal((1L, 0L), (summary.SetBack, summary.Restored));
        Assert.Equal("old", (await _tables.LiveAsync())["changed"]);
    }

    [Fact]
    public async Task A_dry_run_counts_and_changes_nothing()
    {
        await _tables.PutAsync(Source, "missing", "old");
        await _tables.PutAsync(Source, "changed", "old");
        await _tables.PutAsync(Live, "changed", "new");

        var summary = await _tables.RestoreAsync(new RestoreOptions { IsDryRun = true, IsChangedToo = true });

        Assert.Equal((true, 1L, 1L), (summary.IsDryRun, summary.Restored, summary.SetBack));
        Assert.Equal("new", Assert.Single(await _tables.LiveAsync()).Value);
    }

    [Fact]
    public async Task A_prefix_leaves_the_others_alone()
    {
        await _tables.PutAsync(Source, "order#1", "old");
        await _tables.PutAsync(Source, "customer#1", "old");

        var summary = await _tables.RestoreAsync(new RestoreOptions { KeyPrefix = "order#" });

        Assert.Equal((1L, 1L), (summary.Restored, summary.Skipped));
        Assert.Equal("order#1", Assert.Single(await _tables.LiveAsync()).Key);
    }

    [Fact]
    public async Task What_another_region_was_deleting_when_the_copy_was_made_stays_deleted()
    {
        await _tables.PutAsync(Source, "gone", "old", Deleting);

        var summary = await _tables.RestoreAsync();

        Assert.Equal((1L, 0L), (summary.Deleting, summary.Restored));
        Assert.Empty(await _tables.LiveAsync());
    }

    [Fact]
    public async Task A_write_of_the_same_moment_stays()
    {
        await _tables.PutAsync(Source, "raced", "old");
        var store = new HookedStore(new DynamoDbItemStore(_tables.Client, Live, Stamp.DefaultAttribute)) { BeforePut = () => _tables.PutAsync(Live, "raced", "new") };

        var summary = await _tables.RestoreAsync(live: store);

        Assert.Equal((1L, 0L), (summary.Overtaken, summary.Restored));
        Assert.Equal("new", (await _tables.LiveAsync())["raced"]);
    }

    [Fact]
    public async Task A_change_of_the_same_moment_is_not_set_back()
    {
        await _tables.PutAsync(Source, "raced", "old");
        await _tables.PutAsync(Live, "raced", "new");
        var store = new HookedStore(new DynamoDbItemStore(_tables.Client, Live, Stamp.DefaultAttribute)) { BeforePut = () => _tables.PutAsync(Live, "raced", "newest") };

        var summary = await _tables.RestoreAsync(new RestoreOptions { IsChangedToo = true }, store);

        Assert.Equal(1L, summary.Overtaken);
        Assert.Equal("newest", (await _tables.LiveAsync())["raced"]);
    }

    [Fact]
    public async Task An_item_that_the_table_refuses_is_counted_and_the_others_come_back()
    {
        await _tables.PutAsync(Source, "refused", "old");
        await _tables.PutAsync(Source, "other", "old");
        var store = new HookedStore(new DynamoDbItemStore(_tables.Client, Live, Stamp.DefaultAttribute))
        {
            Fail = key => key.Json.Contains("refused", StringComparison.Ordinal) ? new StoreException(DeadLetterReason.Rejected, isRetryable: false, "an index does not take it") : null,
        };

        var summary = await _tables.RestoreAsync(live: store);

        Assert.Equal((1L, 1L), (summary.Failed, summary.Restored));
        Assert.Equal("an index does not take it", Assert.Single(summary.Errors));
    }

    [Fact]
    public async Task A_table_that_throttles_for_a_moment_is_waited_for()
    {
        await _tables.PutAsync(Source, "a", "old");
        var failures = 2;
        var store = new HookedStore(new DynamoDbItemStore(_tables.Client, Live, Stamp.DefaultAttribute))
        {
            Fail = _ => failures-- > 0 ? new StoreException("throttled", new TimeoutException()) { IsThrottling = true } : null,
        };

        var summary = await _tables.RestoreAsync(live: store);

        Assert.Equal((1L, 0L), (summary.Restored, summary.Failed));
    }

    [Fact]
    public async Task An_interrupted_restore_says_so_and_the_next_one_goes_on()
    {
        using var stop = new CancellationTokenSource();
        for (var i = 0; i < 20; i++)
        {
            await _tables.PutAsync(Source, $"item-{i}", "old");
        }

        var store = new HookedStore(new DynamoDbItemStore(_tables.Client, Live, Stamp.DefaultAttribute)) { AfterPuts = (5, stop.CancelAsync) };
        var first = await _tables.RestoreAsync(new RestoreOptions { Segments = 1 }, store, stop.Token);
        var second = await _tables.RestoreAsync();

        Assert.True(first.IsInterrupted);
        Assert.InRange(first.Restored, 4, 5);
        Assert.Equal((20L, 15L), (second.Seen, second.Restored));
        Assert.Equal(20, (await _tables.LiveAsync()).Count);
    }

    [Fact]
    public async Task Sort_keys_belong_to_the_key()
    {
        await using var tables = await RestoredTables.CreateAsync(hasSortKey: true);
        await tables.PutAsync(Source, "a", "one", sk: 1);
        await tables.PutAsync(Source, "a", "two", Stamped, sk: 2);
        await tables.PutAsync(Live, "a", "one", sk: 1);

        var summary = await tables.RestoreAsync(new RestoreOptions { Segments = 7 });

        Assert.Equal((1L, 1L), (summary.Restored, summary.Same));
        Assert.Equal(["a/1=one", "a/2=two"], (await tables.LiveAsync()).Select(i => $"{i.Key}={i.Value}"));
    }

    [Theory]
    [InlineData(Live, "is the table in sync itself")]
    [InlineData(Ledger, "is the ledger")]
    [InlineData("nothing", "There is no table nothing")]
    [InlineData("streamed", "streamed has a stream")]
    [InlineData("other-key", "another key than items: pk (S), sk (N) instead of pk (S)")]
    [InlineData("other-type", "another key than items: pk (N) instead of pk (S)")]
    public async Task A_table_that_is_no_copy_beside_the_live_one_is_refused(string table, string why)
    {
        await _tables.CreateTableAsync("streamed", hasStream: true);
        await _tables.CreateTableAsync("other-key", hasSortKey: true);
        await _tables.CreateTableAsync("other-type", type: "N");

        var refusal = await Assert.ThrowsAsync<OperatorException>(() => RestoreSource.OpenAsync(_tables.Client, table, Settings, default));

        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, refusal.ExitCode);
    }

    [Fact]
    public async Task The_pace_is_kept_however_many_workers_there_are()
    {
        var time = new FakeTimeProvider();
        var pace = new Pace(10, time);
        var waits = Enumerable.Range(0, 4).Select(_ => pace.WaitAsync(default).AsTask()).ToList();

        var atOnce = waits.Count(w => w.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(200));
        await waits[1];
        await waits[2];
        var late = waits[3].IsCompleted;
        time.Advance(TimeSpan.FromMilliseconds(100));
        await waits[3];

        Assert.Equal((1, false), (atOnce, late));
    }

    /// <summary>The real store, with something happening around it.</summary>
    private sealed class HookedStore(IItemStore store) : IItemStore
    {
        private int _puts;

        public Func<Task>? BeforePut { get; init; }

        public (int Count, Func<Task> Do)? AfterPuts { get; init; }

        public Func<ItemKey, StoreException?>? Fail { get; init; }

        public ValueTask<StoredItem?> ReadAsync(ItemKey key, CancellationToken cancellationToken) => store.ReadAsync(key, cancellationToken);

        public async ValueTask<GuardedWrite> PutAsync(ItemKey key, StoredItem? expected, StoredItem replacement, CancellationToken cancellationToken)
        {
            if (Fail?.Invoke(key) is { } failure)
            {
                throw failure;
            }

            if (BeforePut is not null)
            {
                await BeforePut();
            }

            var written = await store.PutAsync(key, expected, replacement, CancellationToken.None);
            if (++_puts == AfterPuts?.Count)
            {
                await AfterPuts.Value.Do();
            }

            return written;
        }

        public ValueTask<GuardedWrite> DeleteAsync(ItemKey key, StoredItem expected, CancellationToken cancellationToken) => throw new InvalidOperationException("A restore deletes nothing.");
    }
}
