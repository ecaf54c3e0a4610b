using System.Text;
using DataSync.Core.DeadLetters;
using DataSync.Core.Ports;
using DataSync.Core.Redrive;
using DataSync.Core.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Core.Tests.Redrive;

public sealed class RedriveHandlerTests
{
    [Fact]
    public async Task Letters_that_were_sent_back_often_enough_wait_for_a_person()
    {
        var world = new ReplayWorld();
        world.Add("bad", ReplayWorld.Letter(Make.Put(1, pk: ReplayWorld.Bad)));
        var reports = new List<RedriveReport>();
        for (var i = 0; i < 4; i++)
        {
            reports.Add(await RunAsync(world, Request($"20260131T000{i}") with { MaxReplays = 3 }));
            await world.DrainAsync();
        }

        Assert.Equal([1, 1, 1, 0], reports.ConvertAll(r => r.RedrivenCount));
        Assert.Equal([0, 0, 0, 1], reports.ConvertAll(r => r.WornOutCount));
        var history = DeadLetterCodec.Decode(world.Letters.Bodies.Single()).History!;
        Assert.Equal((3, 3, "m1"), (history.ReplayCount, history.Failures.Count, history.Failures[0].LetterId));
        Assert.Contains("bad items are refused", history.Failures[^1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_letter_that_comes_back_during_the_run_is_not_sent_twice_however_wrong_the_clocks_are()
    {
        var world = new ReplayWorld();
        world.Add("bad", ReplayWorld.Letter(Make.Put(1, pk: ReplayWorld.Bad)));
        var handler = new RedriveHandler(world, world, new FakeTimeProvider(world.Time.GetUtcNow().AddDays(1)));

        var report = await handler.HandleAsync(Request("20260201T0000"), progress: _ => world.DrainAsync().GetAwaiter().GetResult());

        Assert.Equal((1, 1, true), (report.RedrivenCount, report.FailedAgainCount, report.IsEmpty));
        Assert.Equal(1, world.Letters.Count);
    }

    [Fact]
    public async Task What_carries_no_history_and_comes_back_is_not_taken_for_a_copy()
    {
        var world = new ReplayWorld();
        world.Add("junk", "hello"u8.ToArray());

        var report = await RunAsync(world, Request("20260131T0000"), _ => world.DrainAsync().GetAwaiter().GetResult());

        Assert.Equal((1, 0, 1), (report.RedrivenCount, report.CopyCount, report.FailedAgainCount));
        Assert.Equal("hello", DeadLetterCodec.Decode(world.Letters.Bodies.Single()).Body);
    }

    [Fact]
    public async Task A_queue_that_takes_nothing_ends_the_run_and_keeps_all()
    {
        var world = new ReplayWorld();
        for (var i = 0; i < 200; i++)
        {
            world.Add($"{i}", ReplayWorld.Letter(Make.Put(i + 1, pk: ReplayWorld.Refused)));
        }

        var report = await RunAsync(world, Request("20260131T0000"));

        Assert.Equal((50, false, "never"), (report.KeptCount, report.IsEmpty, report.Errors.Single()));
        Assert.Equal((200, 0), (world.Letters.Count, world.Letters.HiddenCount));
    }

    [Theory]
    [InlineData(20.0, 10, 0.5)]
    [InlineData(10.0, 10, 1)]
    [InlineData(2.5, 2, 0.8)]
    [InlineData(0.5, 1, 2)]
    public async Task No_more_letters_go_in_a_second_than_asked_for(double rate, int batch, double secondsBetween)
    {
        var time = new FakeTimeProvider(Make.Start);
        var pace = new SendPace(rate, time);
        await pace.WaitAsync(batch, CancellationToken.None);

        for (var i = 0; i < 5; i++)
        {
            var next = pace.WaitAsync(batch, CancellationToken.None).AsTask();
            time.Advance(TimeSpan.FromSeconds(secondsBetween - 0.01));
            Assert.False(next.IsCompleted);
            time.Advance(TimeSpan.FromSeconds(0.01));
            await next;
        }

        Assert.Equal(batch, pace.BatchSize);
    }

    [Fact]
    public async Task Without_a_rate_nothing_waits()
    {
        var pace = new SendPace(null, new FakeTimeProvider(Make.Start));

        for (var i = 0; i < 100; i++)
        {
            await pace.WaitAsync(10, CancellationToken.None);
        }

        Assert.Equal(10, pace.BatchSize);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_while_it_waits_ends_in_good_order()
    {
        var world = new ReplayWorld();
        for (var i = 0; i < 5; i++)
        {
            world.Add($"{i}", ReplayWorld.Letter(Make.Put(1, pk: $"k{i}")));
        }

        using var stop = new CancellationTokenSource();
        var run = new RedriveHandler(world, world, new FakeTimeProvider(Make.Start)).HandleAsync(Request("20260131T0000") with { RatePerSecond = 1 }, cancellationToken: stop.Token).AsTask();
        await stop.CancelAsync();
        await run;

        Assert.Equal(0, world.Letters.HiddenCount);
        Assert.All(world.Everything, w => Assert.True(world.PlaceCount(w) > 0));
    }

    [Fact]
    public async Task What_went_before_a_run_is_cancelled_has_left_the_queue()
    {
        var world = new ReplayWorld();
        for (var i = 0; i < 5; i++)
        {
            world.Add($"{i}", ReplayWorld.Letter(Make.Put(1, pk: $"k{i}")));
        }

        using var stop = new CancellationTokenSource();
        var time = new FakeTimeProvider(Make.Start);
        var run = new RedriveHandler(world, world, time).HandleAsync(Request("20260131T0000") with { RatePerSecond = 1 }, cancellationToken: stop.Token).AsTask();
        time.Advance(TimeSpan.FromSeconds(1));
        await stop.CancelAsync();
        var report = await run;

        Assert.InRange(report.RedrivenCount, 1, 4);
        Assert.Equal(5 - report.RedrivenCount, world.Letters.Count);
    }

    [Fact]
    public async Task A_scan_that_holds_all_it_may_says_so_and_releases()
    {
        var source = new EndlessLetters();

        await using (var scan = new LetterScan(source, QueueKind.ChangesDeadLetters))
        {
            while (await scan.NextAsync(CancellationToken.None) is { Count: > 0 })
            {
            }

            Assert.True(scan.IsAtLimit);
            Assert.False(scan.IsEmpty);
        }

        Assert.InRange(source.ReleasedCount, LetterScan.MaxHeld, LetterScan.MaxHeld + 9);
    }

    [Fact]
    public async Task Records_are_played_again_in_process_and_carry_their_history()
    {
        var world = new ReplayWorld();
        world.Add("good", Record("1"));
        world.Add("bad", Record("2"));
        var played = new List<string>();
        var records = new RecordReplay(
            (record, _) =>
            {
                played.Add(Encoding.UTF8.GetString(record.Span));
                return ValueTask.FromResult(played.Count == 1);
            },
            (_, _) => throw new InvalidOperationException());

        var report = await new RedriveHandler(world, world, world.Time).HandleAsync(Request("20260131T0000") with { Queue = QueueKind.CaptureDeadLetters }, records);

        Assert.Equal((1, 1), (report.RedrivenCount, report.KeptCount));
        Assert.Contains("\"history\":{\"replays\":1,\"run\":\"20260131T0000\"", played[0], StringComparison.Ordinal);
    }

    private static ReadOnlyMemory<byte> Record(string number) => DeadLetterCodec.Encode(
        DeadLetter.Now(DeadLetterReason.MalformedRecord, "", Make.Here, Make.Scope, new FakeTimeProvider(Make.Start)).WithRecord(Encoding.UTF8.GetBytes("{\"n\":" + number + "}")));

    private static RedriveRequest Request(string runId) => new(QueueKind.ChangesDeadLetters, RedriveRequest.LargestMaxCount, LetterFilter.All) { RunId = runId };

    private static async Task<RedriveReport> RunAsync(ReplayWorld world, RedriveRequest request, Action<RedriveReport>? progress = null) =>
        await new RedriveHandler(world, world, world.Time).HandleAsync(request, progress: progress);

    private sealed class EndlessLetters : IDeadLetterSource
    {
        private int _next;
        private int _released;

        public int ReleasedCount => _released;

        public ValueTask<IReadOnlyList<ReceivedLetter>> ReceiveAsync(QueueKind queue, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<ReceivedLetter>>([.. Enumerable.Range(_next += 10, 10).Select(i => new ReceivedLetter($"m{i}", $"h{i}", default))]);

        public ValueTask<IReadOnlyList<string?>> DeleteAsync(QueueKind queue, IReadOnlyList<ReceivedLetter> letters, CancellationToken cancellationToken) => throw new InvalidOperationException();

        public ValueTask ReleaseAsync(QueueKind queue, IReadOnlyList<string> receiptHandles, CancellationToken cancellationToken)
        {
            Interlocked.Add(ref _released, receiptHandles.Count);
            return ValueTask.CompletedTask;
        }
    }
}
