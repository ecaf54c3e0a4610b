using System.Text;
using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.Ports;
using DataSync.Core.Redrive;
using DataSync.Core.Tests.Support;
using Xunit;

namespace DataSync.Core.Tests.Redrive;

public sealed class EditAndDiscardTests
{
    private const string Original = "1769847330001-00000-eu-west-1";

    [Fact]
    public async Task A_discard_that_dies_at_any_moment_loses_nothing_and_the_next_one_finishes_it()
    {
        for (var at = 0; at < 12; at++)
        {
            var world = Filled();
            await IgnoringDeathAsync(world, new CrashPlan(at), () => DiscardAsync(world));
            Assert.All(world.Everything, w => Assert.True(world.PlaceCount(w) > 0, $"{w} is nowhere (died at {at})"));
            world.Time.Advance(TimeSpan.FromMinutes(16));

            var report = await DiscardAsync(world);

            Assert.True(report.IsEmpty);
            Assert.All(world.Everything, w => Assert.Equal(1, world.PlaceCount(w)));
            Assert.Equal(2, world.Letters.Count);
            Assert.Equal(0, world.Letters.HiddenCount);
        }
    }

    [Fact]
    public async Task A_correction_that_dies_at_any_moment_loses_nothing_and_the_next_one_arrives()
    {
        for (var at = 0; at < 10; at++)
        {
            var world = Filled();
            await IgnoringDeathAsync(world, new CrashPlan(at), () => EditAsync(world, Corrected()));
            Assert.All(world.Everything, w => Assert.True(world.PlaceCount(w) > 0, $"{w} is nowhere (died at {at})"));
            world.Time.Advance(TimeSpan.FromMinutes(16));

            _ = await EditAsync(world, Corrected());
            await world.DrainAsync();

            Assert.Equal("1", world.Items[Make.Key("good")]!.Content.FindText("fixed"));
            Assert.DoesNotContain(world.Letters.Bodies, b => Encoding.UTF8.GetString(b.Span).Contains(Original, StringComparison.Ordinal));
            Assert.Equal(0, world.Letters.HiddenCount);
        }
    }

    [Fact]
    public async Task A_letter_is_discarded_only_when_all_its_changes_are_meant()
    {
        var world = Filled();

        var report = await new DiscardHandler(world, world, world.Time).HandleAsync(
            new DiscardRequest(QueueKind.ChangesDeadLetters, 100, LetterFilter.Parse(keyPrefix: "b"), "me", "why"));

        Assert.Equal((1, 3), (report.DiscardedCount, report.SkippedCount));
    }

    [Fact]
    public async Task One_letter_is_discarded_by_its_id_and_a_dry_run_only_counts()
    {
        var world = Filled();
        var request = new DiscardRequest(QueueKind.ChangesDeadLetters, 100, LetterFilter.All, "me", "why") { MessageIds = new HashSet<string>(StringComparer.Ordinal) { world.Ids["other"] } };
        var handler = new DiscardHandler(world, world, world.Time);

        var dry = await handler.HandleAsync(request with { IsDryRun = true });
        var report = await handler.HandleAsync(request);

        Assert.Equal((1, 1), (dry.DiscardedCount, report.DiscardedCount));
        Assert.Equal(3, world.Letters.Count);
    }

    [Fact]
    public async Task A_correction_carries_a_history_that_names_the_original()
    {
        var world = Filled();

        var result = await EditAsync(world, Corrected());

        Assert.Equal((EditOutcome.Sent, "Edited/" + world.Ids["good"]), (result.Outcome, result.Archive));
        var history = new EnvelopeReader().Read(world.Waiting.Single()).Changes.Single().History!;
        Assert.Equal((1, "Edited/" + world.Ids["good"], world.Ids["good"]), (history.ReplayCount, history.Failures.Single().Archive, history.Failures.Single().LetterId));
    }

    [Theory]
    [InlineData("hello", "not an envelope")]
    [InlineData("""{"format":99}""", "not known to this release")]
    [InlineData("""{"format":1,"origin":"eu-west-1","hops":1,"sentMs":1,"changes":[{"entity":"orders"}]}""", "cannot be read")]
    [InlineData("""{"format":1,"origin":"eu-west-1","hops":1,"sentMs":1,"changes":[]}""", "discard it")]
    [InlineData("""{"format":1,"origin":"ap-southeast-1","hops":1,"sentMs":1,"changes":[{"entity":"orders","key":{"pk":{"S":"a"}},"version":"1769847330001-00000-eu-west-1","delete":true}]}""", "only on request")]
    public async Task A_correction_that_is_no_good_is_refused_and_changes_nothing(string replacement, string words)
    {
        var world = Filled();
        var before = world.Snapshot();

        var result = await EditAsync(world, Encoding.UTF8.GetBytes(replacement));

        Assert.Equal(EditOutcome.Refused, result.Outcome);
        Assert.Contains(words, result.Problem, StringComparison.Ordinal);
        Assert.Equal(before, world.Snapshot());
        Assert.Equal(0, world.Letters.HiddenCount);
    }

    [Fact]
    public async Task A_correction_that_changes_nothing_is_refused()
    {
        var world = Filled();

        var result = await EditAsync(world, Make.Message("", Make.Put(1, pk: "good") with { AttemptCount = 5 }).Body);

        Assert.Equal(EditOutcome.Refused, result.Outcome);
        Assert.Contains("changes nothing", result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_letter_that_is_not_there_is_said_not_to_be()
    {
        var world = Filled();

        var result = await new EditHandler(world, world, world).HandleAsync(
            new EditRequest(QueueKind.ChangesDeadLetters, "nobody", Corrected(), "me", "why") { RunId = "1" });

        Assert.Equal(EditOutcome.NotFound, result.Outcome);
    }

    [Fact]
    public async Task A_corrected_record_takes_the_place_of_the_original_among_the_letters()
    {
        var world = new ReplayWorld();
        const string record = """{"eventSourceARN":"arn:aws:dynamodb:us-east-1:1:table/orders/stream/2026","dynamodb":{"SequenceNumber":"1","ApproximateCreationDateTime":1,"Keys":{"pk":{"S":"a"}},"NewImage":{"pk":{"S":"a"}}}}""";
        var broken = Encoding.UTF8.GetBytes("""{"dynamodb":{"Keys":{"pk":{"S":"a"}}}}""");
        var id = world.Add("record", DeadLetterCodec.Encode(DeadLetter.Now(DeadLetterReason.MalformedRecord, "broken", Make.Here, Make.Scope, world.Time).WithRecord(broken)));

        var refused = await new EditHandler(world, world, world).HandleAsync(
            new EditRequest(QueueKind.CaptureDeadLetters, id, Encoding.UTF8.GetBytes("{}"), "me", "why") { RunId = "1" });
        var replaced = await new EditHandler(world, world, world).HandleAsync(
            new EditRequest(QueueKind.CaptureDeadLetters, id, Encoding.UTF8.GetBytes(record), "me", "why") { RunId = "2" });

        Assert.Equal((EditOutcome.Refused, EditOutcome.Replaced), (refused.Outcome, replaced.Outcome));
        var letter = DeadLetterCodec.Decode(world.Letters.Bodies.Single());
        Assert.Equal((true, record, "Edited/" + id), (letter.IsRecord, Make.TextOf(letter.Payload.Span), letter.History!.Failures.Single().Archive));
    }

    [Fact]
    public async Task A_letter_is_found_by_its_id_and_stays_visible()
    {
        var world = Filled();

        var found = await new LetterFinder(world).FindAsync(QueueKind.ChangesDeadLetters, world.Ids["other"], CancellationToken.None);
        var none = await new LetterFinder(world).FindAsync(QueueKind.ChangesDeadLetters, "nobody", CancellationToken.None);

        Assert.Equal(world.Ids["other"], found!.MessageId);
        Assert.Null(none);
        Assert.Equal(0, world.Letters.HiddenCount);
    }

    private static Task<DiscardReport> DiscardAsync(ReplayWorld world) => new DiscardHandler(world, world, world.Time)
        .HandleAsync(new DiscardRequest(QueueKind.ChangesDeadLetters, 100, LetterFilter.Parse(reasons: "Rejected"), "me", "why")).AsTask();

    private static Task<EditResult> EditAsync(ReplayWorld world, ReadOnlyMemory<byte> replacement) => new EditHandler(world, world, world)
        .HandleAsync(new EditRequest(QueueKind.ChangesDeadLetters, world.Ids["good"], replacement, "me", "why") { RunId = "20260131T0900-edit" }).AsTask();

    private static ReadOnlyMemory<byte> Corrected()
    {
        var change = Make.Put(1, pk: "good") with { Image = Core.Items.StoredItem.Parse("""{"pk":{"S":"good"},"fixed":{"S":"1"}}""").Content };
        return Make.Message("", change).Body;
    }

    private static async Task IgnoringDeathAsync(ReplayWorld world, CrashPlan plan, Func<Task> work)
    {
        world.Plan = plan;
        try
        {
            await work();
        }
        catch (ProcessDiedException)
        {
            // As planned.
        }

        world.Plan = new CrashPlan(-1);
    }

    // Four letters: two that are discarded by their reason, two that stay.
    private static ReplayWorld Filled()
    {
        var world = new ReplayWorld();
        world.Add("good", ReplayWorld.Letter(Make.Put(1, pk: "good")));
        world.Add("other", Reject(Make.Put(2, pk: "other")));
        world.Add("both", Reject(Make.Put(3, pk: "both"), Make.Put(4, pk: "others")));
        world.Add("bb", ReplayWorld.Letter(Make.Put(5, pk: "bb")));
        return world;
    }

    private static ReadOnlyMemory<byte> Reject(params Change[] changes) =>
        DeadLetterCodec.Encode(DeadLetterCodec.Decode(ReplayWorld.Letter(changes)) with { Reason = DeadLetterReason.Rejected });
}
